using System.CommandLine;
using System.CommandLine.Parsing;
using KonTum.Tthc.Pades;

namespace KonTum.Tthc.Cli.Pdf;

/// <summary>Words that several acts share.</summary>
internal static class Words
{
    public static Argument<string[]> Files() => new("FILE") { Description = "Các tệp PDF / PDF files", Arity = ArgumentArity.OneOrMore };

    public static Option<bool> Json() => new("--json") { Description = "Mỗi tệp một dòng JSON / one JSON object a line for each file" };

    public static Option<bool> Progress() => new("--progress")
    {
        Description = "Báo tiến độ ra stderr / tell the progress on stderr (tự bật trên màn hình / by itself on a terminal)",
    };

    public static Option<bool> Force() => new("--force") { Description = "Ghi đè tệp kết quả đã có / overwrite an output that exists" };

    public static Option<ReportLanguage> Language() => new("--lang")
    {
        Description = "Ngôn ngữ vi hoặc en / language vi or en [vi]",
        HelpName = "vi|en",
        CustomParser = result => OneOf(result, ("vi", ReportLanguage.Vietnamese), ("en", ReportLanguage.English)),
    };

    public static Option<string> Out() => new("--out") { Description = "Tệp kết quả, khi có một tệp / the result, of one file", HelpName = "FILE" };

    public static Option<string> OutFolder() => new("--out-dir")
    {
        Description = "Thư mục kết quả, cùng tên tệp / folder of the results, under the same names", HelpName = "DIR",
    };

    public static Option<Uri?> TimestampAuthority() => new("--tsa")
    {
        Description = "Địa chỉ máy chủ dấu thời gian (RFC 3161) / address of a time-stamping authority", HelpName = "URL", CustomParser = Address,
    };

    public static Option<PadesLevel?> Level(string description, PadesLevel lowest)
    {
        (string Word, PadesLevel? Value)[] all = [("b-b", PadesLevel.BB), ("b-t", PadesLevel.BT), ("b-lt", PadesLevel.BLT), ("b-lta", PadesLevel.BLTA)];
        (string Word, PadesLevel? Value)[] allowed = [.. all.Where(l => l.Value >= lowest)];
        return new Option<PadesLevel?>("--level")
        {
            Description = description,
            HelpName = string.Join('|', allowed.Select(l => l.Word)),
            CustomParser = result => OneOf(result, allowed),
        };
    }

    public static Option<string[]> Trust() => Many("--trust", "Chứng thư gốc tin cậy, PEM hoặc DER / trusted root certificates, PEM or DER");

    public static Option<string[]> TimestampTrust() => Many(
        "--timestamp-trust", "Chứng thư gốc tin cậy cho dấu thời gian [như --trust] / trusted roots for timestamps [as --trust]");

    /// <summary>An option of which each value is one file.</summary>
    public static Option<string[]> Many(string name, string description) => new(name)
    {
        Description = description, AllowMultipleArgumentsPerToken = true, HelpName = "FILE",
    };

    /// <summary>A value inside a validator, where one that does not parse throws; its error is told anyway.</summary>
    public static T? ValueOrNone<T>(CommandResult result, Option<T> option)
    {
        try
        {
            return result.GetValue(option);
        }
        catch (InvalidOperationException)
        {
            return default;
        }
    }

    /// <summary>One of a few words; anything else is an error that names them.</summary>
    public static T OneOf<T>(ArgumentResult result, params (string Word, T Value)[] choices)
    {
        foreach (var (word, value) in choices)
        {
            if (result.Tokens is [var token] && token.Value == word)
                return value;
        }

        var words = string.Join(" | ", choices.Select(c => c.Word));
        var option = (result.Parent as OptionResult)?.Option.Name;
        result.AddError($"{option}: chỉ nhận {words} / takes {words}");
        return default!;
    }

    /// <summary>An http or https address.</summary>
    public static Uri? Address(ArgumentResult result)
    {
        if (result.Tokens is [var only] && Uri.TryCreate(only.Value, UriKind.Absolute, out var address)
            && (address.Scheme == Uri.UriSchemeHttp || address.Scheme == Uri.UriSchemeHttps))
        {
            return address;
        }

        var option = (result.Parent as OptionResult)?.Option.Name;
        result.AddError($"{option} cần địa chỉ http hoặc https / {option} takes an http or https address");
        return null;
    }
}
