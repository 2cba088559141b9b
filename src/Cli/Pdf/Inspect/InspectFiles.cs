using KonTum.Tthc.Pades;

namespace KonTum.Tthc.Cli.Pdf.Inspect;

/// <summary>Looks into files. Exit code 0: it can be signed; 1: it was read, but cannot be signed; 2: it cannot be read.</summary>
internal sealed class InspectFiles(bool json)
{
    public async Task<FileAnswer> AnswerAsync(string file, CancellationToken cancellationToken)
    {
        try
        {
            await using var pdf = await PdfFile.OpenAsync(file, cancellationToken);
            var found = await PdfInspector.InspectAsync(pdf, cancellationToken);
            return new FileAnswer(
                found.SigningRefusal is null ? ExitCodes.Done : ExitCodes.NotPassed,
                json ? InspectionJson.Of(file, found) : InspectionText.Of(file, found),
                found.SigningRefusal is { } reason ? $"không ký được / cannot be signed: {ReportTexts.Code(reason)}" : "ký được / can be signed");
        }
        catch (Exception e) when (e is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            var refusal = Refusal.Of(e);
            return new FileAnswer(ExitCodes.UnusableInput, json ? refusal.ToJson(file) : null, refusal.Code, refusal);
        }
    }
}
