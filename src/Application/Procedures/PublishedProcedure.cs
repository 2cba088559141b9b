using Ardalis.Specification;
using KonTum.Tthc.Domain.Procedures;

namespace KonTum.Tthc.Application.Procedures;

/// <summary>The newest published version of a procedure, as lists show it.</summary>
/// <param name="Id">Identifier of the procedure's stream.</param>
/// <param name="Code">National code.</param>
/// <param name="VersionNumber">Version, from 1. (Of a member called Version, Marten would make the number of the stream's events.)</param>
/// <param name="Definition">What the version says.</param>
/// <param name="PublishedAt">When it was published.</param>
public sealed record PublishedProcedure(Guid Id, string Code, int VersionNumber, ProcedureDefinition Definition, DateTimeOffset PublishedAt)
{
    /// <summary>Whether it is listed and dossiers can be opened for it.</summary>
    public bool InForce { get; init; } = true;
}

/// <summary>Identifies procedures: their code is unique in the country, their streams are named after it.</summary>
public static class ProcedureId
{
    /// <summary>The stream of a code: the same on every node and after every start.</summary>
    public static Guid Of(string code)
    {
        var digest = System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes("procedure:" + code));
        return new Guid(digest.AsSpan(0, 16));
    }
}

internal sealed class ProcedureByCode : Specification<PublishedProcedure>
{
    public ProcedureByCode(string code) => Query.Where(p => p.Code == code);
}
