using System.Text.Json;
using KonTum.Tthc.Pades.Reports;

namespace KonTum.Tthc.Pades;

/// <summary>
/// Renders what a validation answered, at three depths: as a page to print and as text in Vietnamese or English, and as JSON. Pure: the
/// same subject gives the same bytes. Names, field names and all else that a file says is neutralised.
/// </summary>
public static class ValidationReports
{
    /// <summary>The version of the JSON that <see cref="WriteJson"/> writes. Members are added without a new one, never changed or removed.</summary>
    public const int JsonVersion = 1;

    /// <summary>One self-contained HTML file: no script, nothing loaded from elsewhere, laid out for screens and for A4 paper.</summary>
    /// <param name="subjects">One section for each.</param>
    /// <param name="depth">How much is told.</param>
    /// <param name="language">Language of the page; sentences for developers stay English and are marked so.</param>
    public static string ToHtml(IReadOnlyList<ReportSubject> subjects, ReportDepth depth, ReportLanguage language) =>
        ReportPage.Of(ViewBuilder.Build(subjects, depth, language), language);

    /// <summary>Lines of text, each ended by a line feed.</summary>
    /// <param name="subject">What the report is about.</param>
    /// <param name="depth">How much is told.</param>
    /// <param name="language">Language of the text; sentences for developers stay English.</param>
    public static string ToText(ReportSubject subject, ReportDepth depth, ReportLanguage language) =>
        PlainReport.Of(ViewBuilder.Build([subject], depth, language));

    /// <summary>
    /// A JSON object with the member <c>report_version</c>; times in UTC, texts in both languages. Its schema is documented with the
    /// command line tool.
    /// </summary>
    /// <param name="writer">Where; the object is one value for it.</param>
    /// <param name="subject">What the report is about.</param>
    /// <param name="depth">How much is told.</param>
    public static void WriteJson(Utf8JsonWriter writer, ReportSubject subject, ReportDepth depth) => new ReportJson(writer, depth).Write(subject);
}
