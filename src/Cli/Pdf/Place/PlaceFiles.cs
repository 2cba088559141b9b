using System.Globalization;
using System.Text;
using System.Text.Json;
using KonTum.Tthc.Pades;

namespace KonTum.Tthc.Cli.Pdf.Place;

/// <summary>Searches files for a keyword and says where a signature beside it would go.</summary>
internal sealed class PlaceFiles(string keyword, KeywordSearchOptions search, PlacementSide side, double width, double height, bool json)
{
    public async Task<FileAnswer> AnswerAsync(string file, CancellationToken cancellationToken)
    {
        try
        {
            await using var pdf = await PdfFile.OpenAsync(file, cancellationToken);
            var found = await KeywordSearch.FindAsync(pdf, keyword, search, cancellationToken);
            var exit = found.Hits.Count > 0 ? ExitCodes.Done : ExitCodes.NotPassed;
            return new FileAnswer(exit, json ? ToJson(file, found) : ToText(file, found), Say(found));
        }
        catch (Exception e) when (e is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            var refusal = Refusal.Of(e);
            return new FileAnswer(ExitCodes.UnusableInput, json ? refusal.ToJson(file) : null, refusal.Code, refusal);
        }
    }

    private static string Say(KeywordSearchResult found) => found.Answer switch
    {
        KeywordAnswer.One => "có một chỗ / one place",
        KeywordAnswer.Several => string.Create(CultureInfo.InvariantCulture, $"có {found.Hits.Count} chỗ / {found.Hits.Count} places"),
        KeywordAnswer.None => "không có / not there",
        KeywordAnswer.NoText => "trang không có văn bản / no text on the pages",
        _ => "chưa tìm hết, thử --pages hoặc --time-limit / not all of it was searched, try --pages or --time-limit",
    };

    private PageRectangle Box(KeywordHit hit) => SignaturePlacement.Beside(hit, side, width, height);

    private string ToText(string file, KeywordSearchResult found)
    {
        var text = new StringBuilder($"{FileRun.Plain(file)}: {Say(found)}");
        foreach (var hit in found.Hits)
        {
            text.Append(CultureInfo.InvariantCulture, $"\n  {hit.Index + 1}. trang / page {hit.Page}: {Points(hit.Rectangle)}; chữ ký / signature {Points(Box(hit))}")
                .Append(CultureInfo.InvariantCulture, $": …{FileRun.Plain(hit.Before)}[{FileRun.Plain(hit.Match)}]{FileRun.Plain(hit.After)}…");
        }

        return text.ToString();
    }

    private static string Points(PageRectangle box) =>
        string.Create(CultureInfo.InvariantCulture, $"{box.X:0.#},{box.Y:0.#},{box.Width:0.#},{box.Height:0.#}");

    private string ToJson(string file, KeywordSearchResult found) => JsonLine.Of(writer =>
    {
        writer.WriteString("file", file);
        writer.WriteString("outcome", "searched");
        writer.WriteString("answer", ReportTexts.Code(found.Answer));
        writer.WriteBoolean("more_hits", found.HasMoreHits);
        writer.WriteStartArray("hits");
        foreach (var hit in found.Hits)
            Write(writer, hit);
        writer.WriteEndArray();
        writer.WriteNumber("pages_searched", found.Pages.Count(p => p.State == PageSearchState.Searched));
        writer.WriteStartArray("other_pages");
        foreach (var page in found.Pages.Where(p => p.State != PageSearchState.Searched))
        {
            writer.WriteStartObject();
            writer.WriteNumber("page", page.Page);
            writer.WriteString("state", ReportTexts.Code(page.State));
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    });

    private void Write(Utf8JsonWriter writer, KeywordHit hit)
    {
        writer.WriteStartObject();
        writer.WriteNumber("page", hit.Page);
        JsonLine.Write(writer, "rectangle", hit.Rectangle);
        JsonLine.Write(writer, "signature", Box(hit));
        writer.WriteString("before", hit.Before);
        writer.WriteString("match", hit.Match);
        writer.WriteString("after", hit.After);
        writer.WriteEndObject();
    }
}
