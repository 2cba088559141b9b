using System.Buffers;
using System.Text;
using KonTum.Tthc.Pades.Reading;

namespace KonTum.Tthc.Pades.Placement;

internal enum TokenKind
{
    End,
    Number,
    Name,
    Text,
    ArrayOpen,
    ArrayClose,
    DictionaryOpen,
    DictionaryClose,
    Word,
}

/// <summary>
/// Tokens of content streams, CMaps and the clear part of Type 1 fonts, which share their syntax (ISO 32000-2, 7.8.2; Adobe 5014). In
/// contrast to the <see cref="Lexer"/> it takes whatever comes: readers show what stands before and behind a mistake. It makes no object
/// for a token; a page has millions.
/// </summary>
internal sealed class TokenReader(ReadOnlyMemory<byte> data)
{
    /// <summary>More glyphs than a page may have; what is behind is passed over.</summary>
    private const int LongestText = 400_000;

    private readonly ArrayBufferWriter<byte> _text = new(256);
    private int _position;
    private int _from;
    private int _count;

    public int Position
    {
        get => _position;
        set => _position = Math.Clamp(value, 0, data.Length);
    }

    /// <summary>Value of a number; 0 for one that is none.</summary>
    public double Number { get; private set; }

    /// <summary>Bytes of a string; valid until the next token.</summary>
    public ReadOnlySpan<byte> Text => _text.WrittenSpan;

    /// <summary>Raw bytes of a name or word.</summary>
    public ReadOnlySpan<byte> Raw => data.Span.Slice(_from, _count);

    /// <summary>A name with its escapes resolved, or a word.</summary>
    public string Word
    {
        get
        {
            var raw = Encoding.Latin1.GetString(Raw);
            if (!raw.Contains('#', StringComparison.Ordinal))
                return raw;
            var result = new StringBuilder();
            for (var i = 0; i < raw.Length; i++)
            {
                if (raw[i] == '#' && i + 2 < raw.Length && Hex(raw[i + 1]) is var high and >= 0 && Hex(raw[i + 2]) is var low and >= 0)
                {
                    result.Append((char)((high << 4) | low));
                    i += 2;
                }
                else
                {
                    result.Append(raw[i]);
                }
            }

            return result.ToString();
        }
    }

    public TokenKind Next()
    {
        var span = data.Span;
        SkipBlanks(span);
        if (_position >= span.Length)
            return TokenKind.End;
        var c = span[_position];
        switch (c)
        {
            case (byte)'/':
                _position++;
                ReadRegular(span);
                return TokenKind.Name;
            case (byte)'(':
                _position++;
                ReadLiteral(span);
                return TokenKind.Text;
            case (byte)'<':
                if (At(span, _position + 1) == '<')
                {
                    _position += 2;
                    return TokenKind.DictionaryOpen;
                }

                _position++;
                ReadHex(span);
                return TokenKind.Text;
            case (byte)'>':
                _position += At(span, _position + 1) == '>' ? 2 : 1;
                return TokenKind.DictionaryClose;
            case (byte)'[':
                _position++;
                return TokenKind.ArrayOpen;
            case (byte)']':
                _position++;
                return TokenKind.ArrayClose;
            case (byte)'{' or (byte)'}' or (byte)')':
                (_from, _count) = (_position++, 1);
                return TokenKind.Word;
        }

        ReadRegular(span);
        if (c is (>= (byte)'0' and <= (byte)'9') or (byte)'+' or (byte)'-' or (byte)'.')
        {
            Number = Parse(Raw);
            return TokenKind.Number;
        }

        return TokenKind.Word;
    }

    /// <summary>Skips the data of an inline image (8.9.7) to behind its <c>EI</c>.</summary>
    public void SkipInlineImage()
    {
        var span = data.Span;
        for (var at = _position + 1; ; at++)
        {
            var found = at < span.Length ? span[at..].IndexOf("EI"u8) : -1;
            if (found < 0)
            {
                _position = span.Length;
                return;
            }

            at += found;
            // Picture bytes may look like EI: what follows the real one is text.
            var after = span[(at + 2)..Math.Min(span.Length, at + 12)];
            if (Lexer.IsWhite(span[at - 1]) && (after.IsEmpty || Lexer.IsWhite(after[0])) && after.IndexOfAnyExceptInRange((byte)9, (byte)126) < 0)
            {
                _position = at + 2;
                return;
            }
        }
    }

