using KonTum.Tthc.Fuzz.Targets;

namespace KonTum.Tthc.Fuzz.Engine;

/// <summary>Takes pieces out of an input, large ones first, as long as it breaks in the same way.</summary>
internal static class Minimiser
{
    public static byte[] Minimise(Target target, byte[] input, TimeSpan time)
    {
        var way = WayOf(target, input) ?? throw new ArgumentException("The input breaks nothing.");
        var until = DateTime.UtcNow + time;
        for (var size = input.Length / 2; size > 0; size /= 2)
        {
            for (var at = 0; at + size <= input.Length && DateTime.UtcNow < until;)
            {
                byte[] shorter = [.. input.AsSpan(0, at), .. input.AsSpan(at + size)];
                if (WayOf(target, shorter) == way)
                    input = shorter;
                else
                    at += size;
            }
        }

        return input;
    }

    public static string? WayOf(Target target, byte[] input)
    {
        try
        {
            target.Run(input);
            return null;
        }
        catch (Exception e)
        {
            return Finds.WayOf(e);
        }
    }
}
