namespace KonTum.Tthc.Pades;

/// <summary>How much a report tells.</summary>
public enum ReportDepth
{
    /// <summary>For people: one sentence, who, when, and what to do next.</summary>
    Simple,

    /// <summary>For the officer who decides: every check by building block of ETSI EN 319 102-1, chain, revocation, timestamps.</summary>
    Detailed,

    /// <summary>For who looks for a fault: all of it, with serial numbers, digests and exact times in UTC.</summary>
    Diagnostic,
}

/// <summary>Language of texts for people.</summary>
public enum ReportLanguage
{
    /// <summary>Vietnamese, the first language of everything a person reads.</summary>
    Vietnamese,

    /// <summary>English.</summary>
    English,
}

/// <summary>A text in both languages.</summary>
/// <param name="Vietnamese">In Vietnamese.</param>
/// <param name="English">In English.</param>
public readonly record struct ReportText(string Vietnamese, string English)
{
    /// <summary>The text in one language.</summary>
    public string In(ReportLanguage language) => language == ReportLanguage.Vietnamese ? Vietnamese : English;
}

/// <summary>What a report is about: a file and what its validation answered, or why it could not be validated.</summary>
public sealed record ReportSubject
{
    /// <summary>Name of the file as people know it. It may come from a stranger; every rendering neutralises it.</summary>
    public required string File { get; init; }

    /// <summary>The moment of validation, as it was given in <see cref="ValidationOptions.At"/>.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>The answer of the validation; null when the file was refused.</summary>
    public ValidationReport? Report { get; init; }

    /// <summary>Why the engine refused the file; null when it was validated, and when it could not even be opened or read.</summary>
    public PdfRefusal? Refusal { get; init; }

    /// <summary>Length of the file in bytes; null when not known.</summary>
    public long? Length { get; init; }

    /// <summary>SHA-256 of the whole file in upper-case hex; null when not known. Told at diagnostic depth.</summary>
    public string? Sha256 { get; init; }

    /// <summary>Number of trust anchors that were given; null when not known. Without any, nothing can pass.</summary>
    public int? TrustAnchors { get; init; }

    /// <summary>Whether revocation information was asked for over the network.</summary>
    public bool Online { get; init; }
}
