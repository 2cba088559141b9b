namespace KonTum.Tthc.Application.Exchange;

/// <summary>Where a delivery goes; the numbers are those of the contract.</summary>
public enum DeliveryChannel
{
    /// <summary>The national portal: DongBoHoSoMC.</summary>
    PortalDossier = 1,

    /// <summary>The national portal: CapNhatTienDoHoSoMC.</summary>
    PortalProgress = 2,

    /// <summary>Mail.</summary>
    Mail = 3,

    /// <summary>SMS.</summary>
    Sms = 4,

    /// <summary>A webhook.</summary>
    Webhook = 5,
}

/// <summary>Where a delivery stands; the numbers are those of the contract.</summary>
public enum DeliveryState
{
    /// <summary>Waits for its first or next attempt.</summary>
    Waiting = 1,

    /// <summary>Arrived.</summary>
    Delivered = 2,

    /// <summary>Given up: a dead letter.</summary>
    GivenUp = 3,

    /// <summary>No longer wanted: the receiver is gone, the data was erased.</summary>
    Dropped = 4,
}

/// <summary>A delivery as an operator sees it; never its content.</summary>
/// <param name="Id">Identifier, the same in every attempt.</param>
/// <param name="Channel">Where it goes.</param>
/// <param name="State">Where it stands.</param>
/// <param name="Subject">Name of the event that it tells.</param>
/// <param name="DossierId">The dossier that it is about.</param>
/// <param name="Attempts">Attempts so far.</param>
/// <param name="LastFailure">Code of the last failure; empty if none.</param>
/// <param name="CreatedAt">When it was entered.</param>
/// <param name="DueAt">When it is tried next; null unless it waits.</param>
/// <param name="EndedAt">When it arrived or was given up.</param>
public sealed record DeliveryView(
    Guid Id, DeliveryChannel Channel, DeliveryState State, string Subject, Guid? DossierId, int Attempts, string LastFailure,
    DateTimeOffset CreatedAt, DateTimeOffset? DueAt, DateTimeOffset? EndedAt);

/// <summary>Which deliveries an operator looks for; what is null does not matter.</summary>
public sealed record DeliveryFilter(DeliveryChannel? Channel, DeliveryState? State, Guid? DossierId);

/// <summary>What is to leave the platform, as the rules make it; the outbox gives it an identifier and seals it.</summary>
/// <param name="Channel">Where it goes.</param>
/// <param name="Subject">Name of the event that it tells.</param>
/// <param name="DossierId">The dossier.</param>
/// <param name="PersonId">Whose data it holds: the subject whose key seals it.</param>
/// <param name="Content">What is sent, as JSON.</param>
/// <param name="At">When what it tells happened.</param>
public sealed record OutgoingMessage(
    DeliveryChannel Channel, string Subject, Guid DossierId, string PersonId, string Content, DateTimeOffset At)
{
    /// <summary>Only messages with the same one travel in one call.</summary>
    public string Batch { get; init; } = "";

    /// <summary>Hides the content.</summary>
    public override string ToString() => $"{nameof(OutgoingMessage)}({Channel}, {Subject})";
}

/// <summary>What leaves the platform and what became of it.</summary>
public interface IDeliveries
{
    /// <summary>Lists deliveries, newest first.</summary>
    Task<IReadOnlyList<DeliveryView>> ListAsync(
        DeliveryFilter filter, DateTimeOffset? until, int skip, int take, CancellationToken cancellationToken);

    /// <summary>
    /// Lets one that was given up wait again, with the same identifier and content. Null when there is no such delivery.
    /// </summary>
    /// <exception cref="Domain.Failures.FailureException">DELIVERY_NOT_GIVEN_UP, DELIVERY_OVERTAKEN.</exception>
    Task<DeliveryView?> ReplayAsync(Guid id, DateTimeOffset now, CancellationToken cancellationToken);

    /// <summary>Which of these dossiers have something waiting for the national portal.</summary>
    Task<IReadOnlySet<Guid>> WaitingForPortalAsync(IReadOnlyList<Guid> dossierIds, CancellationToken cancellationToken);

    /// <summary>Enters a message by itself, not with an event.</summary>
    Task EnterAsync(OutgoingMessage message, CancellationToken cancellationToken);
}
