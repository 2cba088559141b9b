using KonTum.Tthc.Pades.Objects;
using KonTum.Tthc.Pades.Reading;

namespace KonTum.Tthc.Pades.Placement.Fonts;

/// <summary>Widths of a CID font (ISO 32000-2, 9.7.4.3): <c>/W</c> and <c>/DW</c>, and for vertical writing <c>/DW2</c> and <c>/W2</c>.</summary>
internal sealed class CidWidths
{
    private const double Thousandth = 0.001;

    /// <summary>There are 65,536 CIDs.</summary>
    private const int MostEntries = 150_000;

    private readonly RangeMap<double> _widths = new();
    private readonly RangeMap<double> _downs = new();
    private double _width = 1;
    private double _down = -1;

    public int Count => _widths.Count + _downs.Count;

    public static CidWidths Read(GuardedDocument document, PdfDictionary font, WorkBudget budget)
    {
        var result = new CidWidths();
        if (document.Number(font["DW"]) is { } width)
            result._width = Sane(width);
        if (document.Array(font["DW2"]) is { Items.Count: >= 2 } down && document.Number(down.Items[1]) is { } standard)
            result._down = Sane(standard);
        Fill(document, document.Array(font["W"]), 1, result._widths, budget);
        Fill(document, document.Array(font["W2"]), 3, result._downs, budget);
        return result;
    }

    public double Width(long cid) => _widths.TryGet(cid, out var width, out _) ? width : _width;

    /// <summary>Displacement of vertical writing, upward; usually below zero.</summary>
    public double Down(long cid) => _downs.TryGet(cid, out var down, out _) ? down : _down;

    /// <summary>Both forms: <c>c [w w …]</c> and <c>first last w</c>; each <c>w</c> is one number or, vertically, three.</summary>
    private static void Fill(GuardedDocument document, PdfArray? array, int group, RangeMap<double> into, WorkBudget budget)
    {
        var items = array?.Items ?? [];
        for (var i = 0; i + 1 < items.Count && into.Count < MostEntries;)
        {
            budget.Step();
            var first = (long)(document.Number(items[i]) ?? 0);
            if (document.Resolve(items[i + 1]) is PdfArray list)
            {
                for (var n = 0; n + group <= list.Items.Count && into.Count < MostEntries; n += group)
                {
                    budget.Step();
                    var cid = first + (n / group);
                    into.Add(cid, cid, Sane(document.Number(list.Items[n]) ?? 0));
                }

                i += 2;
            }
            else
            {
                if (i + 2 < items.Count)
                    into.Add(first, (long)(document.Number(items[i + 1]) ?? 0), Sane(document.Number(items[i + 2]) ?? 0));
                i += 2 + group;
            }
        }
    }

    private static double Sane(double thousandths) => double.IsFinite(thousandths) ? Math.Clamp(thousandths, -10_000, 10_000) * Thousandth : 0;
}
