using KonTum.Tthc.Contract.V1;

namespace KonTum.Tthc.Cli.Demo;

/// <summary>
/// What the agency makes of a submitted dossier: an officer accepts it, processes it, puts the result to it, waits for the agency's seal and
/// returns it; the citizen downloads it.
/// </summary>
internal sealed class Processing(ITthcApi api, ResultFolder results, Action<string> say)
{
    private static readonly TimeSpan LongestSealing = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(500);

    /// <summary>Walks it.</summary>
    /// <param name="owner">The citizen's token.</param>
    /// <param name="officer">The officer's.</param>
    /// <param name="dossier">The submitted dossier.</param>
    /// <param name="cancellationToken">Stops.</param>
    public async Task WalkAsync(string owner, string officer, Dossier dossier, CancellationToken cancellationToken)
    {
        var id = dossier.Id;
        await results.SaveAsync("receipt.pdf", target => api.DownloadReceiptAsync(owner, id, target, cancellationToken));
        var accepted = await api.AcceptDossierAsync(
            officer, new AcceptDossierRequest { DossierId = id, Etag = dossier.Etag, RequestId = NewRequestId() }, cancellationToken);
        say($"Tiếp nhận hồ sơ, hẹn trả kết quả {accepted.DueTime.ToDateTimeOffset().ToOffset(TimeSpan.FromHours(7)):HH:mm dd/MM/yyyy}");
        await api.StartProcessingAsync(officer, new StartProcessingRequest { DossierId = id, RequestId = NewRequestId() }, cancellationToken);
        say("Bắt đầu xử lý");

        if (await UploadAsync(officer, id, cancellationToken) is not { } paper) return;
        await AwaitSealAsync(officer, id, cancellationToken);
        say($"Đã ký số của cơ quan lên giấy tờ kết quả: {paper.FileName}");
        await api.CompleteProcessingAsync(officer, new CompleteProcessingRequest { DossierId = id, RequestId = NewRequestId() }, cancellationToken);
        var returned = await api.ReturnResultAsync(
            officer, new ReturnResultRequest { DossierId = id, Channel = ReturnChannel.Online, RequestId = NewRequestId() }, cancellationToken);
        say($"Hoàn thành xử lý và trả kết quả trực tuyến: {returned.State}");

        var mine = await api.GetDossierAsync(owner, id, cancellationToken);
        foreach (var result in mine.Results)
            await results.SaveAsync("result.pdf", target => api.DownloadResultAsync(owner, id, result.Id, target, cancellationToken));
        say($"Công dân nhận {mine.Results.Count} giấy tờ kết quả");
    }

    private async Task<ResultPaper?> UploadAsync(string officer, string dossierId, CancellationToken cancellationToken)
    {
        await using var sample = DemoFiles.OpenResult();
        using var bytes = new MemoryStream();
        await sample.CopyToAsync(bytes, cancellationToken);
        try
        {
            var paper = await api.UploadResultPaperAsync(
                officer,
                new UploadResultPaperRequest { DossierId = dossierId, FileName = DemoFiles.ResultName, RequestId = NewRequestId() },
                bytes.ToArray(),
                cancellationToken);
            say($"Thêm giấy tờ kết quả: {paper.FileName}; chờ chữ ký số của cơ quan");
            return paper;
        }
        catch (RefusedException e) when (e.Code == "AGENCY_SEAL_MISSING")
        {
            // A platform that is not the demonstration's need not have seals; the rest of the journey does not hang on it.
            say($"Chưa trả được kết quả: {e.Vietnamese}");
            return null;
        }
    }

    private async Task AwaitSealAsync(string officer, string dossierId, CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(LongestSealing);
        while (true)
        {
            var dossier = await api.GetDossierAsync(officer, dossierId, cancellationToken);
            if (dossier.Results.All(r => r.Sealed)) return;
            try
            {
                await Task.Delay(Look, patience.Token);
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                var trouble = dossier.Results.Select(r => r.SealingTrouble).FirstOrDefault(t => t is not null);
                throw new RefusedException(
                    trouble?.FailureCode is { Length: > 0 } code ? code : "NOT_SEALED",
                    trouble?.FailureMessage is { Length: > 0 } message ? message : "Giấy tờ kết quả chưa được ký số của cơ quan.",
                    "The result paper is not sealed yet.");
            }
        }
    }

    private static string NewRequestId() => Guid.NewGuid().ToString();
}
