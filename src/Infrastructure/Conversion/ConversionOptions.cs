namespace KonTum.Tthc.Infrastructure.Conversion;

/// <summary>Configuration section <c>Tthc:Conversion</c>.</summary>
internal sealed class ConversionOptions
{
    /// <summary>Name of the section.</summary>
    public const string Section = "Tthc:Conversion";

    /// <summary>LibreOffice's program <c>soffice</c>.</summary>
    public string Program { get; set; } = "/usr/lib/libreoffice/program/soffice";

    /// <summary>How long one document may take, in seconds.</summary>
    public double TimeLimitSeconds { get; set; } = 60;

    /// <summary>Memory that LibreOffice may take, in MiB; watched ten times a second.</summary>
    public int MemoryLimitMegabytes { get; set; } = 1536;

    /// <summary>Documents that a node converts at once; 0 leaves them to other nodes.</summary>
    public int Parallel { get; set; } = 1;

    /// <summary>How long a node that is silent keeps what it converts, in seconds; then another one takes it over.</summary>
    public double LeaseSeconds { get; set; } = 15;

    /// <summary>
    /// Runs LibreOffice without confinement: with the network and the files of the platform's own user. Only where something else confines
    /// the whole node.
    /// </summary>
    public bool AllowUnconfined { get; set; }
}
