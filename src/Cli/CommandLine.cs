using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using KonTum.Tthc.Cli.Catalogue;
using KonTum.Tthc.Cli.Demo;
using KonTum.Tthc.Cli.Pdf;
using KonTum.Tthc.Cli.Platform;
using KonTum.Tthc.Cli.Postgres;
using KonTum.Tthc.Cli.Token;

namespace KonTum.Tthc.Cli;

/// <summary>The whole of <c>tthc</c>: each act adds its command here.</summary>
public static class CommandLine
{
    /// <summary>Runs one call.</summary>
    /// <param name="args">The words after the command name.</param>
    /// <param name="output">Results.</param>
    /// <param name="error">Notes and failures.</param>
    /// <param name="time">Source of the signing and validation time.</param>
    /// <returns>0 done or passed; 1 not passed; 2 unusable input; of wrong words 2 for <c>pdf</c>, 1 for the others; 130 stopped.</returns>
    public static async Task<int> RunAsync(string[] args, TextWriter output, TextWriter error, TimeProvider time)
    {
        var isPdf = args is ["pdf", ..];
        var root = new RootCommand("tthc: công cụ dòng lệnh cho thủ tục hành chính trực tuyến / command line tool of the procedure platform");
        if (isPdf)
            root.Add(PdfCommand.Build(args, time));
        else
            AddAll(root, args, time);
        foreach (var help in root.Options.OfType<HelpOption>())
            help.Description = "Xem trợ giúp / show help";
        foreach (var version in root.Options.OfType<VersionOption>())
            version.Description = "Xem phiên bản / show the version";
        // A file may be called "@list.pdf"; without this the parser would take it for a file of words.
        var parsed = root.Parse(args, new ParserConfiguration { ResponseFileTokenReplacer = isPdf ? null : new ParserConfiguration().ResponseFileTokenReplacer });
        var exit = await parsed.InvokeAsync(new InvocationConfiguration
        {
            Output = output,
            Error = error,
            // After Ctrl-C a command has this long to put things in order: `up` stops its servers one after the other.
            ProcessTerminationTimeout = isPdf ? PdfCommand.StopsWithin : UpCommand.StopsWithin,
        });
        // A script that reads 1 as "not passed" must not take a mistyped option for a verdict.
        return isPdf && parsed.Action is ParseErrorAction ? ExitCodes.UnusableInput : exit;
    }

    /// <summary>Apart, so that a call of <c>pdf</c>, of which many may follow each other, never loads what only the others need.</summary>
    private static void AddAll(RootCommand root, string[] args, TimeProvider time)
    {
        root.Add(CatalogueCommand.Build(time));
        root.Add(DemoCommand.Build());
        root.Add(PdfCommand.Build(args, time));
        root.Add(PostgresCommand.Build(time));
        root.Add(TokenCommand.Build(time));
        root.Add(UpCommand.Build(time));
        root.Add(DownCommand.Build(time));
    }
}
