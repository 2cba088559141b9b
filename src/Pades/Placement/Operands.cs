using System.Buffers;

namespace KonTum.Tthc.Pades.Placement;

/// <summary>The operands in front of an operator; arrays and dictionaries are laid flat, which is all that text operators need.</summary>
internal sealed class Operands
{
    /// <summary>More than any operator takes; what comes later is dropped.</summary>
    private const int Most = 200_000;

    private const int MostBytes = 400_000;

    private readonly List<Operand> _items = [];
    private readonly ArrayBufferWriter<byte> _texts = new(1024);

    public IReadOnlyList<Operand> Items => _items;

    /// <summary>The last name.</summary>
    public string? Name { get; private set; }

    public void Clear()
    {
        _items.Clear();
        _texts.ResetWrittenCount();
        Name = null;
    }

    public void Add(TokenKind kind, TokenReader tokens)
    {
        if (_items.Count >= Most || _texts.WrittenCount > MostBytes)
            return;
        switch (kind)
        {
            case TokenKind.Number:
                _items.Add(new Operand(kind, tokens.Number, 0, 0));
                break;
            case TokenKind.Text:
                _items.Add(new Operand(kind, 0, _texts.WrittenCount, tokens.Text.Length));
                _texts.Write(tokens.Text);
                break;
            case TokenKind.Name:
                Name = tokens.Word;
                break;
        }
    }

    public ReadOnlySpan<byte> Text(Operand operand) => _texts.WrittenSpan.Slice(operand.Start, operand.Length);

    /// <summary>A number counted from the front or, below zero, from the end; 0 where none stands.</summary>
    public double Number(int index)
    {
        index = index < 0 ? _items.Count + index : index;
        return index >= 0 && index < _items.Count ? _items[index].Number : 0;
    }

    /// <summary>The last six numbers.</summary>
    public Matrix Matrix() => new(Number(-6), Number(-5), Number(-4), Number(-3), Number(-2), Number(-1));

    public static Matrix Matrix(double[] six) => new(six[0], six[1], six[2], six[3], six[4], six[5]);

    public void KeepTexts() => _items.RemoveAll(item => item.Kind != TokenKind.Text);
}

/// <summary>A number, or where a string stands in the buffer.</summary>
internal readonly record struct Operand(TokenKind Kind, double Number, int Start, int Length);
