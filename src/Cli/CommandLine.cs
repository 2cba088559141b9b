using System.CommandLine;
using KonTum.Tthc.Cli.Demo;
using KonTum.Tthc.Cli.Pdf;
using KonTum.Tthc.Cli.Platform;
using KonTum.Tthc.Cli.Postgres;

namespace KonTum.Tthc.Cli;

/// <summary>The whole of <c>tthc</c>: each act adds its command here.</summary>
public static class CommandLine
{
    /// <summary>Runs one call.</summary>
    /// <param name="args">The words after the command name.</param>
    /// <param name="output">Results.</param>
    /// <param name="error">Notes and failures.</param>
    /// <param name="time">Source of the signing and validation time.</param>
    /// <returns>0 done or passed; 1 not passed, or wrong use; 2 unusable input.</returns>
    public static Task<int> RunAsync(string[] args, TextWriter output, TextWriter error, TimeProvider time)
    {
        var root = new RootCommand("tthc: công cụ dòng lệnh cho thủ tục hành chính trực tuyến / command line tool of the procedure platform")
        {
            DemoCommand.Build(),
            PdfCommand.Build(time),
            PostgresCommand.Build(time),
            UpCommand.Build(time),
            DownCommand.Build(time),
        };
        return root.Parse(args).InvokeAsync(new InvocationConfiguration
        {
            Output = output,
            Error = error,
            // After Ctrl-C a command has this long to put things in order: `up` stops its servers one after the other.
            ProcessTerminationTimeout = UpCommand.StopsWithin,
        });
    }
}
