using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using SharpFuzz.Common;

namespace KonTum.Tthc.Fuzz.Engine;

/// <summary>
/// Counters of the edges that a run went through, written by the instrumented engine, and the memory of what was ever seen. Counts are
/// put into AFL's classes (1, 2, 3, 4-7, 8-15, 16-31, 32-127, more): a loop that turns 40 times instead of 39 is nothing new.
/// </summary>
internal sealed unsafe class Coverage
{
    private const int Size = 1 << 16;
    private static readonly byte[] s_classes = Classes();
    private static byte* s_counters;
    private readonly byte[] _seen = new byte[Size];

    /// <summary>Edges ever seen.</summary>
    public int Edges { get; private set; }

    /// <summary>Edge and class pairs ever seen.</summary>
    public int Features { get; private set; }

    /// <summary>The first act of a worker: instrumented code writes wherever this points, from its first line on. The memory lives as long as the process.</summary>
    public static void Prepare() => Trace.SharedMem = s_counters = (byte*)NativeMemory.AllocZeroed(Size);

    /// <summary>Called before each run.</summary>
    public static void Clear()
    {
        new Span<byte>(s_counters, Size).Clear();
        Trace.PrevLocation = 0;
    }

    /// <summary>Takes over what the run showed; how many features were new.</summary>
    public int Take()
    {
        var words = (ulong*)s_counters;
        var fresh = 0;
        for (var i = 0; i < Size / sizeof(ulong); i++)
        {
            if (words[i] != 0)
                fresh += TakeWord(i * sizeof(ulong));
        }

        return fresh;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int TakeWord(int at)
    {
        var fresh = 0;
        for (var i = at; i < at + sizeof(ulong); i++)
        {
            var bits = s_classes[s_counters[i]];
            var unknown = bits & ~_seen[i];
            if (unknown == 0)
                continue;
            Edges += _seen[i] == 0 ? 1 : 0;
            _seen[i] |= (byte)unknown;
            fresh++;
            Features++;
        }

        return fresh;
    }

    private static byte[] Classes()
    {
        var result = new byte[256];
        for (var n = 1; n < 256; n++)
            result[n] = (byte)(n < 4 ? 1 << (n - 1) : n >= 128 ? 128 : n >= 32 ? 64 : 1 << (BitOperations.Log2((uint)n) + 1));
        return result;
    }
}
