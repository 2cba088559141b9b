using System.CommandLine;

namespace KonTum.Tthc.Cli.Pdf.Validate;

/// <summary><c>tthc pdf validate</c>: the words of the command line.</summary>
internal static class ValidateCommand
{
    public static Command Build(TimeProvider time)
    {
        var files = new Argument<FileInfo[]>("FILE") { Description = "Các tệp PDF / PDF files", Arity = ArgumentArity.OneOrMore };
        var json = new Option<bool>("--json") { Description = "Mỗi tệp một dòng JSON / one JSON object a line" };
        var trust = new Option<FileInfo[]>("--trust")
        {
            Description = "Chứng thư gốc tin cậy, PEM hoặc DER / trusted root certificates, PEM or DER",
            AllowMultipleArgumentsPerToken = true,
        };
        var command = new Command("validate", "Kiểm tra chữ ký / validate signatures") { files, json, trust };
        command.SetAction((result, cancellationToken) =>
            new ValidateFiles(time, result.InvocationConfiguration.Output, result.InvocationConfiguration.Error).RunAsync(
                result.GetRequiredValue(files), result.GetValue(trust) ?? [], result.GetValue(json), cancellationToken));
        return command;
    }
}
