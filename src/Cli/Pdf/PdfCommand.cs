using System.CommandLine;
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
            pdf.Add(act.Build(time));
        return pdf;
    }
}
