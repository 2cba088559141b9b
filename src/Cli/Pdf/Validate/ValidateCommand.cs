using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using KonTum.Tthc.Pades;

namespace KonTum.Tthc.Cli.Pdf.Validate;

/// <summary><c>tthc pdf validate</c>: the words of the command line.</summary>
internal static class ValidateCommand
{
    private static readonly string[] s_timeFormats =
    [
        "yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK", "yyyy-MM-dd'T'HH:mmK", "yyyy-MM-dd",
    ];

    public static Command Build(TimeProvider time)
    {
        var files = Words.Files();
        var json = Words.Json();
        var trust = Words.Trust();
        var timestampTrust = Words.TimestampTrust();
        var at = new Option<DateTimeOffset?>("--at")
        {
            Description = "Thời điểm kiểm tra, ISO 8601, mặc định giờ Việt Nam [bây giờ] / moment of validation, ISO 8601, Vietnam time by default [now]",
            HelpName = "TIME",
            CustomParser = ParseTime,
        };
        var revocation = new Option<RevocationPolicy>("--revocation")
        {
            Description = "Không biết tình trạng thu hồi thì: required chưa kết luận, if-present bỏ qua / "
                + "when revocation is not known: required indeterminate, if-present let it pass [required]",
            HelpName = "required|if-present",
            CustomParser = result => Words.OneOf(result, ("required", RevocationPolicy.Required), ("if-present", RevocationPolicy.IfPresent)),
        };
        var network = new NetworkWords();
        var report = new Option<ReportDepth?>("--report")
        {
            Description = "Mức chi tiết; với --json thêm phần tử report / depth; with --json adds the member report [simple]",
            HelpName = "simple|detailed|diagnostic",
            CustomParser = result => Words.OneOf<ReportDepth?>(
                result, ("simple", ReportDepth.Simple), ("detailed", ReportDepth.Detailed), ("diagnostic", ReportDepth.Diagnostic)),
        };
        var language = Words.Language();
        var html = new Option<string>("--html")
        {
            Description = "Ghi thêm trang HTML để in: một tệp, hoặc thư mục có sẵn / also write a page to print: one file, or an existing folder",
            HelpName = "FILE|DIR",
        };
        var force = Words.Force();
        var progress = Words.Progress();
        var command = new Command("validate", "Kiểm tra chữ ký / validate signatures")
        {
            files, trust, timestampTrust, at, revocation, report, language, html, json, force, progress,
        };
        network.AddTo(command);
        command.SetAction((result, cancellationToken) =>
            new ValidateFiles(time, result.InvocationConfiguration.Output, result.InvocationConfiguration.Error).RunAsync(
                new ValidateOptions
                {
                    Files = result.GetRequiredValue(files),
                    Trust = result.GetValue(trust) ?? [],
                    TimestampTrust = result.GetValue(timestampTrust) ?? [],
                    At = result.GetValue(at),
                    Revocation = result.GetValue(revocation),
                    Network = network.Read(result),
                    Report = result.GetValue(report),
                    Language = result.GetValue(language),
                    Json = result.GetValue(json),
                    Html = result.GetValue(html),
                    Force = result.GetValue(force),
                    Progress = result.GetValue(progress),
                },
                cancellationToken));
        return command;
    }

    /// <summary>Without an offset the time of Vietnam is meant, whatever the machine's zone: the answer must not depend on where it runs.</summary>
    private static DateTimeOffset? ParseTime(ArgumentResult result)
    {
        if (result.Tokens is [var only]
            && DateTime.TryParseExact(only.Value, s_timeFormats, CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind, out var plain)
            && DateTimeOffset.TryParse(only.Value, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time))
        {
            return plain.Kind == DateTimeKind.Unspecified ? time.AddHours(-7) : time;
        }

        result.AddError("--at cần thời điểm ISO 8601 như 2026-11-20T09:30:00+07:00 / --at takes a time of ISO 8601");
        return null;
    }
}
