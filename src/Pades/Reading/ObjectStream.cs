using KonTum.Tthc.Pades.Objects;

namespace KonTum.Tthc.Pades.Reading;

/// <summary>A decoded object stream, ISO 32000-2, 7.5.7.</summary>
internal sealed class ObjectStream
{
    private const int MostObjects = 1_000_000;
    private readonly ByteSource _data;
    private readonly List<(int Number, long Offset)> _index = [];

    public ObjectStream(byte[] data, PdfDictionary dictionary, Func<PdfObject?, PdfObject> resolve, Spellings spellings)
    {
        _data = ByteSource.Of(data, spellings);
        if (resolve(dictionary["N"]) is not PdfNumber { IsInteger: true, Value: >= 0 and <= MostObjects } count
            || resolve(dictionary["First"]) is not PdfNumber { IsInteger: true, Value: >= 0 } first)
        {
            throw Refuse.Broken("An object stream without /N or /First.");
        }

        var lexer = new Lexer(_data, 0);
        // "0 0 " is the least that an entry takes.
        _index.Capacity = (int)Math.Min(count.Value, data.Length / 4);
        for (var i = 0; i < count.Value; i++)
        {
            if (!lexer.TryReadUnsigned(out var number) || !lexer.TryReadUnsigned(out var offset) || number > int.MaxValue)
                throw Refuse.Broken("An object stream is shorter than it says.");
            _index.Add(((int)number, (long)first.Value + offset));
        }
    }

    /// <summary>Decoded bytes.</summary>
    public long Length => _data.Length;

    /// <summary>The numbers of its objects by index.</summary>
    public IEnumerable<int> Numbers => _index.Select(i => i.Number);

    /// <summary>By index; some readers look for the number instead, so both must agree.</summary>
    public ObjectParser ParserAt(int number, int index)
    {
        if (index >= _index.Count || _index[index].Number != number)
            throw Refuse.Broken($"Object {number} is not where its object stream should hold it.");
        return new ObjectParser(_data, _index[index].Offset);
    }
}
