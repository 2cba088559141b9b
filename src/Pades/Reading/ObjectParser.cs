using KonTum.Tthc.Pades.Objects;

namespace KonTum.Tthc.Pades.Reading;

/// <summary>Builds objects from tokens. Depth and number of parts of one object are bounded.</summary>
internal sealed class ObjectParser(Lexer lexer)
{
    private const int DeepestNesting = 200;
    private const int MostParts = 1_000_000;

    public Lexer Lexer { get; } = lexer;

    /// <summary>Objects read so far, each about a hundred bytes in memory.</summary>
    public int Parts { get; private set; }

    /// <summary>The largest number that a reference named so far.</summary>
    public int LargestReference { get; private set; }

    public ObjectParser(ByteSource source, long position)
        : this(new Lexer(source, position))
    {
    }

    /// <summary>The next object; a stray keyword is an error.</summary>
    public PdfObject ReadObject()
    {
        var value = ReadAny(0);
        return value is Mark mark ? throw Refuse.Broken($"The keyword '{Shown(mark)}' where an object is expected.") : value;
    }

    /// <summary>Reads "number generation obj"; null, with the position unchanged, if something else stands there.</summary>
    public PdfReference? TryReadObjectHeader()
    {
        var start = Lexer.Position;
        if (Lexer.TryReadUnsigned(out var number) && number <= int.MaxValue
            && Lexer.TryReadUnsigned(out var generation) && generation <= ushort.MaxValue
            && Lexer.TryReadKeyword("obj"))
        {
            return new PdfReference((int)number, (int)generation);
        }

        Lexer.Position = start;
        return null;
    }

    /// <summary>The body of an indirect object, after its header: a value, or a stream whose length is not looked at here.</summary>
    public PdfObject ReadBody()
    {
        // "1 0 obj endobj" is an object that is null, as readers take it.
        if (Lexer.TryReadKeyword("endobj"))
            return PdfObject.Null;
        var value = ReadObject();
        if (value is not PdfDictionary dictionary || !Lexer.TryReadKeyword("stream"))
            return value;
        // 7.3.8.1: CR LF or LF; a lone CR, or blanks before the line end, are met in the wild.
        while (Lexer.Peek() is ' ' or '\t')
            Lexer.Read();
        if (Lexer.Peek() == '\r')
            Lexer.Read();
        if (Lexer.Peek() == '\n')
            Lexer.Read();
        return new PdfStream(dictionary, Lexer.Position);
    }

    private static string Shown(Mark mark) => mark.Word.Length > 0 && mark.Word.All(char.IsAsciiLetter) && mark.Word.Length < 12 ? mark.Word : "?";

    private PdfObject ReadAny(int depth)
    {
        if (depth > DeepestNesting)
            throw Refuse.Broken("Objects are nested too deeply.");
        if (++Parts > MostParts)
            throw Refuse.Broken("An object has too many parts.");
        var token = Lexer.Next();
        if (token == Mark.ArrayOpen)
            return ReadArray(depth);
        if (token == Mark.DictionaryOpen)
            return ReadDictionary(depth);
        if (token == Mark.End)
            throw Refuse.Broken("The file ends inside an object.");
        return token is PdfNumber { IsInteger: true, Value: >= 0 and <= int.MaxValue } number ? ReferenceOr(number) : token;
    }

    private PdfObject ReferenceOr(PdfNumber number)
    {
        var start = Lexer.Position;
        if (Lexer.MayBeReference() && Lexer.TryReadUnsigned(out var generation) && generation <= ushort.MaxValue
            && Lexer.TryReadKeyword("R"))
        {
            var after = Lexer.Peek();
            if (after < 0 || Lexer.IsWhite(after) || Lexer.IsDelimiter(after))
            {
                LargestReference = Math.Max(LargestReference, (int)number.Value);
                return new PdfReference((int)number.Value, (int)generation);
            }
        }

        Lexer.Position = start;
        return number;
    }

    private PdfArray ReadArray(int depth)
    {
        var items = new List<PdfObject>();
        while (true)
        {
            var item = ReadAny(depth + 1);
            if (item == Mark.ArrayClose)
            {
                items.TrimExcess();
                return new PdfArray(items);
            }

            if (item is Mark mark)
                throw Refuse.Broken($"The keyword '{Shown(mark)}' inside an array.");
            items.Add(item);
        }
    }

    private PdfDictionary ReadDictionary(int depth)
    {
        var dictionary = new PdfDictionary();
        while (true)
        {
            var key = Lexer.Next();
            if (key == Mark.DictionaryClose)
                return dictionary;
            if (key is not PdfName name)
                throw Refuse.Broken("A dictionary key is not a name.");
            var value = ReadAny(depth + 1);
            if (value is Mark)
                throw Refuse.Broken("A dictionary key has no value.");
            dictionary.Add(name.Value, value);
        }
    }
}
