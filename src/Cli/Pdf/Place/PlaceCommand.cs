using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using KonTum.Tthc.Cli.Pdf.Sign;
using KonTum.Tthc.Pades;

namespace KonTum.Tthc.Cli.Pdf.Place;

/// <summary><c>tthc pdf place</c>: where a signature beside a keyword would go.</summary>
internal static class PlaceCommand
{
    public static Command Build(TimeProvider time)
    {
        var files = Words.Files();
        var keyword = new Option<string>("--keyword") { Description = "Từ khóa cần tìm / the keyword", Required = true };
        var pages = new Option<(int First, int? Last)?>("--pages")
        {
            Description = "Các trang cần tìm, như 2 hoặc 2-5 hoặc 2- / pages to search, as 2 or 2-5 or 2- [mọi trang / all]",
            HelpName = "A-B",
            CustomParser = ParsePages,
        };
        var most = new Option<int?>("--max-hits")
        {
            Description = "Số kết quả nhiều nhất, 1 đến 10000 / hits at most, 1 to 10000 [100]", HelpName = "N", CustomParser = ParseHits,
        };
        var ignoreCase = new Option<bool>("--ignore-case") { Description = "Không phân biệt hoa thường / whatever the case" };
        var ignoreMarks = new Option<bool>("--ignore-diacritics") { Description = "Không phân biệt dấu / whatever the marks" };
        var limit = new Option<int?>("--time-limit")
        {
            Description = "Số giây nhiều nhất cho mỗi tệp, 1 đến 3600 / seconds for each file at most, 1 to 3600 [4, tệp lớn nhiều hơn / more for large files]",
            HelpName = "SECONDS",
            CustomParser = ParseSeconds,
        };
        var place = new PlaceWords();
        var json = Words.Json();
        var progress = Words.Progress();
        var command = new Command("place", "Tìm chỗ ký theo từ khóa / find the place of a keyword")
        {
            files, keyword, pages, most, limit, ignoreCase, ignoreMarks, place.Side, place.Size, json, progress,
        };
        command.SetAction((result, cancellationToken) =>
        {
            var (first, last) = result.GetValue(pages) ?? (1, null);
            var search = new KeywordSearchOptions
            {
                FirstPage = first,
                LastPage = last,
                MaxHits = result.GetValue(most) ?? 100,
                IgnoreCase = result.GetValue(ignoreCase),
                IgnoreDiacritics = result.GetValue(ignoreMarks),
                TimeLimit = result.GetValue(limit) is { } seconds ? TimeSpan.FromSeconds(seconds) : null,
                MaxPages = 100_000,
                Clock = time,
            };
            var (output, error) = (result.InvocationConfiguration.Output, result.InvocationConfiguration.Error);
            var all = result.GetRequiredValue(files);
            var (width, height) = result.GetValue(place.Size) ?? (220, 70);
            var work = new PlaceFiles(result.GetRequiredValue(keyword), search, result.GetValue(place.Side), width, height, result.GetValue(json));
            return new FileRun(output, error, FileRun.TellsProgress(result.GetValue(progress), all.Length, error))
                .RunAsync(all, FileRun.AtOnce, work.AnswerAsync, cancellationToken);
        });
        return command;
    }

    private static (int First, int? Last)? ParsePages(ArgumentResult result)
    {
        var parts = result.Tokens is [var only] ? only.Value.Split('-') : [];
        if (parts.Length is 1 or 2 && Number(parts[0]) is { } first)
        {
            if (parts.Length == 1)
                return (first, first);
            if (parts[1].Length == 0)
                return (first, null);
            if (Number(parts[1]) is { } last && last >= first)
                return (first, last);
        }

        result.AddError("--pages cần số trang như 2, 2-5 hoặc 2- / --pages takes pages as 2, 2-5 or 2-");
        return null;
    }

    private static int? ParseHits(ArgumentResult result)
    {
        if (result.Tokens is [var only] && Number(only.Value) is { } hits and <= 10_000)
            return hits;
        result.AddError("--max-hits cần số từ 1 đến 10000 / --max-hits takes 1 to 10000");
        return null;
    }

    private static int? ParseSeconds(ArgumentResult result)
    {
        if (result.Tokens is [var only] && Number(only.Value) is { } seconds and <= 3600)
            return seconds;
        result.AddError("--time-limit cần số giây từ 1 đến 3600 / --time-limit takes 1 to 3600 seconds");
        return null;
    }

    private static int? Number(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var n) && n > 0 ? n : null;
}
