using System.Globalization;
using System.Text;
using KonTum.Tthc.Pades.Objects;

namespace KonTum.Tthc.Pades.Reading;

/// <summary>Splits bytes into the tokens of ISO 32000-2, 7.2 and 7.3. Never reads outside its source, never loops without progress.</summary>
internal sealed class Lexer(ByteSource source, long position)
{
    /// <summary>No string of a sane file is longer; a hostile one must not fill the memory.</summary>
    private const int LongestString = 64 * 1024 * 1024;

    private const int LongestWord = 1024;
    private byte[] _block = [];
    private int _index;
    private int _left;
    private long _position = position;

    public long Position
    {
        get => _position;
        set
        {
            _position = value;
            _left = 0;
        }
    }

    public ByteSource Source { get; } = source;

    public static bool IsWhite(int c) => c is 0 or 9 or 10 or 12 or 13 or 32;

    public static bool IsDelimiter(int c) => c is '(' or ')' or '<' or '>' or '[' or ']' or '{' or '}' or '/' or '%';

    /// <summary>The next byte, or -1 at the end.</summary>
    public int Peek()
    {
        if (_left > 0)
            return _block[_index];
        (_block, _index, _left) = Source.BlockAt(_position);
        return _left > 0 ? _block[_index] : -1;
    }

    public int Read()
    {
        var c = Peek();
        if (c < 0)
            return c;
        _index++;
        _left--;
        _position++;
        return c;
    }

    public void SkipBlanks()
    {
        for (var c = Peek(); c >= 0; c = Peek())
        {
            if (c == '%')
            {
                while (c is not (-1 or 10 or 13))
                {
                    Read();
                    c = Peek();
                }
            }
            else if (!IsWhite(c))
            {
                return;
            }
            else
            {
                Read();
            }
        }
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
                return new PdfName(ReadNameBytes());
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

        var word = ReadWord();
        return c is (>= '0' and <= '9') or '+' or '-' or '.' ? ReadNumber(word) : Mark.Of(word);
    }

    /// <summary>Reads an unsigned integer token if one comes next; otherwise leaves the position where it was.</summary>
    public bool TryReadUnsigned(out long value)
    {
        var start = _position;
        SkipBlanks();
        value = 0;
        var digits = 0;
        for (var c = Peek(); c is >= '0' and <= '9' && digits < 18; c = Peek(), digits++)
        {
            value = (value * 10) + (c - '0');
            Read();
        }

        var next = Peek();
        if (digits > 0 && (next < 0 || IsWhite(next) || IsDelimiter(next)))
            return true;
        // Writers glue the keyword to the number ("0obj") now and then; a letter ends it as well.
        if (digits > 0 && next is >= 'a' and <= 'z')
            return true;
        Position = start;
        return false;
    }

    /// <summary>Reads exactly this keyword if it comes next; otherwise leaves the position where it was.</summary>
    public bool TryReadKeyword(string keyword)
    {
        var start = _position;
        SkipBlanks();
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

    private static PdfNumber ReadNumber(string word)
    {
        if (long.TryParse(word, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var integer))
            return new PdfNumber(integer, true, word);
        if (double.TryParse(word, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var real))
            return new PdfNumber(real, false, word);
        // "--5", "1.2.3", "1-2": every reader guesses, so it has no value here; the spelling is kept.
        return new PdfNumber(double.NaN, false, word);
    }

    private string ReadWord()
    {
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

    private string ReadNameBytes()
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

    private PdfString ReadHex(long start)
    {
        var bytes = new List<byte>();
        var high = -1;
        while (true)
        {
            var c = Read();
            if (c == '>')
                break;
            if (IsWhite(c))
                continue;
            var digit = Hex(c);
            if (digit < 0)
                throw Refuse.Broken("A hex string holds something else.");
            if (high < 0)
            {
                high = digit;
                continue;
            }

            bytes.Add((byte)((high << 4) | digit));
            high = -1;
            if (bytes.Count > LongestString)
                throw Refuse.Broken("A string without end.");
        }

        if (high >= 0)
            bytes.Add((byte)(high << 4));
        return new PdfString([.. bytes], hex: true, start, _position);
    }

    private PdfString ReadLiteral(long start)
    {
        var bytes = new List<byte>();
        var depth = 1;
        while (true)
        {
            var c = Read();
            switch (c)
            {
                case -1:
                    throw Refuse.Broken("The file ends inside a string.");
                case '(':
                    depth++;
                    break;
                case ')' when --depth == 0:
                    return new PdfString([.. bytes], hex: false, start, _position);
                case '\\':
                    ReadEscape(bytes);
                    continue;
                case '\r':
                    if (Peek() == '\n')
                        Read();
                    c = '\n';
                    break;
            }

            bytes.Add((byte)c);
            if (bytes.Count > LongestString)
                throw Refuse.Broken("A string without end.");
        }
    }

    /// <summary>7.3.4.2, table 3.</summary>
    private void ReadEscape(List<byte> bytes)
    {
        var c = Read();
        switch (c)
        {
            case 'n': bytes.Add(10); break;
            case 'r': bytes.Add(13); break;
            case 't': bytes.Add(9); break;
            case 'b': bytes.Add(8); break;
            case 'f': bytes.Add(12); break;
            case '\n' or -1: break;
            case '\r':
                if (Peek() == '\n')
                    Read();
                break;
            case >= '0' and <= '7':
                var value = c - '0';
                for (var i = 0; i < 2 && Peek() is >= '0' and <= '7'; i++)
                    value = (value * 8) + (Read() - '0');
                bytes.Add((byte)value);
                break;
            default: bytes.Add((byte)c); break;
        }
    }

    private static int Hex(int c) => c switch
    {
        >= '0' and <= '9' => c - '0',
        >= 'a' and <= 'f' => c - 'a' + 10,
        >= 'A' and <= 'F' => c - 'A' + 10,
        _ => -1,
    };
}

/// <summary>A token that is no object: bracket, keyword or the end.</summary>
internal sealed class Mark(string word) : PdfObject
{
    public static Mark End { get; } = new(string.Empty);

    public static Mark ArrayOpen { get; } = new("[");

    public static Mark ArrayClose { get; } = new("]");

    public static Mark DictionaryOpen { get; } = new("<<");

    public static Mark DictionaryClose { get; } = new(">>");

    public string Word { get; } = word;

    public static PdfObject Of(string word) => word switch
    {
        "true" => PdfBoolean.True,
        "false" => PdfBoolean.False,
        "null" => Null,
        _ => new Mark(word),
    };
}
