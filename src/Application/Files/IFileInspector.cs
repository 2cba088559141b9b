using KonTum.Tthc.Domain.Failures;

namespace KonTum.Tthc.Application.Files;

/// <summary>Looks into a file: what it is by its content, and what it would do to who opens it.</summary>
public interface IFileInspector
{
    /// <summary>Inspects a file. A hostile one costs no more than bounded memory and time.</summary>
    /// <param name="content">Seekable; read from its beginning.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    Task<FileFindings> InspectAsync(Stream content, CancellationToken cancellationToken);
}

/// <summary>What was found in a file.</summary>
/// <param name="ContentType">Media type by the content; null for one that no attachment has.</param>
/// <param name="Refusal">Why it is not taken; null if it is.</param>
/// <param name="Notices">What a person should know of it.</param>
public sealed record FileFindings(string? ContentType, Failure? Refusal, IReadOnlyList<Failure> Notices)
{
    /// <summary>A file of no accepted type.</summary>
    public static FileFindings Unknown { get; } = new(null, null, []);

    /// <summary>A file that is refused.</summary>
    public static FileFindings Refused(string contentType, Failure refusal) => new(contentType, refusal, []);
}

/// <summary>Scans files for viruses.</summary>
public interface IVirusScanner
{
    /// <summary>Scans a file; fails with SCANNER_UNAVAILABLE when no verdict can be had.</summary>
    /// <param name="content">Read to its end.</param>
    /// <param name="sha256">Digest of the file, for the log.</param>
    /// <param name="cancellationToken">Stops.</param>
    /// <returns>Whether it is clean, as far as the scanner knows.</returns>
    Task<bool> IsCleanAsync(Stream content, string sha256, CancellationToken cancellationToken);
}
