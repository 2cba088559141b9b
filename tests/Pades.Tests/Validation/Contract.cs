using System.Globalization;

namespace KonTum.Tthc.Pades.Tests.Validation;

/// <summary>
/// A document of two pages with one of each thing that can be shown: text in a font of its own, a picture with a colour profile, a form
/// XObject, a layer, a filled field, a remark, a structure tree. Numbers of its objects are constants, so that attacks can name them.
/// </summary>
internal static class Contract
{
    public const int Catalog = 1;
    public const int Pages = 2;
    public const int Page = 3;
    public const int Content = 4;
    public const int Font = 5;
    public const int Form = 6;
    public const int Annotations = 7;
    public const int Resources = 8;
    public const int Image = 9;
    public const int Field = 10;
    public const int FieldAppearance = 11;
    public const int SecondPage = 12;
    public const int SecondContent = 13;
    public const int Encoding = 14;
    public const int ToUnicode = 15;
    public const int Mask = 16;
    public const int Profile = 17;
    public const int Layer = 18;
    public const int Stamp = 19;
    public const int Remark = 20;
    public const int RemarkAppearance = 21;
    public const int StructureRoot = 22;
    public const int Element = 23;
    public const int ParentTree = 24;
    public const int EmptyField = 25;
    public const int Descriptor = 26;
    public const int FontFile = 27;
    public const int Pattern = 28;
    public const int State = 29;

    /// <summary>What <see cref="Page"/> shows.</summary>
    public const string Text = "/Span<</MCID 0>>BDC BT /F1 24 Tf 50 300 Td (Pay 100 to Lan) Tj ET EMC "
        + "q 40 0 0 40 300 500 cm /Im1 Do Q /OC /L1 BDC /Fm1 Do EMC /G1 gs /Pattern cs /P1 scn 10 10 5 5 re f";

    public static TestFile Create(XrefKind kind) => TestFile.Create(
        kind,
        "<</Type/Catalog/Pages 2 0 R/AcroForm 6 0 R/StructTreeRoot 22 0 R/MarkInfo<</Marked true>>/Lang(vi)/OCProperties<</OCGs[18 0 R]/D<</ON[18 0 R]>>>>>>",
        "<</Type/Pages/Kids[3 0 R 12 0 R]/Count 2/MediaBox[0 0 400 600]>>",
        "<</Type/Page/Parent 2 0 R/Contents 4 0 R/Resources 8 0 R/Annots 7 0 R/StructParents 0>>",
        TestPdf.Stream(Text),
        "<</Type/Font/Subtype/TrueType/BaseFont/AAAAAA+House/FirstChar 32/LastChar 33/Widths[300 600]/Encoding 14 0 R/ToUnicode 15 0 R/FontDescriptor 26 0 R>>",
        "<</Fields[10 0 R 25 0 R]/DA(/F1 0 Tf)/DR<</Font<</F1 5 0 R>>>>>>",
        "[10 0 R 20 0 R 25 0 R]",
        "<</Font<</F1 5 0 R>>/XObject<</Im1 9 0 R/Fm1 19 0 R>>/Properties<</L1 18 0 R>>/Pattern<</P1 28 0 R>>/ExtGState<</G1 29 0 R>>>>",
        TestPdf.Stream("\u0001\u0002\u0003", "/Type/XObject/Subtype/Image/Width 1/Height 1/BitsPerComponent 8/ColorSpace[/ICCBased 17 0 R]/SMask 16 0 R"),
        "<</Type/Annot/Subtype/Widget/FT/Tx/T(amount)/V(100)/DA(/F9 12 Tf)/Rect[50 400 150 420]/AP<</N 11 0 R>>/MK<</BC[0]>>/F 4>>",
        TestPdf.Stream("BT /F1 12 Tf (100) Tj ET", "/Type/XObject/Subtype/Form/BBox[0 0 100 20]/Resources<</Font<</F1 5 0 R>>>>"),
        "<</Type/Page/Parent 2 0 R/Contents 13 0 R/Resources<</Font<</F1 5 0 R>>>>>>",
        TestPdf.Stream("BT /F1 24 Tf 50 300 Td (Signed by Lan) Tj ET"),
        "<</Type/Encoding/BaseEncoding/WinAnsiEncoding/Differences[65/A]>>",
        TestPdf.Stream("/CIDInit /ProcSet findresource begin end"),
        TestPdf.Stream("\u00FF", "/Type/XObject/Subtype/Image/Width 1/Height 1/BitsPerComponent 8/ColorSpace/DeviceGray"),
        TestPdf.Stream("profile", "/N 3"),
        "<</Type/OCG/Name(layer)>>",
        TestPdf.Stream("0 0 5 5 re f", "/Type/XObject/Subtype/Form/BBox[0 0 9 9]"),
        "<</Type/Annot/Subtype/FreeText/Contents(draft)/DA(/F1 9 Tf)/Rect[300 20 380 40]/AP<</N 21 0 R>>/F 4>>",
        TestPdf.Stream("0 0 80 20 re S", "/Type/XObject/Subtype/Form/BBox[0 0 80 20]"),
        "<</Type/StructTreeRoot/K[23 0 R]/ParentTree 24 0 R/ParentTreeNextKey 1>>",
        "<</Type/StructElem/S/P/P 22 0 R/Pg 3 0 R/K[0]>>",
        "<</Nums[0[23 0 R]]>>",
        "<</Type/Annot/Subtype/Widget/FT/Sig/T(Approval)/Rect[200 100 300 140]/F 4>>",
        "<</Type/FontDescriptor/FontName/AAAAAA+House/Flags 4/FontFile2 27 0 R>>",
        TestPdf.Stream("outlines", "/Length1 8"),
        TestPdf.Stream("0 0 2 2 re f", "/Type/Pattern/PatternType 1/PaintType 1/TilingType 1/BBox[0 0 4 4]/XStep 4/YStep 4/Resources<<>>"),
        "<</Type/ExtGState/ca 1>>");

