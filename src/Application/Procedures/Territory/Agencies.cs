namespace KonTum.Tthc.Application.Procedures.Territory;

/// <summary>An agency that receives dossiers, with the days on which it does.</summary>
/// <param name="Code">Identifier by QCVN 102:2016/BTTTT, for example "000.21.24.H34", or in the newer order, for example "H34.12".</param>
/// <param name="Name">Vietnamese name.</param>
/// <param name="AdministrativeUnitCode">Code of the administrative unit that it serves.</param>
/// <param name="ValidFrom">First day in force.</param>
/// <param name="ValidUntil">Last day in force; null while it is in force.</param>
/// <param name="SuccessorCode">The agency that took over its dossiers; empty while it is in force.</param>
public sealed record DatedAgency(
    string Code, string Name, string AdministrativeUnitCode, DateOnly ValidFrom, DateOnly? ValidUntil, string SuccessorCode)
{
    /// <summary>Whether it receives dossiers on a day.</summary>
    public bool IsInForce(DateOnly day) => ValidFrom <= day && (ValidUntil is not { } last || day <= last);
}

/// <summary>The agencies that the platform knows. A code is never given again, so it says which agency without a day.</summary>
public interface IAgencies
{
    /// <summary>All agencies, by code.</summary>
    IReadOnlyList<DatedAgency> All { get; }

    /// <summary>The agency of a code, also when it is no longer in force; null if the code is unknown.</summary>
    DatedAgency? Find(string code);
}

/// <summary>What callers ask of the agencies.</summary>
public static class AgencyQuestions
{
    /// <summary>Whether an agency receives dossiers on a day.</summary>
    public static bool IsInForce(this IAgencies agencies, string code, DateOnly day) => agencies.Find(code)?.IsInForce(day) == true;
}

/// <summary>Answers from a list of agencies.</summary>
public sealed class AgencyList(IEnumerable<DatedAgency> agencies) : IAgencies
{
    private readonly Dictionary<string, DatedAgency> _byCode = agencies.ToDictionary(a => a.Code, StringComparer.Ordinal);

    private DatedAgency[]? _all;

    /// <inheritdoc />
    public IReadOnlyList<DatedAgency> All => _all ??= [.. _byCode.Values.OrderBy(a => a.Code, StringComparer.Ordinal)];

    /// <inheritdoc />
    public DatedAgency? Find(string code) => _byCode.GetValueOrDefault(code);
}
