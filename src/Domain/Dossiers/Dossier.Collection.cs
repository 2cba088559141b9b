namespace KonTum.Tthc.Domain.Dossiers;

/// <summary>Drafts that nobody comes back to.</summary>
public sealed partial class Dossier
{
    /// <summary>
    /// Decides that a draft was abandoned; null when it is none (any more), was touched since, or a signing of it still waits.
    /// </summary>
    /// <param name="untouchedSince">It must not have changed since then.</param>
    /// <param name="now">Now.</param>
    public DraftDiscarded? Abandon(DateTimeOffset untouchedSince, DateTimeOffset now) =>
        State == DossierState.Draft && ChangedAt < untouchedSince && AllAttachments().All(a => a.PendingSigningId is null)
            ? new DraftDiscarded(Abandoned: true, now)
            : null;
}
