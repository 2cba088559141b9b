namespace KonTum.Tthc.Infrastructure.Reception.Sealing;

/// <summary>Configuration section <c>Tthc:Seals</c>.</summary>
internal sealed class SealsOptions
{
    /// <summary>Name of the section.</summary>
    public const string Section = "Tthc:Seals";

    /// <summary>File that says which agency seals with what (docs/reception.md); without it no agency can.</summary>
    public string? File { get; set; }

    /// <summary>How often an idle node looks for papers to seal, in seconds.</summary>
    public double IdleSeconds { get; set; } = 1;
}

/// <summary>The file of seals.</summary>
/// <param name="Seals">One for each agency.</param>
internal sealed record SealsFile(IReadOnlyList<SealEntry>? Seals);

/// <summary>The seal of an agency.</summary>
/// <param name="Agency">Code of the agency.</param>
/// <param name="Key">Reference (file:, env:) to PKCS #12, or PEM with key and certificates.</param>
/// <param name="Password">Reference to its password; absent for a key without one.</param>
/// <param name="Remote">Instead of a key: the seal is held by a provider.</param>
/// <param name="Visible">Where it is seen; absent for a seal that is not seen on the page.</param>
internal sealed record SealEntry(string? Agency, string? Key, string? Password, RemoteSealEntry? Remote, SealBox? Visible);

/// <summary>A seal that is held by a provider with a CSC interface, and that no person confirms.</summary>
/// <param name="Gateway">Name of the gateway in the catalogue of providers (docs/providers.md): address, login and trust stand there.</param>
/// <param name="Credential">The credential at the provider.</param>
/// <param name="Pin">Reference to its PIN; absent where it wants none.</param>
internal sealed record RemoteSealEntry(string? Gateway, string? Credential, string? Pin);

/// <summary>Where a seal is seen, in points from the lower left corner of the page.</summary>
/// <param name="Page">Page, from 1.</param>
/// <param name="X">From the left edge.</param>
/// <param name="Y">From the bottom edge.</param>
/// <param name="Width">Width.</param>
/// <param name="Height">Height.</param>
/// <param name="Lines">Text; the agency's name of the certificate and the time if absent.</param>
internal sealed record SealBox(int Page, double X, double Y, double Width, double Height, IReadOnlyList<string>? Lines);
