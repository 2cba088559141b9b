using KonTum.Tthc.Domain.Procedures;

namespace KonTum.Tthc.Application.Procedures;

/// <summary>Published versions of procedures: what a dossier was opened with. A version never changes.</summary>
public interface IProcedureVersions
{
    /// <summary>What a version says.</summary>
    /// <exception cref="Domain.Failures.FailureException">PROCEDURE_NOT_FOUND.</exception>
    Task<ProcedureDefinition> GetAsync(string code, int version, CancellationToken cancellationToken);
}