    /// <summary>Signs, with a widget on page 1; the first signature can certify.</summary>
    public static TestFile Sign(this TestFile file, int? certify = null, string rectangle = "[200 20 280 50]", LocalKey? key = null, string entries = "")
    {
        var (widget, value, look) = (file.Next, file.Next + 1, file.Next + 2);
        var reference = certify is { } p
            ? string.Create(CultureInfo.InvariantCulture, $"/Reference[<</Type/SigRef/TransformMethod/DocMDP/TransformParams<</Type/TransformParams/V/1.2/P {p}>>>>]")
            : string.Empty;
        var objects = new List<(int, string)>
        {
            (Form, file[Form].Replace("/Fields[", $"/Fields[{widget} 0 R ", StringComparison.Ordinal)),
            (Annotations, file[Annotations].Replace("[", $"[{widget} 0 R ", StringComparison.Ordinal)),
            (widget, $"<</Type/Annot/Subtype/Widget/FT/Sig/T(S{widget})/Rect{rectangle}/AP<</N {look} 0 R>>/F 132/P 3 0 R/V {value} 0 R>>"),
            (look, TestPdf.Stream("0 0 1 rg 0 0 80 30 re f", "/Type/XObject/Subtype/Form/BBox[0 0 80 30]")),
        };
        if (certify is not null)
            objects.Add((Catalog, file[Catalog][..^2] + $"/Perms<</DocMDP {value} 0 R>>>>"));
        return file.SignWith(value, [.. objects], reference + entries, key);
    }

    /// <summary>Fills the empty field that was signed with the document.</summary>
    public static TestFile SignEmptyField(this TestFile file, string entries = "", LocalKey? key = null)
    {
        var (value, look) = (file.Next, file.Next + 1);
        return file.SignWith(
            value,
            [
                (EmptyField, file[EmptyField][..^2] + $"/V {value} 0 R/AP<</N {look} 0 R>>>>"),
                (look, TestPdf.Stream("0 0 1 rg 0 0 100 40 re f", "/Type/XObject/Subtype/Form/BBox[0 0 100 40]")),
            ],
            entries,
            key);
    }

    public static (int Number, string Body) Changed(this TestFile file, int number, string what, string with)
    {
        var body = file[number];
        return body.Contains(what, StringComparison.Ordinal)
            ? (number, body.Replace(what, with, StringComparison.Ordinal))
            : throw new InvalidOperationException($"Object {number} does not hold {what}.");
    }

    /// <summary>The object with an entry more.</summary>
    public static (int Number, string Body) With(this TestFile file, int number, string entry) => (number, file[number][..^2] + entry + ">>");

    public static (int Number, string Body) WithAnnotation(this TestFile file, int annotation) =>
        (Annotations, file[Annotations].Replace("[", $"[{annotation} 0 R ", StringComparison.Ordinal));
}
