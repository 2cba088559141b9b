namespace KonTum.Tthc.Application.Access;

/// <summary>Records who read whose personal data. It is written before the data is handed out.</summary>
public interface IReadLog
{
    /// <summary>Records that the caller reads.</summary>
    /// <param name="dossierId">The dossier.</param>
    /// <param name="subject">Whose data it is.</param>
    /// <param name="what">What is read, in snake case.</param>
    /// <param name="cancellationToken">Stops.</param>
    Task RecordAsync(Guid dossierId, string subject, string what, CancellationToken cancellationToken);

    /// <summary>Records that the caller reads a page of a list: one event for all of it.</summary>
    /// <param name="agencyCode">The agency whose list it is.</param>
    /// <param name="dossierIds">The dossiers on the page.</param>
    /// <param name="searched">Whether the page answers words that the caller looked for; the words themselves are not kept.</param>
    /// <param name="cancellationToken">Stops.</param>
    Task RecordPageAsync(string agencyCode, IReadOnlyList<Guid> dossierIds, bool searched, CancellationToken cancellationToken);
}
