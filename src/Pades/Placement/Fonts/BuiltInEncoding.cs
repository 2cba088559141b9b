namespace KonTum.Tthc.Pades.Placement.Fonts;

/// <summary>The encoding inside an embedded Type 1 font, from its clear part (Adobe Type 1 Font Format, 2.2).</summary>
internal static class BuiltInEncoding
{
    /// <summary>Null when the font program gives none of its own.</summary>
    public static Dictionary<int, string>? OfType1(byte[] program, WorkBudget budget)
    {
        var start = program.AsSpan().IndexOf("/Encoding"u8);
        if (start < 0)
            return null;
        var end = program.AsSpan().IndexOf("eexec"u8);
        var tokens = new TokenReader(program.AsMemory(0, end < 0 ? program.Length : Math.Max(start, end))) { Position = start + 9 };
        var names = new Dictionary<int, string>();
        var code = -1;
        for (var kind = tokens.Next(); kind != TokenKind.End; kind = tokens.Next())
        {
            budget.Step();
            if (kind == TokenKind.Number)
                code = tokens.Number is >= 0 and < 256 ? (int)tokens.Number : -1;
            else if (kind == TokenKind.Name && code >= 0)
                names[code] = tokens.Word;
            else if (kind == TokenKind.Word && (tokens.Raw.SequenceEqual("def"u8) || tokens.Raw.SequenceEqual("readonly"u8)))
                break;
        }

        return names.Count > 0 ? names : null;
    }
}
