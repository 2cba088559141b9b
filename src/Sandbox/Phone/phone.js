// Keeps the phone page fresh: asks for the list every two seconds, counts down every second. Buttons work without this file.
'use strict';
(() => {
  const list = document.getElementById('requests');
  const announce = document.getElementById('announce');
  const select = document.querySelector('[data-autosubmit]');
  if (select) select.addEventListener('change', () => select.form.submit());
  if (!list || list.dataset.active !== 'yes') return;

  const ids = (root) => [...root.querySelectorAll('[data-request]')].map((one) => one.dataset.request).join(' ');
  let deadlines = new Map();

  const readDeadlines = () => {
    deadlines = new Map();
    for (const clock of list.querySelectorAll('[data-seconds]')) {
      deadlines.set(clock, performance.now() + Number(clock.dataset.seconds) * 1000);
    }
  };

  const tick = () => {
    for (const [clock, deadline] of deadlines) {
      const left = Math.max(0, Math.ceil((deadline - performance.now()) / 1000));
      clock.textContent = Math.floor(left / 60) + ':' + String(left % 60).padStart(2, '0');
      clock.parentElement.classList.toggle('urgent', left <= 30);
    }
  };

  const refresh = async () => {
    try {
      const answer = await fetch(list.dataset.source, { cache: 'no-store' });
      if (!answer.ok) return;
      const fresh = document.createElement('section');
      fresh.innerHTML = await answer.text();
      // Replaced only when the requests changed: a finger on a button must not lose it.
      if (ids(fresh) === ids(list)) return;
      const more = fresh.querySelectorAll('[data-request]').length > list.querySelectorAll('[data-request]').length;
      list.replaceChildren(...fresh.childNodes);
      readDeadlines();
      tick();
      announce.textContent = more ? 'Có yêu cầu ký số mới.' : 'Danh sách yêu cầu đã thay đổi.';
    } catch {
      // The sandbox is away for a moment: the next round asks again.
    }
  };

  readDeadlines();
  setInterval(tick, 1000);
  setInterval(refresh, 2000);
})();
