namespace KonTum.Tthc.Cli.Pdf;

/// <summary>What scripts may rely on. Of many files the largest counts.</summary>
internal static class ExitCodes
{
    /// <summary>Done; every signature passed.</summary>
    public const int Done = 0;

    /// <summary>The file was read, and the answer is no.</summary>
    public const int NotPassed = 1;

    /// <summary>A file, a key or the words cannot be used.</summary>
    public const int UnusableInput = 2;

    /// <summary>Stopped by Ctrl-C: 128 and the number of SIGINT, as shells have it.</summary>
    public const int Stopped = 130;
}
