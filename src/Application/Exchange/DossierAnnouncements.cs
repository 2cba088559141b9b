using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using KonTum.Tthc.Application.Papers;
using KonTum.Tthc.Application.Procedures;
using KonTum.Tthc.Domain;
using KonTum.Tthc.Domain.Dossiers;
using KonTum.Tthc.Domain.Procedures;

namespace KonTum.Tthc.Application.Exchange;

/// <summary>An event of a dossier, and where the dossier stood after it.</summary>
/// <param name="Event">The event.</param>
/// <param name="State">State after it.</param>
/// <param name="Version">Version of the dossier after it.</param>
public sealed record AnnouncedEvent(IDomainEvent Event, DossierState State, long Version);

/// <summary>Makes the messages that the events of one commit lead to, by <see cref="ExchangeRules"/>.</summary>
public sealed class DossierAnnouncements(
    IProcedureVersions procedures, NoticeCatalogue notices, IPortalFileLinks links, ExchangeSettings settings, PublicAddress address)
{
    /// <summary>Batch of dossiers that the portal does not know yet.</summary>
    public const string NewDossiers = "new";

    /// <summary>Batch of dossiers that it knows.</summary>
    public const string KnownDossiers = "known";

    private static readonly JsonSerializerOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The messages, in the order in which they leave. Nothing is told of a draft, and nothing of a person whose data are erased.</summary>
    /// <param name="dossier">The dossier after all of them.</param>
    /// <param name="changes">The events of the commit.</param>
    /// <param name="cancellationToken">Stops.</param>
    public async Task<IReadOnlyList<OutgoingMessage>> ComposeAsync(
        Dossier dossier, IReadOnlyList<AnnouncedEvent> changes, CancellationToken cancellationToken)
    {
        var told = changes.Select(c => (Change: c, Rule: ExchangeRules.For(c.Event))).Where(c => c.Rule is not null).ToList();
        if (told.Count == 0 || dossier.Code.Length == 0 || dossier.Form is null) return [];
        if (settings is { Portal: false, Mail: false, Sms: false }) return [];

        var procedure = await procedures.GetAsync(dossier.ProcedureCode, dossier.ProcedureVersion, cancellationToken);
        var messages = new List<OutgoingMessage>();
        if (settings.Portal && told.Any(t => t.Rule!.Portal != PortalTelling.Nothing))
        {
            // The dossier once, as it is after the commit; each step by itself.
            var isNew = told.Any(t => t.Change.Event is DossierSubmitted);
            messages.Add(PortalDossier(dossier, procedure, told[^1].Rule!.Name, isNew, told[^1].Change.Event.At));
            messages.AddRange(told.Where(t => t.Rule!.Portal == PortalTelling.DossierAndStep).Select(t => Message(
                DeliveryChannel.PortalProgress, t.Rule!.Name, dossier,
                PortalItems.Text(PortalItems.Step(dossier, t.Change.Event, NationalStatuses.Of(t.Change.State), t.Change.Event.At)), t.Change.Event.At)));
        }

        foreach (var (change, rule) in told.Where(t => t.Rule!.TellsPerson))
        {
            var values = NoticeValues.Of(dossier, change.Event, procedure, AmountDue(dossier, change.Event, procedure), address);
            if (settings.Mail && dossier.Form.Email.Length > 0)
            {
                var mail = notices.Mail(rule!.Name).Fill(values);
                messages.Add(Message(DeliveryChannel.Mail, rule.Name, dossier, Json(new MailContent(dossier.Form.Email, mail.Subject, mail.Body)), change.Event.At));
            }

            if (settings.Sms && dossier.Form.PhoneNumber.Length > 0)
            {
                var text = SmsText.Ready(notices.Sms(rule!.Name).Fill(values).Body, settings.SmsDiacritics);
                messages.Add(Message(DeliveryChannel.Sms, rule.Name, dossier, Json(new SmsContent(dossier.Form.PhoneNumber, text)), change.Event.At));
            }
        }

        return messages;
    }

    /// <summary>The message that tells the national portal a dossier as it is.</summary>
    /// <param name="dossier">The dossier.</param>
    /// <param name="procedure">What its version of the procedure says.</param>
    /// <param name="subject">What it tells.</param>
    /// <param name="isNew">Whether the portal does not know the dossier yet.</param>
    /// <param name="at">When.</param>
    public OutgoingMessage PortalDossier(Dossier dossier, ProcedureDefinition procedure, string subject, bool isNew, DateTimeOffset at) =>
        Message(DeliveryChannel.PortalDossier, subject, dossier, PortalItems.Text(PortalItems.Dossier(dossier, procedure, links)), at) with
        {
            Batch = isNew ? NewDossiers : KnownDossiers,
        };

    /// <summary>What a webhook is told: enough to ask, and nothing about the person. The outbox puts in its identifier.</summary>
    public static string WebhookBody(Dossier dossier, AnnouncedEvent change, string name, string stateName) => Json(new
    {
        type = "dossier.changed",
        delivery_id = "{delivery_id}",
        dossier_id = dossier.Id,
        code = dossier.Code,
        @event = name,
        state = stateName,
        national_status = NationalStatuses.Of(change.State),
        version = change.Version,
        time = change.Event.At.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture),
    });

    /// <summary>All that is to be paid now: the procedure's fees that are still open, and what was asked for on top of them.</summary>
    private static long AmountDue(Dossier dossier, IDomainEvent e, ProcedureDefinition procedure) =>
        e is PaymentRequested ? dossier.FeesBy(procedure).Due : 0;

    private static OutgoingMessage Message(DeliveryChannel channel, string subject, Dossier dossier, string content, DateTimeOffset at) =>
        new(channel, subject, dossier.Id, dossier.OwnerId, content, at);

    private static string Json<T>(T content) => JsonSerializer.Serialize(content, Readable);
}

/// <summary>A mail.</summary>
/// <param name="To">Address.</param>
/// <param name="Subject">Subject.</param>
/// <param name="Body">Plain text.</param>
public sealed record MailContent(string To, string Subject, string Body)
{
    /// <summary>Hides everything.</summary>
    public override string ToString() => nameof(MailContent);
}

/// <summary>An SMS.</summary>
/// <param name="To">Telephone number.</param>
/// <param name="Text">Text.</param>
public sealed record SmsContent(string To, string Text)
{
    /// <summary>Hides everything.</summary>
    public override string ToString() => nameof(SmsContent);
}
