using System.CommandLine;
using System.CommandLine.Parsing;
using KonTum.Tthc.Cli.Pdf.Augment;
using KonTum.Tthc.Cli.Pdf.Inspect;
using KonTum.Tthc.Cli.Pdf.Place;
using KonTum.Tthc.Cli.Pdf.Sign;
using KonTum.Tthc.Cli.Pdf.Validate;

namespace KonTum.Tthc.Cli.Pdf;

/// <summary><c>tthc pdf</c>.</summary>
internal static class PdfCommand
{
    /// <summary>For taking away what is unfinished.</summary>
    public static readonly TimeSpan StopsWithin = TimeSpan.FromSeconds(5);

    /// <summary>Builds the acts; only the one that is called when the words tell which: each takes milliseconds.</summary>
    public static Command Build(string[] args, TimeProvider time)
    {
        var all = new (string Name, Func<TimeProvider, Command> Build)[]
        {
            ("sign", SignCommand.Build),
            ("augment", AugmentCommand.Build),
            ("validate", ValidateCommand.Build),
            ("place", PlaceCommand.Build),
            ("inspect", InspectCommand.Build),
        };
        var pdf = new Command("pdf", "Ký, gia hạn, kiểm tra và xem tệp PDF / sign, augment, validate and inspect PDF files");
        var called = args is ["pdf", var word, ..] ? all.Where(a => a.Name == word).ToList() : [];
        foreach (var act in called.Count > 0 ? called : [.. all])
            pdf.Add(Strict(act.Build(time), args));
        return pdf;
    }

    /// <summary>The parser takes an option that it does not know for a file; a mistyped word must not end as a file that is not there.</summary>
    private static Command Strict(Command command, string[] args)
    {
        command.Validators.Add(result =>
        {
            var words = args.TakeWhile(word => word != "--").ToHashSet(StringComparer.Ordinal);
            foreach (var argument in result.Children.OfType<ArgumentResult>())
            {
                if (argument.Tokens.Select(t => t.Value).FirstOrDefault(v => v.Length > 1 && v[0] == '-' && words.Contains(v)) is { } unknown)
                    result.AddError($"không có tùy chọn {unknown}; tên tệp như vậy đặt sau -- / there is no option {unknown}; a file of that name goes behind --");
            }
        });
        return command;
    }
}
