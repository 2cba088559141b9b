using KonTum.Tthc.Pades.Objects;
using KonTum.Tthc.Pades.Reading;
using Shouldly;
using Xunit;

namespace KonTum.Tthc.Pades.Tests.Reading;

/// <summary>What views of one file share must be what each of them would read alone.</summary>
public sealed class ReadPartsTests
{
    [Fact]
    public void A_view_takes_only_what_ends_inside_it()
    {
        var parts = new ReadParts();
        parts.Add(50, new ReadObject(7, PdfObject.Null, 100, 500, 0), 1);

        parts.TryGetObject(50, 7, 100, out _).ShouldBeTrue();
        parts.TryGetObject(50, 7, 99, out _).ShouldBeFalse();
        parts.TryGetObject(50, 8, 100, out _).ShouldBeFalse();
    }

    [Fact]
    public void What_looked_ahead_is_for_views_of_the_same_length_only()
    {
        var parts = new ReadParts();
        parts.Add(50, new ReadObject(7, PdfObject.Null, long.MaxValue, 500, 0), 1);

        parts.TryGetObject(50, 7, 500, out _).ShouldBeTrue();
        parts.TryGetObject(50, 7, 499, out _).ShouldBeFalse();
    }

    [Fact]
    public void A_copied_table_leaves_the_first_as_it_was()
    {
        var first = new XrefTable();
        first.TryAdd(3, new XrefEntry(EntryKind.InFile, 100, 0));
        var copy = first.Copy();

        copy.Put(3, PackedEntry.Of(new XrefEntry(EntryKind.InFile, 900, 0)));
        copy.Put(4, PackedEntry.Of(new XrefEntry(EntryKind.InFile, 950, 0)));

        (first[3].Position, first.Count, first.Largest).ShouldBe((100, 1, 3));
        (copy[3].Position, copy.Count, copy.Largest).ShouldBe((900, 2, 4));
    }

    [Theory]
    [InlineData("<AB CD>", false)]
    [InlineData("<ABCD>", true)]
    [InlineData("<ABC>", false)]
    [InlineData("<>", true)]
    public void A_string_tells_whether_it_is_pairs_alone(string text, bool expected) =>
        ((PdfString)new Lexer(ByteSource.Of(TestPdf.Bytes(text)), 0).Next()).IsPairs.ShouldBe(expected);
}
