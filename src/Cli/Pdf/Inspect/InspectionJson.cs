using System.Text.Json;
using KonTum.Tthc.Pades;

namespace KonTum.Tthc.Cli.Pdf.Inspect;

/// <summary>One line of <c>--json</c>.</summary>
internal static class InspectionJson
{
    public static string Of(string file, PdfInspection found) => JsonLine.Of(writer =>
    {
        writer.WriteString("file", file);
        writer.WriteString("outcome", "inspected");
        writer.WriteNumber("length", found.Length);
        Optional(writer, "header_version", found.HeaderVersion);
        writer.WriteBoolean("signable", found.SigningRefusal is null);
        Optional(writer, "signing_refusal", found.SigningRefusal is { } reason ? ReportTexts.Code(reason) : null);
        Optional(writer, "signing_refusal_detail", found.SigningRefusalDetail);
        if (found.Encryption is { } encryption)
        {
            writer.WriteStartObject("encryption");
            Optional(writer, "filter", encryption.Filter);
            Optional(writer, "version", encryption.Version);
            Optional(writer, "revision", encryption.Revision);
            writer.WriteEndObject();
        }

        Array(writer, "pages", found.Pages, page =>
        {
            writer.WriteNumber("page", page.Number);
            writer.WriteNumber("width", Math.Round(page.Width, 2));
            writer.WriteNumber("height", Math.Round(page.Height, 2));
            writer.WriteNumber("rotate", page.Rotate);
            writer.WriteNumber("user_unit", page.UserUnit);
        });
        Array(writer, "revisions", found.Revisions, revision =>
        {
            writer.WriteNumber("offset", revision.Offset);
            writer.WriteString("cross_reference", revision.IsStream ? "stream" : "table");
        });
        Array(writer, "signature_fields", found.SignatureFields, field =>
        {
            writer.WriteString("field", field.Name);
            writer.WriteBoolean("signed", field.IsSigned);
            writer.WriteBoolean("locked", field.IsLocked);
            Optional(writer, "page", field.Page > 0 ? field.Page : null);
            if (field.Rectangle.Width > 0)
                JsonLine.Write(writer, "rectangle", field.Rectangle);
        });
        writer.WriteNumber("other_fields", found.OtherFields);
        Array(writer, "signatures", found.Signatures, signature => Write(writer, signature));
        if (found.Store is { } store)
        {
            writer.WriteStartObject("store");
            writer.WriteNumber("certificates", store.Certificates);
            writer.WriteNumber("ocsp_responses", store.OcspResponses);
            writer.WriteNumber("crls", store.Crls);
            writer.WriteNumber("signature_entries", store.SignatureEntries);
            writer.WriteEndObject();
        }

        Optional(writer, "pdf_a_part", found.PdfAPart);
        writer.WriteString("xfa", ReportTexts.Code(found.Xfa));
    });

    private static void Write(Utf8JsonWriter writer, InspectedSignature signature)
    {
        writer.WriteString("field", signature.Field);
        writer.WriteString("kind", ReportTexts.Code(signature.Kind));
        Optional(writer, "sub_filter", signature.SubFilter);
        writer.WriteNumber("covers_until", signature.CoversUntil);
        writer.WriteNumber("contents_length", signature.ContentsLength);
        Optional(writer, "name", signature.Name);
        Optional(writer, "reason", signature.Reason);
        Optional(writer, "location", signature.Location);
        Optional(writer, "claimed_time", signature.ClaimedTime is { } time ? ReportTimes.Utc(time) : null);
        Optional(writer, "certification", (int?)signature.Certification);
        Optional(writer, "fault", signature.Fault);
    }

    private static void Array<T>(Utf8JsonWriter writer, string name, IEnumerable<T> items, Action<T> members)
    {
        writer.WriteStartArray(name);
        foreach (var item in items)
        {
            writer.WriteStartObject();
            members(item);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static void Optional(Utf8JsonWriter writer, string name, string? value)
    {
        if (value is not null)
            writer.WriteString(name, value);
    }

    private static void Optional(Utf8JsonWriter writer, string name, int? value)
    {
        if (value is { } known)
            writer.WriteNumber(name, known);
    }
}
