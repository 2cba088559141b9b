using System.Buffers;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using KonTum.Tthc.Pades.Objects;

namespace KonTum.Tthc.Pades.Reading;

/// <summary>Splits bytes into the tokens of ISO 32000-2, 7.2 and 7.3. Never reads outside its source, never loops without progress.</summary>
internal sealed partial class Lexer(ByteSource source, long position)
{
    private const int LongestWord = 1024;

    /// <summary>Digits that fit into 63 bits whatever they are.</summary>
    private const int LongestNumber = 18;

    /// <summary>White space and delimiters: what ends a word.</summary>
    private static readonly SearchValues<byte> s_irregular = SearchValues.Create("\0\t\n\f\r ()<>[]{}/%"u8);

    private byte[] _block = [];
    private int _index;
    private int _left;
    private int _stamp;
    private long _position = position;

    public long Position
    {
        get => _position;
        set
        {
            var by = value - _position;
            if (by >= -_index && by <= _left)
                (_index, _left) = (_index + (int)by, _left - (int)by);
            else
                (_index, _left) = (0, 0);
            _position = value;
        }
    }

    public ByteSource Source { get; } = source;

    public static bool IsWhite(int c) => c is 0 or 9 or 10 or 12 or 13 or 32;

    public static bool IsDelimiter(int c) => c is '(' or ')' or '<' or '>' or '[' or ']' or '{' or '}' or '/' or '%';

    /// <summary>The next byte, or -1 at the end.</summary>
    public int Peek()
    {
        var rest = Rest();
        return rest.IsEmpty ? -1 : rest[0];
    }

    public int Read()
    {
        var rest = Rest();
        if (rest.IsEmpty)
            return -1;
        var c = rest[0];
        Skip(1);
        return c;
    }

    public void SkipBlanks()
    {
        while (true)
        {
            var rest = Rest();
            if (rest.IsEmpty)
                return;
            var n = BlanksIn(rest);
            Skip(n);
            if (n == rest.Length)
                continue;
            if (rest[n] != '%')
                return;
            SkipComment();
        }
    }

    private static int BlanksIn(ReadOnlySpan<byte> rest)
    {
        var n = 0;
        while (n < rest.Length && rest[n] <= ' ' && IsWhite(rest[n]))
            n++;
        return n;
    }

    /// <summary>The next token: an atomic object, or a <see cref="Mark"/> (bracket or keyword).</summary>
    public PdfObject Next()
    {
        SkipBlanks();
        var start = _position;
        var c = Peek();
        switch (c)
        {
            case -1:
                return Mark.End;
            case '/':
                Read();
                return ReadName();
            case '(':
                Read();
                return ReadLiteral(start);
            case '<':
                Read();
                if (Peek() != '<')
                    return ReadHex(start);
                Read();
                return Mark.DictionaryOpen;
            case '>':
                Read();
                if (Peek() != '>')
                    throw Refuse.Broken("A single > outside a string.");
                Read();
                return Mark.DictionaryClose;
            case '[':
                Read();
                return Mark.ArrayOpen;
            case ']':
                Read();
                return Mark.ArrayClose;
            case '{' or '}' or ')':
                throw Refuse.Broken("A bracket where an object is expected.");
        }

        if (c is >= '0' and <= '9' && TryReadDigits() is { } number)
            return number;
        var word = ReadWord();
        return c is (>= '0' and <= '9') or '+' or '-' or '.' ? ReadNumber(word) : Mark.Of(word);
    }

    /// <summary>Whether white space comes next, and behind it no letter or bracket that tells already that "0 R" does not follow.</summary>
    public bool MayBeReference()
    {
        var rest = Rest();
        return !rest.IsEmpty && IsWhite(rest[0]) && (rest.Length < 2 || rest[1] is (>= (byte)'0' and <= (byte)'9') or (byte)'%' || IsWhite(rest[1]));
    }

    /// <summary>Reads an unsigned integer token if one comes next; otherwise leaves the position where it was.</summary>
    public bool TryReadUnsigned(out long value)
    {
        var rest = Rest();
        var from = BlanksIn(rest);
        var n = from + DigitsIn(rest[from..], out value);
        // What ends inside the block is the whole of it; a comment, or the end of the block, takes the long way.
        if (n < rest.Length && rest[from] != '%')
        {
            if (n == from || !EndsNumber(rest[n]))
                return false;
            Skip(n);
            return true;
        }

        return TryReadUnsignedAcross(out value);
    }

    private bool TryReadUnsignedAcross(out long value)
    {
        var start = _position;
        SkipBlanks();
        value = 0;
        var digits = 0;
        for (var c = Peek(); c is >= '0' and <= '9' && digits < LongestNumber; c = Peek(), digits++)
        {
            value = (value * 10) + (c - '0');
            Read();
        }

        if (digits > 0 && EndsNumber(Peek()))
            return true;
        Position = start;
        return false;
    }

    /// <summary>Writers glue the keyword to the number ("0obj") now and then; a letter ends it as well.</summary>
    private static bool EndsNumber(int next) => next is < 0 or (>= 'a' and <= 'z') || IsWhite(next) || IsDelimiter(next);

    private static int DigitsIn(ReadOnlySpan<byte> rest, out long value)
    {
        value = 0;
        var n = 0;
        while (n < rest.Length && n < LongestNumber && (uint)(rest[n] - '0') <= 9)
            value = (value * 10) + (rest[n++] - '0');
        return n;
    }

