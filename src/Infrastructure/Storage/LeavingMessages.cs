using KonTum.Tthc.Application.Exchange;
using KonTum.Tthc.Application.Storage;
using KonTum.Tthc.Domain;
using KonTum.Tthc.Domain.Dossiers;
using KonTum.Tthc.Domain.Petitions;
using KonTum.Tthc.Domain.Signing;
using KonTum.Tthc.Infrastructure.Outbox;
using KonTum.Tthc.Infrastructure.Webhooks;
using Marten;

namespace KonTum.Tthc.Infrastructure.Storage;

/// <summary>
/// What a unit of work has to tell the world: it remembers what was appended and enters the messages into the outbox, in the same
/// transaction.
/// </summary>
internal sealed class LeavingMessages(
    DossierAnnouncements announcements, DeliveryOutbox outbox, OutboxSignal signal, IStreamReader streams)
{
    private readonly Dictionary<Guid, (SignatureRecord Signing, long Version)> _signings = [];
    private readonly Dictionary<Guid, (Dossier Dossier, List<AnnouncedEvent> Changes)> _dossiers = [];

    private readonly List<(Petition Petition, PetitionAnswered Answered)> _answers = [];

    /// <summary>Signings that were changed.</summary>
    public IReadOnlyCollection<Guid> Signings => _signings.Keys;

    /// <summary>Remembers an event that was appended and taken into the state.</summary>
    public void Appended<T>(Guid id, T state, IDomainEvent @event, long version)
    {
        if (state is SignatureRecord signing) _signings[id] = (signing, version);
        if (state is Petition petition && @event is PetitionAnswered answered) _answers.Add((petition, answered));
        if (state is not Dossier dossier) return;
        if (!_dossiers.TryGetValue(id, out var told)) _dossiers[id] = told = (dossier, []);
        told.Changes.Add(new AnnouncedEvent(@event, dossier.State, version));
        // The stream may have been loaded twice: the newest state counts.
        _dossiers[id] = (dossier, told.Changes);
    }

    /// <summary>Enters everything.</summary>
    public async Task EnterAsync(IDocumentSession session, CancellationToken cancellationToken)
    {
        foreach (var (signing, version) in _signings.Values)
        {
            DeliveryOutbox.EnterWebhooks(
                session, signing.PersonId, "signing_changed", signing.DossierId, WebhookBodies.Signing(signing, version),
                inOrder: false, signing.ChangedAt);
        }

        foreach (var (dossier, changes) in _dossiers.Values)
        {
            foreach (var message in await announcements.ComposeAsync(dossier, changes, cancellationToken)) outbox.Enter(session, message);
            foreach (var change in changes)
            {
                if (ExchangeRules.For(change.Event) is not { } rule || dossier.Code.Length == 0) continue;
                var body = DossierAnnouncements.WebhookBody(dossier, change, rule.Name, WebhookBodies.StateName(change.State));
                DeliveryOutbox.EnterWebhooks(session, dossier.OwnerId, rule.Name, dossier.Id, body, inOrder: true, change.Event.At);
            }
        }

        foreach (var (petition, answered) in _answers)
        {
            // Where the person is told stands in the dossier's form.
            if (await streams.ReadAsync<Dossier>(petition.DossierId, cancellationToken) is not { } about) continue;
            var change = new AnnouncedEvent(answered, about.State.State, about.Version);
            foreach (var message in await announcements.ComposeAsync(about.State, [change], cancellationToken)) outbox.Enter(session, message);
        }
    }

    /// <summary>The commit is done.</summary>
    public void Committed()
    {
        if (_signings.Count + _dossiers.Count + _answers.Count > 0) signal.Set();
        Forget();
    }

    /// <summary>Nothing of it happened.</summary>
    public void Forget()
    {
        _signings.Clear();
        _dossiers.Clear();
        _answers.Clear();
    }
}
