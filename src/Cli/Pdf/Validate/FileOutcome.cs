using System.Text.Json;
using KonTum.Tthc.Pades;

namespace KonTum.Tthc.Cli.Pdf.Validate;

/// <summary>One line of <c>--json</c>; the names and meaning of the members are a contract. Indications are spelled as in EN 319 102-1.</summary>
internal static class FileOutcome
{
    public static string ToJson(ReportSubject subject, string? reason, ReportDepth? report) => JsonLine.Of(writer =>
    {
        writer.WriteString("file", subject.File);
        writer.WriteString("outcome", subject.Report is null ? "refused" : "validated");
        if (subject.Report is null)
            writer.WriteString("reason", reason);
        writer.WriteStartArray("signatures");
        foreach (var signature in subject.Report?.Signatures ?? [])
            Write(writer, signature);
        writer.WriteEndArray();
        if (report is { } depth)
        {
            writer.WritePropertyName("report");
            ValidationReports.WriteJson(writer, subject, depth);
        }
    });

    private static void Write(Utf8JsonWriter writer, SignatureResult result)
    {
        writer.WriteStartObject();
        writer.WriteString("field", result.Field);
        writer.WriteString("kind", ReportTexts.Code(result.Kind));
        writer.WriteString("indication", ReportTexts.Code(result.Indication));
        if (result.SubIndication is { } sub)
            writer.WriteString("sub_indication", ReportTexts.Code(sub));
        writer.WriteString("integrity", ReportTexts.Code(result.Integrity));
        writer.WriteString("coverage", ReportTexts.Code(result.Coverage));
        writer.WriteString("modifications", ReportTexts.Code(result.Modifications));
        if (result.Pages.Count > 0)
        {
            writer.WriteStartArray("pages");
            foreach (var page in result.Pages)
                writer.WriteNumberValue(page);
            writer.WriteEndArray();
        }

        if (result.Signer is { } signer)
            writer.WriteString("signer", signer);
        if (result.Authority is { } authority)
            writer.WriteString("authority", authority);
        if (result.SigningTime is { } time)
            writer.WriteString("signing_time", ReportTimes.Utc(time));
        if (ReportTexts.Code(result.Level) is { } level)
            writer.WriteString("level", level);
        writer.WriteEndObject();
    }
}
