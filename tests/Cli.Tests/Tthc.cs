namespace KonTum.Tthc.Cli.Tests;

/// <summary>Calls the tool as a shell would, without a process of its own.</summary>
internal static class Tthc
{
    public static async Task<(int Exit, string Output, string Error)> RunAsync(params string[] args)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var exit = await CommandLine.RunAsync(args, output, error, TimeProvider.System);
        return (exit, output.ToString(), error.ToString());
    }
}