    /// <summary>Reads one entry of a cross-reference table (7.5.4): offset, generation, and the letter that follows.</summary>
    public bool TryReadTableRow(out long offset, out long generation, out int kind)
    {
        // Nearly all tables keep to the form "nnnnnnnnnn ggggg n" and a line end, and a file may have hundreds of thousands of rows.
        var rest = Rest();
        if (rest.Length >= 20 && rest[10] == ' ' && rest[16] == ' ' && IsWhite(rest[18]) && IsWhite(rest[19])
            && DigitsIn(rest[..10], out offset) == 10 && DigitsIn(rest[11..16], out generation) == 5)
        {
            kind = rest[17];
            Skip(20);
            return true;
        }

        generation = 0;
        kind = -1;
        if (!TryReadUnsigned(out offset) || !TryReadUnsigned(out generation))
            return false;
        SkipBlanks();
        kind = Read();
        return true;
    }

    /// <summary>Reads exactly this keyword if it comes next; otherwise leaves the position where it was.</summary>
    public bool TryReadKeyword(string keyword)
    {
        var start = _position;
        SkipBlanks();
        var rest = Rest();
        if (rest.Length >= keyword.Length)
        {
            if (!System.Text.Ascii.Equals(rest[..keyword.Length], keyword))
            {
                Position = start;
                return false;
            }

            Skip(keyword.Length);
            return true;
        }

        foreach (var expected in keyword)
        {
            if (Read() != expected)
            {
                Position = start;
                return false;
            }
        }

        return true;
    }

    /// <summary>The visible bytes of the present block; empty only at the end.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ReadOnlySpan<byte> Rest() => _left > 0 && _stamp == Source.Stamp ? _block.AsSpan(_index, _left) : Fetch();

    private ReadOnlySpan<byte> Fetch()
    {
        (_block, _index, _left) = Source.BlockAt(_position);
        _stamp = Source.Stamp;
        return _block.AsSpan(_index, _left);
    }

    private void Skip(int count)
    {
        _index += count;
        _left -= count;
        _position += count;
    }

    private void SkipComment()
    {
        for (var rest = Rest(); !rest.IsEmpty; rest = Rest())
        {
            var n = rest.IndexOfAny((byte)10, (byte)13);
            Skip(n < 0 ? rest.Length : n);
            if (n >= 0)
                return;
        }
    }

    /// <summary>A number of digits alone that ends within the block.</summary>
    private PdfNumber? TryReadDigits()
    {
        var rest = Rest();
        var n = DigitsIn(rest, out var value);
        if (n == rest.Length || (!IsWhite(rest[n]) && !IsDelimiter(rest[n])))
            return null;
        Skip(n);
        return Source.Spellings.Number(rest[..n], value);
    }

    private static PdfNumber ReadNumber(string word)
    {
        if (long.TryParse(word, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var integer))
            return new PdfNumber(integer, true, word);
        if (double.TryParse(word, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var real))
            return new PdfNumber(real, false, word);
        // "--5", "1.2.3", "1-2": every reader guesses, so it has no value here; the spelling is kept.
        return new PdfNumber(double.NaN, false, word);
    }

    /// <summary>Regular characters at the beginning; -1 when they reach to the end of the block, or too far.</summary>
    private static int RegularIn(ReadOnlySpan<byte> rest)
    {
        var n = rest.IndexOfAny(s_irregular);
        return n > LongestWord ? -1 : n;
    }

    private string ReadWord()
    {
        var rest = Rest();
        if (RegularIn(rest) is var n and >= 0)
        {
            Skip(n);
            return Source.Spellings.Word(rest[..n]);
        }

        var text = new StringBuilder();
        for (var c = Peek(); c >= 0 && !IsWhite(c) && !IsDelimiter(c); c = Peek())
        {
            text.Append((char)c);
            Read();
            if (text.Length > LongestWord)
                throw Refuse.Broken("A word without end.");
        }

        return text.ToString();
    }

    private PdfName ReadName()
    {
        var rest = Rest();
        if (RegularIn(rest) is var n and >= 0 && !rest[..n].Contains((byte)'#'))
        {
            Skip(n);
            return Source.Spellings.Name(rest[..n]);
        }

        return new PdfName(ReadEscapedName());
    }

    private string ReadEscapedName()
    {
        var text = new StringBuilder();
        for (var c = Peek(); c >= 0 && !IsWhite(c) && !IsDelimiter(c); c = Peek())
        {
            Read();
            if (c == '#' && Hex(Peek()) is var high and >= 0)
            {
                var second = Read();
                if (Hex(Peek()) is var low and >= 0)
                {
                    Read();
                    text.Append((char)((high << 4) | low));
                }
                else
                {
                    text.Append('#').Append((char)second);
                }
            }
            else
            {
                text.Append((char)c);
            }

            if (text.Length > LongestWord)
                throw Refuse.Broken("A name without end.");
        }

        return text.ToString();
    }

    private static int Hex(int c) => c switch
    {
        >= '0' and <= '9' => c - '0',
        >= 'a' and <= 'f' => c - 'a' + 10,
        >= 'A' and <= 'F' => c - 'A' + 10,
        _ => -1,
    };
}
