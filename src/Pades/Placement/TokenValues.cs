using System.Text;

namespace KonTum.Tthc.Pades.Placement;

/// <summary>Values of tokens, as readers take them where the syntax is broken.</summary>
internal static class TokenValues
{
    /// <summary>Value of a hex digit; -1 for what is none.</summary>
    public static int Hex(int c) => c switch
    {
        >= '0' and <= '9' => c - '0',
        >= 'a' and <= 'f' => c - 'a' + 10,
        >= 'A' and <= 'F' => c - 'A' + 10,
        _ => -1,
    };

    /// <summary>A name with its #xx resolved (7.3.5).</summary>
    public static string Name(string raw)
    {
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

    /// <summary>What readers make of "--5" and "1.2.3": signs count once, the second point ends the number. Huge ones are cut.</summary>
    public static double Number(ReadOnlySpan<byte> raw)
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
}
