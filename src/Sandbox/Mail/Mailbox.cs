using System.Collections.Concurrent;

namespace KonTum.Tthc.Sandbox.Mail;

/// <summary>A mail or SMS that was taken in.</summary>
/// <param name="Channel">"mail" or "sms".</param>
/// <param name="Id">Message-ID, or the SMS's identifier.</param>
/// <param name="From">Sender.</param>
/// <param name="To">Receiver.</param>
/// <param name="Subject">Subject; empty for an SMS.</param>
/// <param name="Text">Text.</param>
/// <param name="Raw">The mail as it came; empty for an SMS.</param>
/// <param name="At">When.</param>
internal sealed record TakenMessage(
    string Channel, string Id, string From, string To, string Subject, string Text, string Raw, DateTimeOffset At);

/// <summary>
/// What came by mail and SMS, of the last thousand. A message that comes again under its identifier is counted and not shown twice, as mail
/// programs and SMS providers do.
/// </summary>
internal sealed class Mailbox
{
    private const int Most = 1000;

    private readonly Lock _lock = new();
    private readonly List<TakenMessage> _messages = [];
    private readonly ConcurrentDictionary<string, (string Fault, int Left)> _faults = new();

    public static readonly string[] Faults = ["unavailable", "refused", "slow"];

    public int Duplicates { get; private set; }

    /// <summary>Newest first.</summary>
    public IReadOnlyList<TakenMessage> Messages
    {
        get
        {
            lock (_lock) return [.. Enumerable.Reverse(_messages)];
        }
    }

    public void Take(TakenMessage message)
    {
        lock (_lock)
        {
            if (_messages.Exists(m => m.Channel == message.Channel && m.Id == message.Id))
            {
                Duplicates++;
                return;
            }

            _messages.Add(message);
            if (_messages.Count > Most) _messages.RemoveAt(0);
        }
    }

    public void Clear()
    {
        lock (_lock)
        {
            _messages.Clear();
            Duplicates = 0;
        }

        _faults.Clear();
    }

    public void Order(string channel, string fault, int times) => _faults[channel] = (fault, times);

    /// <summary>The fault of the next message of a channel; null for none.</summary>
    public string? TakeFault(string channel)
    {
        while (_faults.TryGetValue(channel, out var ordered))
        {
            if (ordered.Left <= 0) return null;
            if (_faults.TryUpdate(channel, ordered with { Left = ordered.Left - 1 }, ordered)) return ordered.Fault;
        }

        return null;
    }
}
