using KonTum.Tthc.Pades;

namespace KonTum.Tthc.Cli.Pdf.Augment;

/// <summary>What was asked for on the command line.</summary>
internal sealed record AugmentOptions
{
    public required IReadOnlyList<string> Files { get; init; }

    public required OutputNames Output { get; init; }

    public required PadesLevel Level { get; init; }

    public Uri? TimestampAuthority { get; init; }

    public IReadOnlyList<string> Trust { get; init; } = [];

    public IReadOnlyList<string> TimestampTrust { get; init; } = [];

    /// <summary>Files with certificates, OCSP responses and CRLs.</summary>
    public IReadOnlyList<string> Material { get; init; } = [];

    public required NetworkOptions Network { get; init; }

    public bool OnlyDocumentTimestamps { get; init; }

    public bool Renew { get; init; }

    public bool Json { get; init; }

    public bool Progress { get; init; }
}
