namespace KonTum.Tthc.Pades.Tests.Signing;

/// <summary>Small forms with signature fields.</summary>
internal static class FormPdf
{
    /// <summary>Objects from 6 on; the form names what <paramref name="fields"/> says, the page what <paramref name="annotations"/> says.</summary>
    public static byte[] With(string fields, string annotations, params string[] objects) => Build(fields, annotations, string.Empty, objects);

    public static byte[] Build(string fields, string annotations, string page, params string[] objects) => TestPdf.OnePage(
        $"/MediaBox[0 0 400 600]/Annots[{annotations}]{page}", $"/AcroForm<</Fields[{fields}]>>", objects);

    /// <summary>Field and widget in one, object 6, named Ký.duyệt through object 7.</summary>
    public static byte[] Merged(string entries = "", string page = "", string widget = "/Rect[50 60 250 140]/F 4", string parent = "") => Build(
        "7 0 R",
        "6 0 R",
        page,
        $"<</Type/Annot/Subtype/Widget{widget}/P 3 0 R/T<FEFF0064007500791EC70074>/Parent 7 0 R{entries}>>",
        $"<</T<FEFF004B00FD>/FT/Sig/Kids[6 0 R]{parent}>>");

    public const string MergedName = "Ký.duyệt";

    /// <summary>Field 6, widget 7.</summary>
    public static byte[] Separate(string entries = "") => With(
        "6 0 R",
        "7 0 R",
        $"<</FT/Sig/T(Chief)/Kids[7 0 R]{entries}>>",
        "<</Type/Annot/Subtype/Widget/Rect[50 60 250 140]/F 4/P 3 0 R/Parent 6 0 R>>");

    /// <summary>Two text fields, 6 and 7, and a signature field, 8.</summary>
    public static byte[] TwoTexts(string signature = "") => With(
        "6 0 R 7 0 R 8 0 R",
        "6 0 R 7 0 R 8 0 R",
        "<</Type/Annot/Subtype/Widget/FT/Tx/T(A)/Rect[10 10 90 30]/F 4/P 3 0 R>>",
        "<</Type/Annot/Subtype/Widget/FT/Tx/T(B)/Rect[10 40 90 60]/F 4/P 3 0 R>>",
        $"<</Type/Annot/Subtype/Widget/FT/Sig/T(S)/Rect[100 40 200 80]/F 4/P 3 0 R{signature}>>");

    public static SignatureRequest Into(string field, bool visible = false) =>
        Signer.Request(visible ? new VisibleSignature { Lines = ["Nguyễn Thị Phượng"] } : null) with { FieldName = field };

    public static async Task<PdfRefusedException> RefusedAsync(byte[] pdf, SignatureRequest request)
    {
        var exception = await Xunit.Record.ExceptionAsync(() => Signer.SignAsync(pdf, request));
        return Xunit.Assert.IsType<PdfRefusedException>(exception);
    }
}
