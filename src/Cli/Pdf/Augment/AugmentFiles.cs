using System.Text.Json;
using KonTum.Tthc.Pades;
using KonTum.Tthc.Pades.Timestamps;

namespace KonTum.Tthc.Cli.Pdf.Augment;

/// <summary>Brings the signatures of files to a level. Each output appears under its name only when it is complete.</summary>
internal sealed class AugmentFiles(TimeProvider time, TextWriter output, TextWriter error)
{
    public async Task<int> RunAsync(AugmentOptions options, CancellationToken cancellationToken)
    {
        try
        {
            using var http = new HttpClient { Timeout = TimeSpan.FromSeconds(30) };
            using var data = options.Network.Client();
            var material = Material.Read(options.Material, "--material");
            var request = new AugmentationRequest
            {
                Target = options.Level,
                At = time.GetUtcNow(),
                Timestamps = options.TimestampAuthority is null ? null : new HttpTimestampClient(http, options.TimestampAuthority),
                ValidationData = data,
                TrustAnchors = Certificates.Read(options.Trust, "--trust"),
                TimestampTrustAnchors = options.TimestampTrust.Count == 0 ? null : Certificates.Read(options.TimestampTrust, "--timestamp-trust"),
                Certificates = material.Certificates,
                OcspResponses = material.OcspResponses,
                Crls = material.Crls,
                Placement = options.OnlyDocumentTimestamps ? TimestampPlacement.Document : TimestampPlacement.Automatic,
                Renew = options.Renew,
            };
            var run = new FileRun(output, error, FileRun.TellsProgress(options.Progress, options.Files.Count, error));
            return await run.RunAsync(options.Files, 1, (file, stop) => AnswerAsync(file, options, request, stop), cancellationToken);
        }
        catch (UnusableException e)
        {
            await error.WriteLineAsync(FileRun.Plain(e.Refusal.Vietnamese));
            await error.WriteLineAsync(FileRun.Plain(e.Refusal.English));
            return ExitCodes.UnusableInput;
        }
    }

    private static async Task<FileAnswer> AnswerAsync(
        string file, AugmentOptions options, AugmentationRequest request, CancellationToken cancellationToken)
    {
        try
        {
            var target = await options.Output.ForAsync(file, cancellationToken);
            await using var input = await PdfFile.OpenAsync(file, cancellationToken);
            await using var result = AtomicFile.Begin(target, options.Output.Overwrites);
            var done = await PadesAugmenter.AugmentAsync(input, result.Stream, request, cancellationToken);
            await result.CompleteAsync(cancellationToken);
            var word = done.IsChanged ? "đã nâng mức / augmented" : "đã đạt mức từ trước / was at the level already";
            return new FileAnswer(ExitCodes.Done, options.Json ? ToJson(file, target, options.Level, done) : ToText(target, word, done), word);
        }
        catch (Exception e) when (e is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            var refusal = Refusal.Of(e);
            return new FileAnswer(
                ExitCodes.UnusableInput, options.Json ? refusal.ToJson(file) : null, $"không nâng được / not augmented: {refusal.Code}", refusal);
        }
    }

    private static string ToText(string target, string word, AugmentationResult done) => done.NextRenewal is { } plan
        ? $"{FileRun.Plain(target)}: {word}\n  cần gia hạn trước / renew before {ReportTimes.ForPeople(plan.Before, ReportLanguage.Vietnamese)}"
        : $"{FileRun.Plain(target)}: {word}";

    private static string ToJson(string file, string target, PadesLevel level, AugmentationResult done) => JsonLine.Of(writer =>
    {
        writer.WriteString("file", file);
        writer.WriteString("outcome", "augmented");
        writer.WriteString("out", target);
        writer.WriteString("level", ReportTexts.Code(level));
        writer.WriteBoolean("changed", done.IsChanged);
        Names(writer, "timestamped_signatures", done.TimestampedSignatures);
        Names(writer, "document_timestamps", done.DocumentTimestamps);
        writer.WriteNumber("added_to_store", done.AddedToStore);
        if (done.NextRenewal is { } plan)
            writer.WriteString("renew_before", ReportTimes.Utc(plan.Before));
    });

    private static void Names(Utf8JsonWriter writer, string member, IReadOnlyList<string> names)
    {
        writer.WriteStartArray(member);
        foreach (var name in names)
            writer.WriteStringValue(name);
        writer.WriteEndArray();
    }
}
