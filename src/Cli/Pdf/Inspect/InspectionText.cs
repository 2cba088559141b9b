using System.Globalization;
using KonTum.Tthc.Pades;

namespace KonTum.Tthc.Cli.Pdf.Inspect;

/// <summary>For people, in both languages.</summary>
internal static class InspectionText
{
    private const int MostPages = 20;

    public static string Of(string file, PdfInspection found) => string.Join('\n', Lines(file, found));

    private static IEnumerable<string> Lines(string file, PdfInspection found)
    {
        yield return found.SigningRefusal is { } reason
            ? $"{FileRun.Plain(file)}: không ký được, {ReportTexts.Of(reason).Vietnamese} / cannot be signed, {ReportTexts.Of(reason).English} ({ReportTexts.Code(reason)})"
            : $"{FileRun.Plain(file)}: ký được / can be signed";
        if (found.SigningRefusalDetail is { } detail)
            yield return $"  {detail}";
        yield return Line($"  PDF {found.HeaderVersion ?? "?"}, {found.Length} byte");
        if (found.Encryption is { } encryption)
        {
            yield return Line($"  mã hóa / encryption: {FileRun.Plain(encryption.Filter ?? "?")}, V {encryption.Version}, R {encryption.Revision}");
            yield break;
        }

        foreach (var line in Pages(found))
            yield return line;
        yield return $"  các lần lưu / revisions: {string.Join(", ", found.Revisions.Select(r => Line($"{(r.IsStream ? "stream" : "table")} @{r.Offset}")))}";
        foreach (var field in found.SignatureFields)
        {
            var state = field.IsSigned ? "đã ký / signed" : field.IsLocked ? "trống, bị khóa / empty, locked" : "trống / empty";
            yield return Line($"  trường chữ ký / signature field {FileRun.Plain(field.Name)}: {state}, trang / page {field.Page}");
        }

        yield return Line($"  trường khác / other fields: {found.OtherFields}");
        foreach (var signature in found.Signatures)
            yield return Describe(signature);
        if (found.Store is { } store)
            yield return Line($"  DSS: {store.Certificates} certs, {store.OcspResponses} OCSP, {store.Crls} CRL, {store.SignatureEntries} VRI");
        if (found.PdfAPart is { } part)
            yield return Line($"  tự nhận / claims PDF/A-{part}");
        if (found.Xfa != XfaKind.None)
            yield return found.Xfa == XfaKind.Dynamic ? "  XFA động / dynamic" : "  XFA tĩnh / static";
    }

    private static IEnumerable<string> Pages(PdfInspection found)
    {
        foreach (var page in found.Pages.Take(MostPages))
            yield return Line($"  trang / page {page.Number}: {page.Width:0.#} x {page.Height:0.#} pt, xoay / rotated {page.Rotate}");
        if (found.Pages.Count > MostPages)
            yield return Line($"  … {found.Pages.Count} trang / pages");
    }

    private static string Describe(InspectedSignature signature)
    {
        var kind = ReportTexts.Of(signature.Kind);
        var certifies = signature.Certification is { } level ? Line($", DocMDP P {(int)level}") : string.Empty;
        var fault = signature.Fault is { } why ? $", {why}" : string.Empty;
        return Line(
            $"  {kind.Vietnamese} / {kind.English} {FileRun.Plain(signature.Field)}: {FileRun.Plain(signature.SubFilter ?? "?")}, đến byte / until byte {signature.CoversUntil}{certifies}{fault}");
    }

    private static string Line(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
