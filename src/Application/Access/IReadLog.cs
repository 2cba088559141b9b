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
}
