namespace KonTum.Tthc.Application.Exchange;

/// <summary>
/// The templates of mail and SMS: one file for each event of <see cref="ExchangeRules"/> that tells the person, and each channel, named
/// <c>event.mail.txt</c> and <c>event.sms.txt</c>. They are checked when the platform starts.
/// </summary>
public sealed class NoticeCatalogue
{
    private const string MailEnd = ".mail.txt";
    private const string SmsEnd = ".sms.txt";

    private readonly Dictionary<string, NoticeTemplate> _mail = new(StringComparer.Ordinal);
    private readonly Dictionary<string, NoticeTemplate> _sms = new(StringComparer.Ordinal);

    /// <summary>Reads the files.</summary>
    /// <exception cref="InvalidDataException">One is missing, belongs to no event, or has a placeholder that nobody fills.</exception>
    public NoticeCatalogue(IEnumerable<(string Name, string Text)> files)
    {
        var events = ExchangeRules.All.Where(r => r.TellsPerson).Select(r => r.Name).ToHashSet(StringComparer.Ordinal);
        foreach (var (name, text) in files)
        {
            var isMail = name.EndsWith(MailEnd, StringComparison.Ordinal);
            var subject = isMail ? name[..^MailEnd.Length] : name.EndsWith(SmsEnd, StringComparison.Ordinal) ? name[..^SmsEnd.Length] : "";
            if (!events.Contains(subject)) throw new InvalidDataException($"{name}: no event that a person is told of has this name.");
            (isMail ? _mail : _sms)[subject] = NoticeTemplate.Read(name, text, isMail, NoticeValues.Names);
        }

        var missing = events.Where(e => !_mail.ContainsKey(e)).Select(e => e + MailEnd)
            .Concat(events.Where(e => !_sms.ContainsKey(e)).Select(e => e + SmsEnd)).ToList();
        if (missing.Count > 0) throw new InvalidDataException($"Templates of messages are missing: {string.Join(", ", missing)}.");
    }

    /// <summary>The mail about an event.</summary>
    public NoticeTemplate Mail(string subject) => _mail[subject];

    /// <summary>The SMS about an event.</summary>
    public NoticeTemplate Sms(string subject) => _sms[subject];
}
