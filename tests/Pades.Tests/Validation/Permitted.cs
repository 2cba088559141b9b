using KonTum.Tthc.Pades.Tests.Cms;
using Org.BouncyCastle.Math;
using Org.BouncyCastle.Tsp;

namespace KonTum.Tthc.Pades.Tests.Validation;

/// <summary>What other programs and people may do to a signed <see cref="Contract"/>.</summary>
/// <param name="Class">Class of docs/pdf-changes.md.</param>
/// <param name="Name">What is done.</param>
/// <param name="Do">Does it.</param>
/// <param name="Needs">The P of the certification that it takes; null when it is permitted without one too.</param>
internal sealed record Permitted(string Class, string Name, Func<TestFile, TestFile> Do, int? Needs = null)
{
    public override string ToString() => $"{Class}: {Name}";

    public static IReadOnlyList<Permitted> All { get; } =
    [
        new("Further signatures", "in a field of its own", f => f.Sign(rectangle: "[20 500 90 530]")),
        new("Further signatures", "invisible", f => f.Sign(rectangle: "[0 0 0 0]")),
        new("Further signatures", "in the empty field", f => f.SignEmptyField()),
        new("Further signatures", "two, and the empty field", f => f.Sign(rectangle: "[20 500 90 530]").SignEmptyField().Sign(rectangle: "[20 540 90 570]")),
        new("Further signatures", "a small one over the text by somebody who is trusted", f => f.Sign(rectangle: "[60 290 140 330]")),
        new("Further signatures", "over a third of the earlier one, as Decree 30/2020 asks of seals", f => f.Sign(rectangle: "[170 10 226 66]")),
        new("Further signatures", "with the widget below the field", f => SeparateWidget(f)),
        new("Further signatures", "with an empty field for the next person", f => f.Update(
            f.Changed(Contract.Form, "/Fields[", $"/Fields[{f.Next} 0 R "), f.WithAnnotation(f.Next),
            (f.Next, "<</Type/Annot/Subtype/Widget/FT/Sig/T(Next)/Rect[20 500 90 530]/F 4>>"))),

        new("Document timestamps", "without a value to be seen", f => Timestamped(f)),

        new("Validation material", "DSS with VRI", f => f.Update(
            f.With(Contract.Catalog, $"/DSS {f.Next} 0 R"),
            (f.Next, $"<</Type/DSS/Certs[{f.Next + 1} 0 R]/OCSPs[{f.Next + 1} 0 R]/CRLs[{f.Next + 1} 0 R]/VRI<</0123456789ABCDEF0123456789ABCDEF01234567<</Cert[{f.Next + 1} 0 R]/TU(D:20261120)>>>>>>"),
            (f.Next + 1, TestPdf.Stream("der")))),
        new("Validation material", "developer extensions", f => f.Update(
            f.With(Contract.Catalog, "/Extensions<</ESIC<</BaseVersion/1.7/ExtensionLevel 5>>>>/Version/2.0"))),

        new("Metadata", "XMP", f => f.Update(f.With(Contract.Catalog, $"/Metadata {f.Next} 0 R"), (f.Next, TestPdf.Stream("<x/>", "/Type/Metadata/Subtype/XML")))),
        new("Metadata", "document information", f => f.Update($"/Info {f.Next} 0 R", (f.Next, "<</ModDate(D:20261120)/Producer(x)>>"))),
        new("Metadata", "dates and tab order of the page", f => f.Update(f.With(Contract.Page, "/LastModified(D:20261120)/Tabs/S"))),

        new("Rewritten objects", "all with the same values", f => f.Update([.. f.Objects.Where(o => o.Value != "null" && !IsContainer(o.Value) && !o.Value.Contains("/ByteRange", StringComparison.Ordinal)).Select(o => (o.Key, o.Value))])),
        new("Rewritten objects", "other spelling of lists of numbers", f => f.Update(f.Changed(Contract.Pages, "[0 0 400 600]", "[ 0.0 0 400.00 600 ]"))),
        new("Rewritten objects", "other order of keys", f => f.Update((Contract.Page, "<</StructParents 0/Annots 7 0 R/Contents 4 0 R/Resources 8 0 R/Parent 2 0 R/Type/Page>>"))),
        new("Rewritten objects", "other spelling of strings and names", f => f.Update(f.Changed(Contract.Field, "(100)", "<313030>"), f.Changed(Contract.Layer, "/Name", "/N#61me"))),

        new("Kinds of cross-reference", "a table behind streams and the other way round", f => (f with { Kind = f.Kind == XrefKind.Table ? XrefKind.Stream : XrefKind.Table }).Sign(rectangle: "[20 500 90 530]")),
        new("Kinds of cross-reference", "object streams", f => (f with { Kind = XrefKind.Compressed }).Sign(rectangle: "[20 500 90 530]").Sign(rectangle: "[20 540 90 570]")),

        new("Elements for new widgets", "of a further signature", f => Tagged(f)),
        new("Form resources for new fields", "a font more", f => f.Update(f.Changed(Contract.Form, "/F1 5 0 R", $"/F1 5 0 R/Helv {f.Next} 0 R"), (f.Next, "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"))),
        new("Read-only fields", "locked by a writer", f => f.Update(f.With(Contract.Field, "/Ff 1"))),

        new("Form filling", "a value with its look", f => f.Update(
            f.Changed(Contract.Field, "(100)", "(250)"),
            (Contract.FieldAppearance, TestPdf.Stream("BT /F1 12 Tf (250) Tj ET", "/Type/XObject/Subtype/Form/BBox[0 0 100 20]/Resources<</Font<</F1 5 0 R>>>>"))), Needs: 2),
        new("Form filling", "a state", f => f.Update(f.With(Contract.Field, "/AS/Off")), Needs: 2),
        new("Form filling", "and a signature", f => f.Update(f.Changed(Contract.Field, "(100)", "(250)")).SignEmptyField(), Needs: 2),

        new("Remarks", "one in the margin", f => f.Update(f.WithAnnotation(f.Next), (f.Next, "<</Type/Annot/Subtype/Text/Rect[370 570 390 590]/Contents(OK)>>")), Needs: 3),
        new("Remarks", "another text", f => f.Update(f.Changed(Contract.Remark, "(draft)", "(seen)")), Needs: 3),
        new("Remarks", "moved in the margin", f => f.Update(f.Changed(Contract.Remark, "[300 20 380 40]", "[300 60 380 80]")), Needs: 3),
        new("Remarks", "taken away", f => f.Update(f.Changed(Contract.Annotations, "20 0 R ", string.Empty)), Needs: 3),
    ];

