using KonTum.Tthc.Pades;

namespace KonTum.Tthc.Cli.Pdf.Sign;

/// <summary>What was asked for on the command line.</summary>
internal sealed record SignOptions
{
    public required FileInfo File { get; init; }

    public required FileInfo Out { get; init; }

    public int Page { get; init; } = 1;

    /// <summary>Null: the default place.</summary>
    public PageRectangle? Rectangle { get; init; }

    public IReadOnlyList<string> Text { get; init; } = [];

    public FileInfo? Image { get; init; }

    public Uri? TimestampAuthority { get; init; }

    public FileInfo? Pkcs12 { get; init; }

    /// <summary>Name of the environment variable that holds the password; the password itself never stands on a command line.</summary>
    public string? PasswordVariable { get; init; }

    /// <summary>Signs a dynamic XFA form with a key that binds somebody.</summary>
    public bool AllowDynamicXfa { get; init; }

    public string? Reason { get; init; }

    public string? Location { get; init; }
}
