namespace KonTum.Tthc.Application.Papers;

/// <summary>Where people reach the platform; setting "Tthc:PublicAddress". It stands on papers, so it must last.</summary>
/// <param name="Root">For example "https://dichvucong.kontum.gov.vn".</param>
public sealed record PublicAddress(string Root)
{
    /// <summary>The page on which anybody who has the code of a dossier sees how far it is.</summary>
    public string LookupOf(string code) => $"{Root.TrimEnd('/')}/tra-cuu/{Uri.EscapeDataString(code)}";
}