    private static bool IsContainer(string body) =>
        body.Contains("/Type/XRef", StringComparison.Ordinal) || body.Contains("/Type/ObjStm", StringComparison.Ordinal);

    private static TestFile SeparateWidget(TestFile f)
    {
        var (field, widget, value) = (f.Next, f.Next + 1, f.Next + 2);
        return f.SignWith(
            value,
            [
                f.Changed(Contract.Form, "/Fields[", $"/Fields[{field} 0 R "),
                f.WithAnnotation(widget),
                (field, $"<</FT/Sig/T(Apart)/V {value} 0 R/Kids[{widget} 0 R]>>"),
                (widget, $"<</Type/Annot/Subtype/Widget/Rect[20 500 90 530]/F 132/P 3 0 R/Parent {field} 0 R/MK<</BC[0]>>>>"),
            ]);
    }

    private static TestFile Timestamped(TestFile f)
    {
        var (widget, value) = (f.Next, f.Next + 1);
        return f.SignWith(
            value,
            [
                f.Changed(Contract.Form, "/Fields[", $"/Fields[{widget} 0 R "),
                f.WithAnnotation(widget),
                (widget, $"<</Type/Annot/Subtype/Widget/FT/Sig/T(Time)/Rect[0 0 0 0]/F 132/P 3 0 R/V {value} 0 R>>"),
            ],
            cms: (digest, _) => Stamp(digest),
            head: "/Type/DocTimeStamp/Filter/Adobe.PPKLite/SubFilter/ETSI.RFC3161");
    }

    private static byte[] Stamp(byte[] digest)
    {
        var generator = new TimeStampRequestGenerator();
        generator.SetCertReq(true);
        var request = generator.Generate(TspAlgorithms.Sha256, digest, BigInteger.Ten);
        return TestSignatures.Generator(TestPki.Stamper).Generate(request, BigInteger.One, Signer.Now.UtcDateTime).GetEncoded();
    }

    private static TestFile Tagged(TestFile f)
    {
        var (widget, value, element) = (f.Next, f.Next + 1, f.Next + 2);
        return f.SignWith(
            value,
            [
                f.Changed(Contract.Form, "/Fields[", $"/Fields[{widget} 0 R "),
                f.WithAnnotation(widget),
                (widget, $"<</Type/Annot/Subtype/Widget/FT/Sig/T(Tagged)/Rect[20 500 90 530]/F 132/P 3 0 R/V {value} 0 R/StructParent 1>>"),
                (element, $"<</Type/StructElem/S/Form/P 22 0 R/Pg 3 0 R/K[<</Type/OBJR/Obj {widget} 0 R/Pg 3 0 R>>]>>"),
                (Contract.StructureRoot, $"<</Type/StructTreeRoot/K[23 0 R {element} 0 R]/ParentTree 24 0 R/ParentTreeNextKey 2>>"),
                (Contract.ParentTree, $"<</Nums[0[23 0 R]1 {element} 0 R]>>"),
            ]);
    }
}