    private static int At(ReadOnlySpan<byte> span, int index) => index < span.Length ? span[index] : -1;

    private static int Hex(int c) => c switch
    {
        >= '0' and <= '9' => c - '0',
        >= 'a' and <= 'f' => c - 'a' + 10,
        >= 'A' and <= 'F' => c - 'A' + 10,
        _ => -1,
    };

    /// <summary>What readers make of "--5" and "1.2.3": signs count once, the second point ends the number. Huge ones are cut.</summary>
    private static double Parse(ReadOnlySpan<byte> raw)
    {
        var (value, scale, negative, fraction, digits) = (0.0, 1.0, false, false, 0);
        foreach (var c in raw)
        {
            if (c is >= (byte)'0' and <= (byte)'9')
            {
                if (++digits > 30)
                    break;
                value = (value * 10) + (c - '0');
                if (fraction)
                    scale *= 10;
            }
            else if (c == '-' && digits == 0)
            {
                negative = true;
            }
            else if (c == '.' && !fraction)
            {
                fraction = true;
            }
            else if (c != '+')
            {
                break;
            }
        }

        value = Math.Min(value / scale, 1e12);
        return negative ? -value : value;
    }

    private void SkipBlanks(ReadOnlySpan<byte> span)
    {
        while (_position < span.Length)
        {
            var c = span[_position];
            if (c == '%')
            {
                var end = span[_position..].IndexOfAny((byte)10, (byte)13);
                _position = end < 0 ? span.Length : _position + end;
            }
            else if (Lexer.IsWhite(c))
            {
                _position++;
            }
            else
            {
                return;
            }
        }
    }

    private void ReadRegular(ReadOnlySpan<byte> span)
    {
        _from = _position;
        while (_position < span.Length && !Lexer.IsWhite(span[_position]) && !Lexer.IsDelimiter(span[_position]))
            _position++;
        _count = _position - _from;
    }

    private void Add(int value)
    {
        if (_text.WrittenCount >= LongestText)
            return;
        _text.GetSpan(1)[0] = (byte)value;
        _text.Advance(1);
    }

    private void ReadHex(ReadOnlySpan<byte> span)
    {
        _text.ResetWrittenCount();
        var high = -1;
        while (_position < span.Length && span[_position] != '>')
        {
            var digit = Hex(span[_position++]);
            if (digit < 0)
                continue;
            if (high >= 0)
                Add((high << 4) | digit);
            high = high < 0 ? digit : -1;
        }

        _position++;
        if (high >= 0)
            Add(high << 4);
    }

    private void ReadLiteral(ReadOnlySpan<byte> span)
    {
        _text.ResetWrittenCount();
        var depth = 1;
        while (_position < span.Length)
        {
            var c = span[_position++];
            if (c == '(')
                depth++;
            else if (c == ')' && --depth == 0)
                return;
            if (c == '\\')
                ReadEscape(span);
            else
                Add(c);
        }
    }

    /// <summary>7.3.4.2, table 3.</summary>
    private void ReadEscape(ReadOnlySpan<byte> span)
    {
        var c = At(span, _position++);
        switch (c)
        {
            case 'n': Add(10); break;
            case 'r': Add(13); break;
            case 't': Add(9); break;
            case 'b': Add(8); break;
            case 'f': Add(12); break;
            case '\n' or -1: break;
            case '\r':
                if (At(span, _position) == '\n')
                    _position++;
                break;
            case >= '0' and <= '7':
                var value = c - '0';
                for (var i = 0; i < 2 && At(span, _position) is >= '0' and <= '7'; i++)
                    value = (value * 8) + (span[_position++] - '0');
                Add(value);
                break;
            default: Add(c); break;
        }
    }
}
