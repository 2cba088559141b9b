namespace KonTum.Tthc.Application.Dossiers.Changes;

/// <summary>
/// A command on a dossier that somebody else may have changed: when it meets a change, its caller is told what was changed, by whom and
/// when (<see cref="TellWhatChanged{TRequest,TAnswer}"/>).
/// </summary>
public interface IActsOnDossier
{
    /// <summary>The dossier.</summary>
    Guid DossierId { get; }

    /// <summary>The version that the caller saw last; null or empty if they did not say.</summary>
    string? ETag { get; }
}
