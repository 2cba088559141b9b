namespace KonTum.Tthc.Acceptance.Tests.Strangers;

/// <summary>buf, through npx; absent where the package cannot be fetched.</summary>
internal static class Npx
{
    public const string Buf = "@bufbuild/buf@1.75.0";

    private static readonly Lazy<Task<string?>> Problem = new(FindProblemAsync);

    /// <summary>Skips the test where buf cannot be run.</summary>
    public static async Task MustReachBufAsync()
    {
        var problem = await Problem.Value;
        Assert.SkipUnless(problem is null, $"npx cannot run {Buf} (offline?): {problem}");
    }

    private static async Task<string?> FindProblemAsync()
    {
        try
        {
            var (exit, _, error) = await Programs.RunAsync("npx", ["--yes", Buf, "--version"]);
            return exit == 0 ? null : error.Split('\n').LastOrDefault(line => line.Length > 0) ?? "no reason told";
        }
        catch (System.ComponentModel.Win32Exception e)
        {
            return e.Message;
        }
    }
}
