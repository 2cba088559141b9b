using KonTum.Tthc.Pades;

namespace KonTum.Tthc.Cli.Pdf.Validate;

/// <summary>What was asked for on the command line.</summary>
internal sealed record ValidateOptions
{
    public required IReadOnlyList<string> Files { get; init; }

    public IReadOnlyList<string> Trust { get; init; } = [];

    public IReadOnlyList<string> TimestampTrust { get; init; } = [];

    /// <summary>Null: now.</summary>
    public DateTimeOffset? At { get; init; }

    public RevocationPolicy Revocation { get; init; }

    public required NetworkOptions Network { get; init; }

    /// <summary>Null: the simple text, and in JSON no report.</summary>
    public ReportDepth? Report { get; init; }

    public ReportLanguage Language { get; init; }

    public bool Json { get; init; }

    /// <summary>A file for one page, or a folder for one page for each file; null for none.</summary>
    public string? Html { get; init; }

    public bool Force { get; init; }

    public bool Progress { get; init; }
}
