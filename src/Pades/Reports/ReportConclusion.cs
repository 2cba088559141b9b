namespace KonTum.Tthc.Pades;

/// <summary>What a whole file amounts to.</summary>
public enum ReportResult
{
    /// <summary>Every signature and document timestamp passed.</summary>
    Passed,

    /// <summary>None failed, but for one at least it cannot be told.</summary>
    Indeterminate,

    /// <summary>One at least failed, or the file was changed after signing in a suspicious way.</summary>
    Failed,

    /// <summary>There is nothing to validate.</summary>
    NoSignature,

    /// <summary>The file could not be validated.</summary>
    Refused,
}

/// <summary>The one sentence for people, and what they should do next.</summary>
/// <param name="Result">The same for machines.</param>
/// <param name="Sentence">One sentence.</param>
/// <param name="Advice">One or two sentences.</param>
public sealed record ReportConclusion(ReportResult Result, ReportText Sentence, ReportText Advice)
{
    /// <summary>Concludes on a file.</summary>
    public static ReportConclusion Of(ReportSubject subject) => Reports.Conclusions.Of(subject);
}
