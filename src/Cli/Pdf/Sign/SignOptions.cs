using KonTum.Tthc.Pades;

namespace KonTum.Tthc.Cli.Pdf.Sign;

/// <summary>What was asked for on the command line.</summary>
internal sealed record SignOptions
{
    public required IReadOnlyList<string> Files { get; init; }

    public required OutputNames Output { get; init; }

    public required KeyOptions Key { get; init; }

    public required PlaceOptions Place { get; init; }

    /// <summary>An empty field to sign into; null makes a new one.</summary>
    public string? Field { get; init; }

    /// <summary>Name of the new field.</summary>
    public string? NewField { get; init; }

    public CertificationLevel? Certify { get; init; }

    /// <summary>Fields that the signature locks.</summary>
    public FieldLock? Lock { get; init; }

    public SignatureDigest Digest { get; init; }

    public bool Pss { get; init; }

    public IReadOnlyList<string> Text { get; init; } = [];

    public string? Image { get; init; }

    public SignatureLayout Layout { get; init; }

    public string? Reason { get; init; }

    public string? Location { get; init; }

    /// <summary>Null: B-T with a time-stamping authority, B-B without.</summary>
    public PadesLevel? Level { get; init; }

    public Uri? TimestampAuthority { get; init; }

    /// <summary>Roots at which paths must end from B-LT on.</summary>
    public IReadOnlyList<string> Trust { get; init; } = [];

    public IReadOnlyList<string> TimestampTrust { get; init; } = [];

    public required NetworkOptions Network { get; init; }

    /// <summary>Signs a dynamic XFA form with a key that binds somebody.</summary>
    public bool AllowDynamicXfa { get; init; }

    public bool Json { get; init; }

    public bool Progress { get; init; }
}

/// <summary>Whose key signs.</summary>
internal sealed record KeyOptions
{
    /// <summary>PKCS#12 or PEM; null for a throw-away key.</summary>
    public string? File { get; init; }

    /// <summary>PEM certificates that are not in the key file.</summary>
    public IReadOnlyList<string> Chain { get; init; } = [];

    /// <summary>The password itself never stands on a command line, where every user of the machine can read it.</summary>
    public string? PasswordVariable { get; init; }

    public string? PasswordFile { get; init; }
}

/// <summary>Where the visible signature goes.</summary>
internal sealed record PlaceOptions
{
    /// <summary>Null: 1; of a keyword, all pages.</summary>
    public int? Page { get; init; }

    /// <summary>Null: the default place.</summary>
    public PageRectangle? Rectangle { get; init; }

    public string? Keyword { get; init; }

    public PlacementSide Side { get; init; } = PlacementSide.Below;

    /// <summary>Points; null for the default size.</summary>
    public (double Width, double Height)? Size { get; init; }

    /// <summary>Which hit, from 1; null wants exactly one.</summary>
    public int? Hit { get; init; }

    public bool Invisible { get; init; }
}
