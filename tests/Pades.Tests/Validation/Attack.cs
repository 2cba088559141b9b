namespace KonTum.Tthc.Pades.Tests.Validation;

/// <summary>A way to change a signed <see cref="Contract"/> that leaves the signature values valid.</summary>
/// <param name="Class">Class of docs/pdf-changes.md.</param>
/// <param name="Name">What is done.</param>
/// <param name="Do">Does it.</param>
/// <param name="Pages">Pages that must be named; null when the attack cannot be seen on one.</param>
internal sealed record Attack(string Class, string Name, Func<TestFile, TestFile> Do, int[]? Pages)
{
    private const string Other = "BT /F1 24 Tf 50 300 Td (Pay 999 to Eve) Tj ET";
    private const string White = "1 1 1 rg 0 0 250 40 re f";
    private static readonly int[] s_first = [1];
    private static readonly int[] s_second = [2];
    private static readonly int[] s_both = [1, 2];

    public override string ToString() => $"{Class}: {Name}";

    /// <summary>Changes of what is signed: each must be suspicious, whatever a certification with P 2 permits.</summary>
    public static IReadOnlyList<Attack> All { get; } =
    [
        // Replaced objects: what the page paints.
        new("Page content", "another stream", f => f.Update((Contract.Content, TestPdf.Stream(Other))), s_first),
        new("Page content", "of the second page", f => f.Update((Contract.SecondContent, TestPdf.Stream(Other))), s_second),
        new("Page content", "a stream more", f => f.Update(f.Changed(Contract.Page, "/Contents 4 0 R", $"/Contents[4 0 R {f.Next} 0 R]"), (f.Next, TestPdf.Stream(Other))), s_first),
        new("Page content", "none", f => f.Update(f.Changed(Contract.Page, "/Contents 4 0 R", string.Empty)), s_first),
        new("Page content", "a filter", f => f.Update((Contract.Content, TestPdf.Stream("7A>", "/Filter/ASCIIHexDecode"))), s_first),
        new("Page content", "that of another page", f => f.Update(f.Changed(Contract.Page, "/Contents 4 0 R", "/Contents 13 0 R")), s_first),

        new("Page list", "a page more", f => f.Update(f.Changed(Contract.Pages, "12 0 R]/Count 2", $"12 0 R {f.Next} 0 R]/Count 3"), (f.Next, "<</Type/Page/Parent 2 0 R/Contents 4 0 R>>")), [3]),
        new("Page list", "a page less", f => f.Update(f.Changed(Contract.Pages, " 12 0 R]/Count 2", "]/Count 1")), null),
        new("Page list", "another order", f => f.Update(f.Changed(Contract.Pages, "3 0 R 12 0 R", "12 0 R 3 0 R")), s_both),
        new("Page list", "a page exchanged", f => f.Update(f.Changed(Contract.Pages, "3 0 R 12 0 R", $"{f.Next} 0 R 12 0 R"), (f.Next, "<</Type/Page/Parent 2 0 R/Contents 13 0 R>>")), s_first),
        new("Page list", "another root of the tree", f => f.Update(f.Changed(Contract.Catalog, "/Pages 2 0 R", $"/Pages {f.Next} 0 R"), (f.Next, f.Changed(Contract.Pages, "3 0 R 12 0 R", "12 0 R 3 0 R").Body)), s_both),
        new("Page list", "only the count", f => f.Update(f.Changed(Contract.Pages, "/Count 2", "/Count 1")), null),

        new("Page attributes", "/Rotate", f => f.Update(f.With(Contract.Page, "/Rotate 180")), s_first),
        new("Page attributes", "/Rotate inherited", f => f.Update(f.With(Contract.Pages, "/Rotate 180")), s_both),
        new("Page attributes", "/CropBox", f => f.Update(f.With(Contract.Page, "/CropBox[0 0 400 200]")), s_first),
        new("Page attributes", "/CropBox inherited", f => f.Update(f.With(Contract.Pages, "/CropBox[0 0 400 200]")), s_both),
        new("Page attributes", "/MediaBox inherited", f => f.Update(f.Changed(Contract.Pages, "[0 0 400 600]", "[0 0 400 200]")), s_both),
        new("Page attributes", "/UserUnit", f => f.Update(f.With(Contract.Page, "/UserUnit 9")), s_first),
        new("Page attributes", "/Group", f => f.Update(f.With(Contract.Page, "/Group<</S/Transparency/K true>>")), s_first),
        new("Page attributes", "/Trans", f => f.Update(f.With(Contract.SecondPage, "/Dur 1")), s_second),

        new("Fonts", "another font", f => f.Update((Contract.Font, "<</Type/Font/Subtype/Type1/BaseFont/Symbol>>")), s_both),
        new("Fonts", "/Encoding", f => f.Update(f.Changed(Contract.Encoding, "65/A", "49/nine")), s_both),
        new("Fonts", "/ToUnicode", f => f.Update((Contract.ToUnicode, TestPdf.Stream("1 beginbfchar <31> <0039> endbfchar"))), s_both),
        new("Fonts", "/Widths", f => f.Update(f.Changed(Contract.Font, "[300 600]", "[300 0]")), s_both),
        new("Fonts", "the font file", f => f.Update((Contract.FontFile, TestPdf.Stream("Outlines", "/Length1 8"))), s_both),
        new("Fonts", "the descriptor", f => f.Update(f.Changed(Contract.Descriptor, "/Flags 4", "/Flags 32")), s_both),
        new("Fonts", "another object under the same name", f => f.Update(f.Changed(Contract.Resources, "/F1 5 0 R", $"/F1 {f.Next} 0 R"), (f.Next, "<</Type/Font/Subtype/Type1/BaseFont/Symbol>>")), s_first),

        new("Pictures and forms", "another picture", f => f.Update((Contract.Image, f[Contract.Image].Replace('\u0001', '\u0009'))), s_first),
        new("Pictures and forms", "its mask", f => f.Update((Contract.Mask, f[Contract.Mask].Replace('\u00FF', '\u0000'))), s_first),
        new("Pictures and forms", "its colour profile", f => f.Update((Contract.Profile, TestPdf.Stream("Profile", "/N 3"))), s_first),
        new("Pictures and forms", "its size", f => f.Update((Contract.Image, f[Contract.Image].Replace("/Width 1", "/Width 3", StringComparison.Ordinal))), s_first),
        new("Pictures and forms", "a form XObject", f => f.Update((Contract.Stamp, TestPdf.Stream(White, "/Type/XObject/Subtype/Form/BBox[0 0 9 9]"))), s_first),
        new("Pictures and forms", "its box", f => f.Update((Contract.Stamp, f[Contract.Stamp].Replace("[0 0 9 9]", "[0 0 1 1]", StringComparison.Ordinal))), s_first),
        new("Pictures and forms", "a pattern", f => f.Update((Contract.Pattern, f[Contract.Pattern].Replace("0 0 2 2", "0 0 9 9", StringComparison.Ordinal))), s_first),
        new("Pictures and forms", "a graphics state", f => f.Update((Contract.State, "<</Type/ExtGState/ca 0>>")), s_first),
        new("Pictures and forms", "a name more", f => f.Update(f.Changed(Contract.Resources, "/Fm1 19 0 R", "/Fm1 19 0 R/Fm2 21 0 R")), s_first),
        new("Pictures and forms", "other resources", f => f.Update(f.Changed(Contract.Page, "/Resources 8 0 R", "/Resources<<>>")), s_first),

        new("Layers", "switched off", f => f.Update(f.Changed(Contract.Catalog, "/ON[18 0 R]", "/OFF[18 0 R]")), null),
        new("Layers", "base state", f => f.Update(f.Changed(Contract.Catalog, "/D<<", "/D<</BaseState/OFF")), null),
        new("Layers", "by event", f => f.Update(f.Changed(Contract.Catalog, "/D<<", "/D<</AS[<</Event/View/OCGs[18 0 R]/Category[/View]>>]")), null),
        new("Layers", "another content of the layer's dictionary", f => f.Update((Contract.Layer, "<</Type/OCG/Name(layer)/Usage<</View<</ViewState/OFF>>>>>>")), s_first),
        new("Layers", "all taken away", f => f.Update(f.Changed(Contract.Catalog, "/OCProperties<</OCGs[18 0 R]/D<</ON[18 0 R]>>>>", string.Empty)), null),

        new("Form values", "another look of the field", f => f.Update((Contract.FieldAppearance, TestPdf.Stream(Other, "/Type/XObject/Subtype/Form/BBox[0 0 100 20]"))), s_first) { NeedsUncertified = true },
        new("Form values", "another value", f => f.Update(f.Changed(Contract.Field, "(100)", "(999)")), s_first) { NeedsUncertified = true },
        new("Form values", "/AS", f => f.Update(f.With(Contract.Field, "/AS/Off")), s_first) { NeedsUncertified = true },
        new("Form values", "place of the field", f => f.Update(f.Changed(Contract.Field, "[50 400 150 420]", "[50 290 300 330]")), s_first),
        new("Form values", "/MK", f => f.Update(f.Changed(Contract.Field, "/BC[0]", "/BG[1]")), s_first),
        new("Form values", "hidden", f => f.Update(f.Changed(Contract.Field, "/F 4", "/F 2")), s_first),
        new("Form values", "default appearance of the field", f => f.Update(f.Changed(Contract.Field, "12 Tf", "1 Tf")), s_first),
        new("Form values", "an action on the field", f => f.Update(f.With(Contract.Field, "/AA<</F<</S/JavaScript/JS(1)>>>>")), s_first),
        new("Form values", "a field taken away", f => f.Update(f.Changed(Contract.Form, "10 0 R ", string.Empty)), null),
        new("Form values", "a field more", f => f.Update(f.Changed(Contract.Form, "10 0 R", $"10 0 R {f.Next} 0 R"), (f.Next, "<</FT/Tx/T(x)/V(1)>>")), null),
        new("Form values", "its widget off the page", f => f.Update(f.Changed(Contract.Annotations, "10 0 R ", string.Empty)), s_first),

        new("Form resources", "drawn anew", f => f.Update(f.With(Contract.Form, "/NeedAppearances true")), null),
        new("Form resources", "/DR exchanged", f => f.Update(f.Changed(Contract.Form, "/F1 5 0 R", $"/F1 {f.Next} 0 R"), (f.Next, "<</Type/Font/Subtype/Type1/BaseFont/Symbol>>")), null),
        new("Form resources", "the font that a field asks for and that was not there", f => f.Update(f.Changed(Contract.Form, "/F1 5 0 R", $"/F1 5 0 R/F9 {f.Next} 0 R"), (f.Next, "<</Type/Font/Subtype/Type1/BaseFont/Symbol>>")), null),
        new("Form resources", "/DA exchanged", f => f.Update(f.Changed(Contract.Form, "(/F1 0 Tf)", "(/F1 0 Tf 1 g)")), null),
        new("Form resources", "calculation order", f => f.Update(f.With(Contract.Form, "/CO[10 0 R]")), null),
        new("Form resources", "XFA", f => f.Update(f.With(Contract.Form, $"/XFA[(datasets) {f.Next} 0 R]"), (f.Next, TestPdf.Stream("<xfa:data/>"))), null),

        new("Annotations", "one over the text", f => Overlay(f, "/Subtype/FreeText/Rect[50 290 300 330]"), s_first),
        new("Annotations", "a widget over the text", f => Overlay(f, "/Subtype/Widget/FT/Btn/Rect[50 290 300 330]"), s_first),
        new("Annotations", "a stamp in the margin", f => Overlay(f, "/Subtype/Stamp/Rect[0 560 40 600]"), s_first),
        new("Annotations", "a link", f => Overlay(f, "/Subtype/Link/Rect[0 560 40 600]/A<</S/URI/URI(http://eve.example)>>"), s_first),
        new("Annotations", "one written into the page", f => f.Update(f.Changed(Contract.Annotations, "[", "[<</Type/Annot/Subtype/Square/Rect[50 290 300 330]/IC[1 1 1]>> ")), s_first),
        new("Annotations", "an attached file", f => Overlay(f, "/Subtype/FileAttachment/Rect[0 560 40 600]/FS<</Type/Filespec/F(a.exe)>>"), s_first),
        new("Annotations", "text of a remark", f => f.Update(f.Changed(Contract.Remark, "(draft)", "(final)")), s_first),
        new("Annotations", "look of a remark", f => f.Update((Contract.RemarkAppearance, TestPdf.Stream(White, "/Type/XObject/Subtype/Form/BBox[0 0 80 20]"))), s_first),
        new("Annotations", "a remark moved", f => f.Update(f.Changed(Contract.Remark, "[300 20 380 40]", "[50 290 300 330]")), s_first),
        new("Annotations", "a remark taken away", f => f.Update(f.Changed(Contract.Annotations, "20 0 R ", string.Empty)), s_first),
        new("Annotations", "a remark twice", f => f.Update(f.Changed(Contract.Annotations, "20 0 R", "20 0 R 20 0 R")), s_first),
        new("Annotations", "another order", f => f.Update(f.Changed(Contract.Annotations, "10 0 R 20 0 R", "20 0 R 10 0 R")), s_first),
        new("Annotations", "one on a page without", f => f.Update(f.With(Contract.SecondPage, $"/Annots[{f.Next} 0 R]"), (f.Next, "<</Type/Annot/Subtype/Square/Rect[0 0 90 90]/IC[1 1 1]>>")), s_second),

        new("Actions", "on opening", f => f.Update(f.With(Contract.Catalog, "/OpenAction<</S/JavaScript/JS(1)>>")), null),
        new("Actions", "of the document", f => f.Update(f.With(Contract.Catalog, "/AA<</WP<</S/JavaScript/JS(1)>>>>")), null),
        new("Actions", "of the page", f => f.Update(f.With(Contract.Page, "/AA<</O<</S/JavaScript/JS(1)>>>>")), s_first),
        new("Actions", "a base address", f => f.Update(f.With(Contract.Catalog, "/URI<</Base(http://eve.example)>>")), null),
        new("Actions", "a script by name", f => f.Update(f.With(Contract.Catalog, "/Names<</JavaScript<</Names[(a)<</S/JavaScript/JS(1)>>]>>>>")), null),

        new("Names, files and navigation", "an embedded file", f => f.Update(f.With(Contract.Catalog, "/Names<</EmbeddedFiles<</Names[(a)<</Type/Filespec/F(a)>>]>>>>")), null),
        new("Names, files and navigation", "an associated file", f => f.Update(f.With(Contract.Catalog, "/AF[<</Type/Filespec/F(a)>>]")), null),
        new("Names, files and navigation", "bookmarks", f => f.Update(f.With(Contract.Catalog, $"/Outlines {f.Next} 0 R"), (f.Next, "<</Type/Outlines>>")), null),
        new("Names, files and navigation", "destinations", f => f.Update(f.With(Contract.Catalog, "/Dests<</a[12 0 R/Fit]>>")), null),
        new("Names, files and navigation", "page labels", f => f.Update(f.With(Contract.Catalog, "/PageLabels<</Nums[0<</S/r>>]>>")), null),
        new("Names, files and navigation", "viewer preferences", f => f.Update(f.With(Contract.Catalog, "/ViewerPreferences<</HideMenubar true>>")), null),
        new("Names, files and navigation", "a portfolio", f => f.Update(f.With(Contract.Catalog, "/Collection<</View/T>>")), null),
        new("Names, files and navigation", "page mode", f => f.Update(f.With(Contract.Catalog, "/PageMode/FullScreen")), null),
        new("Names, files and navigation", "permissions", f => f.Update(f.Changed(Contract.Catalog, "/Lang(vi)", "/Lang(vi)/Legal<</Attestation(x)>>")), null),
        new("Names, files and navigation", "article threads", f => f.Update(f.With(Contract.Page, "/B[20 0 R]")), s_first),

        new("Structure tree", "an element more", f => f.Update(f.Changed(Contract.StructureRoot, "/K[23 0 R]", $"/K[23 0 R {f.Next} 0 R]"), (f.Next, "<</Type/StructElem/S/P/P 22 0 R/Pg 3 0 R/K 0>>")), null),
        new("Structure tree", "an element less", f => f.Update(f.Changed(Contract.StructureRoot, "/K[23 0 R]", "/K[]")), null),
        new("Structure tree", "another text for readers aloud", f => f.Update(f.With(Contract.Element, "/ActualText(Pay 999 to Eve)")), null),
        new("Structure tree", "another role", f => f.Update(f.With(Contract.StructureRoot, "/RoleMap<</P/Artifact>>")), null),
        new("Structure tree", "the way from the page to it", f => f.Update(f.Changed(Contract.ParentTree, "[23 0 R]", "[null]")), null),
        new("Structure tree", "none any more", f => f.Update(f.Changed(Contract.Catalog, "/StructTreeRoot 22 0 R", string.Empty)), null),

        new("Signature fields", "one with a look, not signed", f => Overlay(f, "/Subtype/Widget/FT/Sig/T(x)/Rect[50 290 300 330]", field: true), s_first),
        new("Signature fields", "a look for the empty one", f => f.Update(f.With(Contract.EmptyField, $"/AP<</N {f.Next} 0 R>>"), (f.Next, TestPdf.Stream(White, "/Type/XObject/Subtype/Form/BBox[0 0 100 40]"))), s_first),
        new("Signature fields", "the empty one moved", f => f.Update(f.Changed(Contract.EmptyField, "[200 100 300 140]", "[50 290 300 330]")), s_first),
        new("Signature fields", "the look of the first signature", f => f.Update((f.FirstLook(), TestPdf.Stream(White, "/Type/XObject/Subtype/Form/BBox[0 0 80 30]"))), s_first),
        new("Signature fields", "the first signature moved", f => f.Update(f.Changed(f.FirstLook() - 2, "[200 20 280 50]", "[50 290 300 330]")), s_first),
        new("Signature fields", "the first signature taken away", f => f.Update(f.Changed(f.FirstLook() - 2, $"/V {f.FirstLook() - 1} 0 R", string.Empty)), null) { Loses = 1 },
        new("Signature fields", "a value that is no signature", f => f.Update(f.With(Contract.EmptyField, "/V<</Type/Sig/Filter/Adobe.PPKLite/SubFilter/ETSI.CAdES.detached/ByteRange[0 1 2 3]/Contents<30>>>")), null) { Loses = -1 },
    ];

    /// <summary>A field may be filled under a certification, so the change is none of an attacker's there.</summary>
    public bool NeedsUncertified { get; init; }

    /// <summary>Signatures that are not there any more; negative: that came.</summary>
    public int Loses { get; init; }

    private static TestFile Overlay(TestFile f, string entries, bool field = false)
    {
        var (annotation, look) = (f.Next, f.Next + 1);
        var objects = new List<(int, string)>
        {
            f.WithAnnotation(annotation),
            (annotation, $"<</Type/Annot{entries}/AP<</N {look} 0 R>>>>"),
            (look, TestPdf.Stream(White, "/Type/XObject/Subtype/Form/BBox[0 0 250 40]")),
        };
        if (field)
            objects.Add(f.Changed(Contract.Form, "/Fields[", $"/Fields[{annotation} 0 R "));
        return f.Update([.. objects]);
    }
}
