using System.CommandLine;

namespace KonTum.Tthc.Cli.Pdf.Inspect;

/// <summary><c>tthc pdf inspect</c>: the words of the command line.</summary>
internal static class InspectCommand
{
    public static Command Build(TimeProvider time)
    {
        _ = time;
        var files = Words.Files();
        var json = Words.Json();
        var progress = Words.Progress();
        var command = new Command("inspect", "Xem cấu trúc tệp và có ký được không / what a file is made of, and whether it can be signed")
        {
            files, json, progress,
        };
        command.SetAction((result, cancellationToken) =>
        {
            var (output, error) = (result.InvocationConfiguration.Output, result.InvocationConfiguration.Error);
            var all = result.GetRequiredValue(files);
            var work = new InspectFiles(result.GetValue(json));
            return new FileRun(output, error, FileRun.TellsProgress(result.GetValue(progress), all.Length, error))
                .RunAsync(all, FileRun.AtOnce, work.AnswerAsync, cancellationToken);
        });
        return command;
    }
}
