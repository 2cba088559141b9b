using KonTum.Tthc.Application.Access;
using KonTum.Tthc.Application.Exchange;
using KonTum.Tthc.Application.Exchange.ReconcilePortal;
using KonTum.Tthc.Application.Exchange.ReplayDelivery;
using KonTum.Tthc.Domain.Dossiers;
using KonTum.Tthc.Domain.Failures;
using KonTum.Tthc.Domain.People;
using KonTum.Tthc.Domain.Petitions;
using KonTum.Tthc.Infrastructure.Outbox;
using KonTum.Tthc.Infrastructure.PersonalData;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;

namespace KonTum.Tthc.Infrastructure.Tests.Exchange;

/// <summary>What the national portal, mailboxes and telephones get of a dossier's events, and what becomes of what does not arrive.</summary>
public sealed class EventsLeave(ExchangeHost host) : IClassFixture<ExchangeHost>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Each_event_leads_to_one_delivery_on_each_channel_and_all_arrive_in_order()
    {
        await using var node = await host.NodeAsync();
        var filed = await host.FileAsync();
        await AcceptAsync(filed);
        await host.AppendAsync(filed, new ProcessingStarted("officer-1", Due, Now));
        await host.AppendAsync(filed, new ProcessingCompleted("officer-1", Personal.Of(filed.Owner, ""), Now));
        await host.AppendAsync(filed, new ResultReturned("officer-1", ReturnChannel.Online, Now));
        await host.EndedAsync(filed);

        var sent = (await host.DeliveriesAsync(filed)).GroupBy(d => d.Channel).ToDictionary(g => g.Key, g => g.Select(d => d.Subject).Reverse().ToArray());
        sent[DeliveryChannel.PortalDossier].ShouldBe(
            ["dossier_submitted", "dossier_accepted", "processing_started", "processing_completed", "result_returned"], ignoreOrder: true);
        sent[DeliveryChannel.PortalProgress].ShouldBe(
            ["dossier_accepted", "processing_started", "processing_completed", "result_returned"], ignoreOrder: true);
        sent[DeliveryChannel.Mail].ShouldBe(["dossier_submitted", "dossier_accepted", "processing_completed", "result_returned"], ignoreOrder: true);
        sent[DeliveryChannel.Sms].ShouldBe(sent[DeliveryChannel.Mail], ignoreOrder: true);
        (await host.DeliveriesAsync(filed)).ShouldAllBe(d => d.State == DeliveryState.Delivered);

        var there = await host.AtPortalAsync(filed);
        there.GetProperty("statuses").EnumerateArray().Select(s => s.GetString()).ShouldBe(["1", "2", "4", "9", "10"]);
        there.GetProperty("steps").EnumerateArray().Select(s => s.GetProperty("TrangThai").GetString()).ShouldBe(["2", "4", "9", "10"]);
        var item = there.GetProperty("item");
        item.GetProperty("ChuHoSo").GetString().ShouldBe(filed.Name);
        item.GetProperty("NgayHenTra").GetString().ShouldBe("20261127170000");
        item.GetProperty("TaiLieuNop")[0].GetProperty("TepDinhKemId").GetString().ShouldBe(filed.Attachment.ToString());
        item.GetProperty("TaiLieuNop")[0].GetProperty("DuongDanTaiTepTin").GetString().ShouldStartWith(
            $"https://dichvucong.example.vn/exchange/portal/{filed.Code}/to-khai/{filed.Attachment}/");

        var mails = await host.MessagesAsync("mail", filed.Email);
        mails.Count.ShouldBe(4);
        var accepted = mails.Single(m => m.GetProperty("subject").GetString() == $"Hồ sơ {filed.Code} đã được tiếp nhận");
        accepted.GetProperty("text").GetString()!.ShouldContain("Thời gian hẹn trả kết quả: 17:00 ngày 27/11/2026.");
        accepted.GetProperty("text").GetString()!.ShouldContain($"Kính gửi ông/bà {filed.Name},");
        var sms = (await host.MessagesAsync("sms", filed.Phone)).Select(m => m.GetProperty("text").GetString()!).ToList();
        sms.ShouldContain($"Ho so {filed.Code} da duoc tiep nhan. Hen tra ket qua: 17:00 ngay 27/11/2026.");
        sms.ShouldAllBe(t => SmsText.Parts(t) == 1);
    }

    [Fact]
    public async Task While_the_portal_is_away_events_wait_and_then_arrive_in_order()
    {
        await host.OrderAsync("/control/portal/faults", new { fault = "down", times = 4 });
        await using var node = await host.NodeAsync();
        var filed = await host.FileAsync();
        await AcceptAsync(filed);
        await host.AppendAsync(filed, new DossierWithdrawn(Personal.Of(filed.Owner, "đổi ý"), Now));
        await host.EndedAsync(filed);

        var there = await host.AtPortalAsync(filed);
        there.GetProperty("statuses").EnumerateArray().Select(s => s.GetString()).ShouldBe(["1", "2", "7"]);
        there.GetProperty("steps")[1].GetProperty("NoiDungXuLy").GetString().ShouldBe("Công dân yêu cầu rút hồ sơ: đổi ý");
        (await host.DeliveriesAsync(filed)).Where(d => d.Subject == "dossier_submitted" && d.Channel == DeliveryChannel.PortalDossier)
            .Single().Attempts.ShouldBeGreaterThan(1);
    }

    [Fact]
    public async Task A_session_that_ended_is_renewed_and_half_a_refused_batch_comes_again()
    {
        await using (await host.NodeAsync())
        {
            var before = await host.FileAsync();
            await host.EndedAsync(before); // logged in
        }

        await host.OrderAsync("/control/portal/faults", new { fault = "session_expired" });
        var filed = new[] { await host.FileAsync(), await host.FileAsync(), await host.FileAsync() };
        await using (await host.NodeAsync()) await host.EndedAsync(filed[2]);
        (await host.DeliveriesAsync(filed[0])).Single(d => d.Channel == DeliveryChannel.PortalDossier).Attempts.ShouldBe(1);

        await host.OrderAsync("/control/portal/faults", new { fault = "half_refused" });
        filed = [await host.FileAsync(), await host.FileAsync(), await host.FileAsync()];
        await using (await host.NodeAsync())
            foreach (var one in filed) await host.EndedAsync(one);
        var tried = await Task.WhenAll(filed.Select(async f => (await host.DeliveriesAsync(f)).Single(d => d.Channel == DeliveryChannel.PortalDossier)));
        tried.ShouldAllBe(d => d.State == DeliveryState.Delivered);
        tried.Count(d => d.Attempts == 2).ShouldBe(1, "the second of three was refused once");
    }

    [Fact]
    public async Task A_refusal_becomes_a_dead_letter_that_an_administrator_sends_again_with_the_same_identifier()
    {
        await host.OrderAsync("/control/portal/faults", new { fault = "error_code", code = "06" });
        var filed = await host.FileAsync();
        await using var node = await host.NodeAsync();
        await host.EndedAsync(filed);
        var dead = (await host.DeliveriesAsync(filed)).Single(d => d.Channel == DeliveryChannel.PortalDossier);
        (dead.State, dead.LastFailure).ShouldBe((DeliveryState.GivenUp, "PORTAL_REFUSED_06"));
        var body = await host.ScalarAsync<string>($"select body from tthc.deliveries where id = '{dead.Id}'");

        var replayed = await host.SendAsync("quantri", Role.Administrator, new ReplayDelivery(dead.Id, null));
        replayed.Id.ShouldBe(dead.Id);
        await host.EndedAsync(filed);

        (await host.DeliveriesAsync(filed)).Single(d => d.Id == dead.Id).State.ShouldBe(DeliveryState.Delivered);
        (await host.ScalarAsync<string>($"select body from tthc.deliveries where id = '{dead.Id}'")).ShouldBe(body);
        (await host.AtPortalAsync(filed)).GetProperty("statuses").GetArrayLength().ShouldBe(1);
        (await Should.ThrowAsync<FailureException>(() => host.SendAsync("quantri", Role.Administrator, new ReplayDelivery(dead.Id, null))))
            .Failure.ShouldBe(Failures.DeliveryNotGivenUp);
        (await Should.ThrowAsync<FailureException>(() => host.SendAsync("quantri", Role.Administrator, new ReplayDelivery(Guid.NewGuid(), null))))
            .Failure.ShouldBe(Failures.DeliveryNotFound);
    }

    [Fact]
    public async Task An_older_state_is_not_sent_again_after_a_newer_one()
    {
        await host.OrderAsync("/control/portal/faults", new { fault = "error_code", code = "06" });
        var filed = await host.FileAsync();
        await using var node = await host.NodeAsync();
        await host.EndedAsync(filed);
        await AcceptAsync(filed);
        await host.EndedAsync(filed);

        // The portal has not heard of the dossier: its first change tells it as a new one.
        (await host.DeliveriesAsync(filed)).Where(d => d.Subject == "dossier_accepted").ShouldAllBe(d => d.State == DeliveryState.Delivered);
        (await host.AtPortalAsync(filed)).GetProperty("statuses").EnumerateArray().Select(x => x.GetString()).ShouldBe(["2"]);
        (await host.AtPortalAsync(filed)).GetProperty("steps").GetArrayLength().ShouldBe(1);
        var dead = (await host.DeliveriesAsync(filed)).Single(d => d.Channel == DeliveryChannel.PortalDossier && d.Subject == "dossier_submitted");
        (await Should.ThrowAsync<FailureException>(async () =>
        {
            await host.SendAsync("quantri", Role.Administrator, new ReplayDelivery(dead.Id, null));
        })).Failure.ShouldBe(Failures.DeliveryOvertaken);
    }

    [Fact]
    public async Task A_node_that_dies_between_sending_and_recording_sends_the_same_identifier_again_and_nobody_sees_it_twice()
    {
        var filed = await host.FileAsync();
        var outbox = host.Services.GetRequiredService<DeliveryOutbox>();
        var duplicates = (await host.MailboxAsync()).GetProperty("duplicates").GetInt32();
        foreach (var channel in (string[])["mail", "sms"])
        {
            var claimed = await outbox.ClaimAsync([channel], host.Time.GetUtcNow(), TimeSpan.FromSeconds(30), 4, 1, Cancellation);
            var sender = host.Services.GetServices<IDeliverySender>().Single(s => s.Channels.Contains(claimed[0].Channel));
            (await sender.SendAsync([new OpenedDelivery(claimed[0], outbox.BodyOf(claimed[0])!)], Cancellation)).Single().ShouldBe(DeliveryOutcome.Arrived);
            // Here it dies.
        }

        host.Time.Advance(TimeSpan.FromSeconds(31));
        await using var node = await host.NodeAsync();
        await host.EndedAsync(filed);

        (await host.MessagesAsync("mail", filed.Email)).Count.ShouldBe(1);
        (await host.MessagesAsync("sms", filed.Phone)).Count.ShouldBe(1);
        (await host.MailboxAsync()).GetProperty("duplicates").GetInt32().ShouldBe(duplicates + 2);
        var mail = (await host.DeliveriesAsync(filed)).Single(d => d.Channel == DeliveryChannel.Mail);
        (await host.MessagesAsync("mail", filed.Email)).Single().GetProperty("id").GetString().ShouldBe($"<{mail.Id}@kontum.example.vn>");
        mail.Attempts.ShouldBe(2);
    }

    [Fact]
    public async Task Nothing_leaves_of_a_person_whose_data_are_erased()
    {
        var filed = await host.FileAsync();
        await host.Services.GetRequiredService<IPersonKeys>().DestroyAsync(filed.Owner, Cancellation);
        await using var node = await host.NodeAsync();
        await host.EndedAsync(filed);

        (await host.DeliveriesAsync(filed)).ShouldAllBe(d => d.State == DeliveryState.Dropped && d.LastFailure == "PERSON_ERASED");
        (await host.MessagesAsync("mail", filed.Email)).ShouldBeEmpty();
        (await host.AtPortalAsync(filed)).ValueKind.ShouldBe(System.Text.Json.JsonValueKind.Undefined);
    }

    [Fact]
    public async Task A_mailbox_that_does_not_exist_is_given_up_at_once_and_a_server_that_is_busy_is_asked_again()
    {
        await host.OrderAsync("/control/mailbox/faults", new { channel = "sms", kind = "unavailable", times = 1 });
        var filed = await host.FileAsync("khong-ton-tai@example.com");
        await using var node = await host.NodeAsync();
        await host.EndedAsync(filed);

        var all = await host.DeliveriesAsync(filed);
        var mail = all.Single(d => d.Channel == DeliveryChannel.Mail);
        (mail.State, mail.LastFailure, mail.Attempts).ShouldBe((DeliveryState.GivenUp, "SMTP_550", 1));
        var sms = all.Single(d => d.Channel == DeliveryChannel.Sms);
        (sms.State, sms.Attempts).ShouldBe((DeliveryState.Delivered, 2));
    }

    [Theory]
    [InlineData("{0}\r\nBcc: ke.xau@example.com")]
    [InlineData("{0}\nRCPT TO:<ke.xau@example.com>")]
    [InlineData("{0}, ke.xau@example.com")]
    [InlineData("\"Kẻ xấu\" <ke.xau@example.com>, {0}")]
    [InlineData("khong phai dia chi {0}")]
    [InlineData("{0}> SIZE=1\u0085")]
    public async Task An_address_that_is_not_one_plain_address_gets_nothing_and_is_given_up_at_once(string form)
    {
        var filed = await host.FileAsync(string.Format(System.Globalization.CultureInfo.InvariantCulture, form, "nguoi.la@example.com"));
        await using var node = await host.NodeAsync();
        await host.EndedAsync(filed);

        var mail = (await host.DeliveriesAsync(filed)).Single(d => d.Channel == DeliveryChannel.Mail);
        (mail.State, mail.LastFailure, mail.Attempts).ShouldBe((DeliveryState.GivenUp, "MAIL_ADDRESS", 1));
        (await host.MailboxAsync()).GetProperty("messages").EnumerateArray().Select(m => m.GetProperty("to").GetString()!)
            .ShouldAllBe(to => !to.Contains("ke.xau", StringComparison.Ordinal) && !to.Contains("nguoi.la", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_name_or_subject_with_line_breaks_makes_no_header_and_no_receiver()
    {
        const string evil = "Nguyễn Văn A\r\nBcc: ke.xau@example.com\r\nX-Evil: 1\r\n\r\nxin chào\r\n.\r\nMAIL FROM:<ke.xau@example.com>";
        var filed = await host.FileAsync();
        var outbox = host.Services.GetRequiredService<DeliveryOutbox>();
        var claimed = (await outbox.ClaimAsync(["mail"], host.Time.GetUtcNow(), TimeSpan.FromSeconds(30), 4, 1, Cancellation)).Single();
        var sender = host.Services.GetServices<IDeliverySender>().Single(s => s.Channels.Contains(DeliveryChannel.Mail));
        var content = System.Text.Json.JsonSerializer.Serialize(new MailContent("nguoi.nhan@example.com", "Hồ sơ của " + evil, "Kính gửi " + evil));
        (await sender.SendAsync([new OpenedDelivery(claimed, content)], Cancellation)).Single().ShouldBe(DeliveryOutcome.Arrived);
        await outbox.EndAsync(claimed, DeliveryState.Dropped, host.Time.GetUtcNow(), "");

        var taken = (await host.MessagesAsync("mail", "nguoi.nhan@example.com")).Single();
        taken.GetProperty("id").GetString().ShouldBe($"<{claimed.Id}@kontum.example.vn>");
        taken.GetProperty("subject").GetString()!.ShouldStartWith("Hồ sơ của Nguyễn Văn A  Bcc: ke.xau@example.com");
        taken.GetProperty("text").GetString()!.ReplaceLineEndings("\n").Trim().ShouldBe(("Kính gửi " + evil).ReplaceLineEndings("\n"), "all of it is text");
        (await host.MessagesAsync("mail", "ke.xau@example.com")).ShouldBeEmpty();
        await using var node = await host.NodeAsync();
        await host.EndedAsync(filed);
    }

    [Fact]
    public async Task An_answered_petition_is_told_by_mail_with_the_answer_and_by_sms_without_it()
    {
        var filed = await host.FileAsync();
        var petition = Guid.NewGuid();
        await host.InUnitOfWorkAsync(work =>
        {
            work.Start<Petition>(petition, new PetitionFiled(
                petition, filed.Id, filed.Code, filed.Owner, ExchangeHost.Agency, PetitionKind.Question, Personal.Of(filed.Owner, "Bao giờ có kết quả?"), Due, Now));
            return Task.CompletedTask;
        });
        await host.InUnitOfWorkAsync(async work => (await work.FindAsync<Petition>(petition, Cancellation))!.Append(
            new PetitionAnswered("officer-1", Personal.Of(filed.Owner, "Thứ sáu tuần này.\nMời ông/bà đến quầy số 3."), Now)));
        await using var node = await host.NodeAsync();
        await host.EndedAsync(filed);

        (await host.DeliveriesAsync(filed)).Where(d => d.Subject == "petition_answered").Select(d => d.Channel)
            .ShouldBe([DeliveryChannel.Mail, DeliveryChannel.Sms], ignoreOrder: true);
        var mail = (await host.MessagesAsync("mail", filed.Email))
            .Single(m => m.GetProperty("subject").GetString() == $"Đã trả lời phản ánh, kiến nghị về hồ sơ {filed.Code}").GetProperty("text").GetString()!;
        mail.ReplaceLineEndings("\n").ShouldContain("Nội dung trả lời:\nThứ sáu tuần này.\nMời ông/bà đến quầy số 3.\n");
        (await host.MessagesAsync("sms", filed.Phone)).Select(m => m.GetProperty("text").GetString())
            .ShouldContain($"Phan anh, kien nghi ve ho so {filed.Code} da duoc tra loi. Noi dung xem tren Cong dich vu cong.");
        (await host.ScalarAsync<string>($"select string_agg(d::text, ' ') from tthc.deliveries d where dossier_id = '{filed.Id}'")).ShouldNotContain("quầy");
    }

    [Fact]
    public async Task Neither_logs_nor_the_table_show_who_it_is()
    {
        var filed = await host.FileAsync();
        await host.OrderAsync("/control/mailbox/faults", new { channel = "mail", kind = "refused", times = 1 });
        await using var node = await host.NodeAsync();
        await host.EndedAsync(filed);

        host.Logs.Text.ShouldContain("was given up");
        var stored = await host.ScalarAsync<string>($"select string_agg(d::text, ' ') from tthc.deliveries d where dossier_id = '{filed.Id}'");
        foreach (var secret in (string[])[filed.Name, filed.Email, filed.Phone, "chi-dung-de-trinh-dien"])
        {
            host.Logs.Text.ShouldNotContain(secret);
            stored.ShouldNotContain(secret);
        }
    }

    [Fact]
    public async Task Reconciliation_tells_what_differs_and_repairs_it()
    {
        host.Time.Advance(TimeSpan.FromDays(30)); // a time of its own
        var from = host.Time.GetUtcNow();
        var (changed, unknown, same) = (await host.FileAsync(), await host.FileAsync(), await host.FileAsync());
        await using var node = await host.NodeAsync();
        foreach (var filed in (ExchangeHost.Filed[])[changed, unknown, same]) await host.EndedAsync(filed);
        (await ReconcileAsync(from, repair: false)).Differences.ShouldBeEmpty();

        await host.OrderAsync($"/control/portal/dossiers/{changed.Code}", new { field = "TrangThaiHoSo", value = "4" });
        // What a database lost that was restored from a backup: the portal has a number that was given out and is not here.
        var tooMany = ExchangeHost.NextCode();
        await host.OrderAsync($"/control/portal/dossiers/{tooMany}:copy", new { from = same.Code });
        using var forgotten = await host.Outside.DeleteAsync($"/control/portal/dossiers/{unknown.Code}", Cancellation);
        var found = await ReconcileAsync(from, repair: true);
        found.Compared.ShouldBe(3);
        found.Differences.Single(d => d.Code == changed.Code).Fields.ShouldBe(["TrangThaiHoSo"]);
        found.Differences.Single(d => d.Code == changed.Code).PortalStatus.ShouldBe(4);
        found.Differences.Single(d => d.Code == unknown.Code).PortalStatus.ShouldBe(0);
        var surplus = found.Differences.Single(d => d.Code == tooMany);
        (surplus.DossierId, surplus.LocalStatus, surplus.PortalStatus).ShouldBe((null, 0, 1));
        found.Differences.Count.ShouldBe(3);

        await host.EndedAsync(changed);
        await host.EndedAsync(unknown);
        (await ReconcileAsync(from, repair: false)).Differences.Select(d => d.Code).ShouldBe([tooMany], "what only the portal has is for people to settle");
    }

    private DateTimeOffset Now => host.Time.GetUtcNow();

    private static DateTimeOffset Due { get; } = new(2026, 11, 27, 10, 0, 0, TimeSpan.Zero);

    private Task AcceptAsync(ExchangeHost.Filed filed) => host.AppendAsync(filed, new DossierAccepted("officer-1", Due, 3, Now));

    private Task<Reconciliation> ReconcileAsync(DateTimeOffset from, bool repair) =>
        host.SendAsync("quantri", Role.Administrator, new ReconcilePortal(from, null, repair, 0, "", null));
}
