using System.Buffers.Binary;

namespace KonTum.Tthc.Fuzz.Mutation;

/// <summary>Changes that know nothing of the format: AFL's havoc stage and splicing.</summary>
internal sealed class Havoc(Random random, int largest)
{
    private static readonly int[] s_interesting =
        [0, 1, -1, 2, 7, 8, 16, 32, 64, 100, 127, 128, 255, 256, 512, 1000, 1024, 4096, 32767, -32768, 65535, 65536, int.MaxValue, int.MinValue];

    /// <summary>One change.</summary>
    public byte[] Change(byte[] input, byte[] other)
    {
        if (input.Length == 0)
            return other.Length == 0 ? [(byte)random.Next(256)] : other;
        switch (random.Next(11))
        {
            case 0:
                return At(input, (copy, at) => copy[at] ^= (byte)(1 << random.Next(8)));
            case 1:
                return At(input, (copy, at) => copy[at] = (byte)random.Next(256));
            case 2:
                return At(input, (copy, at) => copy[at] += (byte)random.Next(-16, 17));
            case 3:
                return At(input, Number);
            case 4:
            {
                var (from, count) = Piece(input);
                return [.. input.AsSpan(0, from), .. input.AsSpan(from + count)];
            }

            case 5:
            {
                var (from, count) = Piece(input);
                return Insert(input, random.Next(input.Length + 1), input.AsSpan(from, count));
            }

            case 6:
            {
                var (from, count) = Piece(input);
                var copy = (byte[])input.Clone();
                input.AsSpan(from, count).CopyTo(copy.AsSpan(random.Next(input.Length - count + 1)));
                return copy;
            }

            case 7 when other.Length > 0:
            {
                var (from, count) = Piece(other);
                return Insert(input, random.Next(input.Length + 1), other.AsSpan(from, count));
            }

            case 8 when other.Length > 0:
                return [.. input.AsSpan(0, random.Next(input.Length)), .. other.AsSpan(random.Next(other.Length))];
            case 9:
            {
                var (from, count) = Piece(input);
                return Insert(input, from, Enumerable.Repeat((byte)random.Next(256), random.Next(1, 2 * count + 2)).ToArray());
            }

            default:
                return random.Next(20) == 0 ? Repeat(input) : At(input, (copy, at) => copy[at] ^= 0x20);
        }
    }

    /// <summary>A piece many times: what costs the square of its count is found by this.</summary>
    private byte[] Repeat(byte[] input)
    {
        var (from, count) = Piece(input);
        var times = random.Next(2, Math.Max(3, Math.Min(20_000, (largest - input.Length) / Math.Max(1, count))));
        var more = new byte[Math.Max(0, Math.Min((long)times * count, largest - input.Length))];
        for (var i = 0; i < more.Length; i++)
            more[i] = input[from + (i % count)];
        return Insert(input, from, more);
    }

    private (int From, int Count) Piece(byte[] bytes)
    {
        var most = random.Next(4) switch { 0 => 4, 1 => 32, 2 => 256, _ => 4096 };
        var count = random.Next(1, Math.Min(most, bytes.Length) + 1);
        return (random.Next(bytes.Length - count + 1), count);
    }

    private byte[] At(byte[] input, Action<byte[], int> change)
    {
        var copy = (byte[])input.Clone();
        change(copy, random.Next(copy.Length));
        return copy;
    }

    private void Number(byte[] copy, int at)
    {
        var value = s_interesting[random.Next(s_interesting.Length)];
        if (at + 4 <= copy.Length && random.Next(2) == 0)
            BinaryPrimitives.WriteInt32BigEndian(copy.AsSpan(at), value);
        else if (at + 2 <= copy.Length)
            BinaryPrimitives.WriteInt16BigEndian(copy.AsSpan(at), (short)value);
        else
            copy[at] = (byte)value;
    }

    private byte[] Insert(byte[] input, int at, ReadOnlySpan<byte> more) =>
        input.Length + more.Length > largest ? input : [.. input.AsSpan(0, at), .. more, .. input.AsSpan(at)];
}
