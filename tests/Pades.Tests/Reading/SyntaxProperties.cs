using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using KonTum.Tthc.Pades.Objects;
using KonTum.Tthc.Pades.Reading;
using Shouldly;
using Xunit;

namespace KonTum.Tthc.Pades.Tests.Reading;

public sealed class SyntaxProperties
{
    [Property(MaxTest = 500)]
    public Property What_is_written_is_read_back_as_the_same_bytes() => Prop.ForAll(Values(4).ToArbitrary(), value =>
    {
        var written = Write(value);

        var again = Write(new ObjectParser(ByteSource.Of(written), 0).ReadObject());

        again.ShouldBe(written);
    });

    [Property(MaxTest = 1000)]
    public void Any_bytes_are_read_or_refused(byte[] bytes)
    {
        try
        {
            Write(new ObjectParser(ByteSource.Of(bytes), 0).ReadObject()).ShouldNotBeEmpty();
        }
        catch (PdfRefusedException e)
        {
            e.Reason.ShouldBe(PdfRefusal.BrokenStructure);
        }
    }

    private static byte[] Write(PdfObject value)
    {
        using var output = new MemoryStream();
        ObjectWriter.Write(output, value);
        return output.ToArray();
    }

    private static Gen<PdfObject> Values(int depth)
    {
        var names = Gen.Choose(1, 255).Select(c => (char)c).ListOf().Select(l => string.Concat(l));
        var atoms = Gen.OneOf(
            Gen.Constant(PdfObject.Null),
            Gen.Elements<PdfObject>(PdfBoolean.True, PdfBoolean.False),
            Gen.Choose(int.MinValue, int.MaxValue).Select(n => (PdfObject)PdfNumber.Of(n)),
            Gen.Choose(-1_000_000, 1_000_000).Select(n => (PdfObject)PdfNumber.Of(n / 1000.0)),
            names.Select(n => (PdfObject)new PdfName(n)),
            Gen.Choose(0, 255).Select(b => (byte)b).ListOf().Select(b => (PdfObject)new PdfString([.. b], hex: true)),
            Gen.Choose(0, 100_000).Select(n => (PdfObject)new PdfReference(n, n % 3)));
        if (depth == 0)
            return atoms;
        var inner = Values(depth - 1);
        return Gen.OneOf(
            atoms,
            inner.ListOf().Select(items => (PdfObject)new PdfArray([.. items])),
            names.Zip(inner).ListOf().Select(entries => (PdfObject)entries.Aggregate(new PdfDictionary(), (d, e) => d.Add(e.Item1, e.Item2))));
    }
}
