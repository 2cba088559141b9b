namespace KonTum.Tthc.Fuzz.Targets;

/// <summary>A door of the engine through which bytes of strangers come in.</summary>
/// <param name="Name">As on the command line.</param>
/// <param name="Weight">Share of the time.</param>
/// <param name="IsPdf">Inputs are whole files: mutations may use the grammar of PDF.</param>
/// <param name="Run">Uses an input. Documented refusals are taken; whatever it throws is a find.</param>
internal sealed record Target(string Name, int Weight, bool IsPdf, Action<byte[]> Run)
{
    /// <summary>The largest input; the limits on time and memory hold up to it.</summary>
    public const int LargestInput = 1024 * 1024;
}

/// <summary>An input was used, but what came out contradicts what the engine promises.</summary>
/// <param name="message">What is broken.</param>
internal sealed class BrokenPromiseException(string message) : Exception(message);
