namespace KonTum.Tthc.Cli.Pdf;

/// <summary>What scripts may rely on.</summary>
internal static class ExitCodes
{
    public const int Done = 0;

    public const int NotPassed = 1;

    public const int UnusableInput = 2;
}
