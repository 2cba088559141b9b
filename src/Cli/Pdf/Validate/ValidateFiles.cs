using System.Security.Cryptography;
using KonTum.Tthc.Pades;

namespace KonTum.Tthc.Cli.Pdf.Validate;

/// <summary>Validates files; a bad one never stops the others.</summary>
internal sealed class ValidateFiles(TimeProvider time, TextWriter output, TextWriter error)
{
    public async Task<int> RunAsync(ValidateOptions options, CancellationToken cancellationToken)
    {
        ValidationOptions beliefs;
        HtmlPages? pages;
        using var client = options.Network.Client();
        try
        {
            beliefs = new ValidationOptions
            {
                TrustAnchors = Certificates.Read(options.Trust, "--trust"),
                TimestampTrustAnchors = options.TimestampTrust.Count == 0 ? null : Certificates.Read(options.TimestampTrust, "--timestamp-trust"),
                At = options.At ?? time.GetUtcNow(),
                Revocation = options.Revocation,
                Network = client,
            };
            pages = await HtmlPages.ForAsync(options, cancellationToken);
        }
        catch (UnusableException e)
        {
            await error.WriteLineAsync(FileRun.Plain(e.Refusal.Vietnamese));
            await error.WriteLineAsync(FileRun.Plain(e.Refusal.English));
            return ExitCodes.UnusableInput;
        }

        var run = new FileRun(output, error, FileRun.TellsProgress(options.Progress, options.Files.Count, error));
        var exit = await run.RunAsync(
            options.Files, FileRun.AtOnce, (file, stop) => AnswerAsync(file, options, beliefs, pages, stop), cancellationToken);
        return exit == ExitCodes.Stopped || pages is null ? exit : Math.Max(exit, await pages.FinishAsync(error, cancellationToken));
    }

    private static async Task<FileAnswer> AnswerAsync(
        string file, ValidateOptions options, ValidationOptions beliefs, HtmlPages? pages, CancellationToken cancellationToken)
    {
        var (subject, refusal) = await ValidateAsync(file, options, beliefs, cancellationToken);
        var failed = pages is null ? null : await pages.AddAsync(subject, file, cancellationToken);
        var text = options.Json
            ? FileOutcome.ToJson(subject, refusal?.Code, options.Report)
            : ValidationReports.ToText(subject, options.Report ?? ReportDepth.Simple, options.Language).TrimEnd('\n');
        var conclusion = ReportConclusion.Of(subject);
        var exit = conclusion.Result switch
        {
            ReportResult.Refused => ExitCodes.UnusableInput,
            // A file without a signature has not passed: there is nothing that could be relied on.
            ReportResult.Passed => ExitCodes.Done,
            _ => ExitCodes.NotPassed,
        };
        return new FileAnswer(
            failed is null ? exit : ExitCodes.UnusableInput, text, conclusion.Sentence.In(options.Language), failed);
    }

    private static async Task<(ReportSubject Subject, Refusal? Refusal)> ValidateAsync(
        string file, ValidateOptions options, ValidationOptions beliefs, CancellationToken cancellationToken)
    {
        var subject = new ReportSubject { File = file, At = beliefs.At, TrustAnchors = beliefs.TrustAnchors.Count, Online = options.Network.IsOnline };
        try
        {
            await using var pdf = await PdfFile.OpenAsync(file, cancellationToken);
            if (options.Report == ReportDepth.Diagnostic)
            {
                subject = subject with
                {
                    Length = pdf.Length, Sha256 = Convert.ToHexString(await SHA256.HashDataAsync(pdf, cancellationToken)),
                };
                pdf.Position = 0;
            }

            return (subject with { Report = await PadesValidator.ValidateAsync(pdf, beliefs, cancellationToken) }, null);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            var refusal = Refusal.Of(e);
            return (subject with { Refusal = refusal.OfEngine }, refusal);
        }
    }
}
