using Google.Protobuf;
using KonTum.Tthc.Contract.V1;

namespace KonTum.Tthc.Cli.Demo;

/// <summary>
/// The end of the main journey, once everything is signed: the citizen submits, an officer finds the dossier, looks at the signing history
/// and processes it until the result is returned, an auditor replays the events.
/// </summary>
internal sealed class Submission(ITthcApi api, OutsideWorld world, ResultFolder results, Action<string> say)
{
    /// <summary>Walks it.</summary>
    /// <param name="token">The citizen's.</param>
    /// <param name="attachment">A signed attachment of the dossier.</param>
    /// <param name="cancellationToken">Stops.</param>
    public async Task WalkAsync(string token, AttachmentAddress attachment, CancellationToken cancellationToken)
    {
        var people = await world.PeopleAsync(cancellationToken);
        var submitted = await api.SubmitDossierAsync(
            token,
            new SubmitDossierRequest { DossierId = attachment.DossierId, RequestId = Guid.NewGuid().ToString() },
            cancellationToken);
        say($"Nộp hồ sơ: mã hồ sơ {submitted.Code}, trạng thái Mới đăng ký");

        var officer = await CheckAsOfficerAsync(people.First(p => p.Agency == Applicant.Agency), submitted, attachment, cancellationToken);
        await new Processing(api, results, say).WalkAsync(token, officer, submitted, cancellationToken);
        await ReplayAsAuditorAsync(people.First(p => p.Roles.Contains("auditor")), attachment.DossierId, cancellationToken);
    }

    private async Task<string> CheckAsOfficerAsync(
        Person officer, Dossier submitted, AttachmentAddress attachment, CancellationToken cancellationToken)
    {
        var token = await world.LogInAsync(officer, cancellationToken);
        var waiting = 0;
        var found = false;
        for (string page = "", next; ; page = next)
        {
            var inbox = await api.ListInboxAsync(token, page, cancellationToken);
            waiting += inbox.Dossiers.Count;
            found |= inbox.Dossiers.Any(d => d.Code == submitted.Code);
            next = inbox.NextPageToken;
            if (next.Length == 0) break;
        }

        say($"Cán bộ {officer.Name}: {waiting} hồ sơ chờ, hồ sơ {submitted.Code} {(found ? "có" : "KHÔNG có")} trong danh sách");

        var history = await api.ListSigningHistoryAsync(token, attachment, cancellationToken);
        foreach (var entry in history.Entries)
        {
            say($"Lịch sử ký số: {entry.Signer} | {entry.Email} | {entry.CertificateAuthority} | "
                + $"{entry.SigningTime.ToDateTimeOffset().ToOffset(TimeSpan.FromHours(7)):dd/MM/yyyy HH:mm:ss}");
        }

        await results.SaveAsync("history.json", history);
        var validation = await api.ValidateAttachmentAsync(token, attachment, cancellationToken);
        say($"Kiểm tra chữ ký: {validation.Summary}");
        await results.SaveAsync("validation.json", validation);
        return token;
    }

    private async Task ReplayAsAuditorAsync(Person auditor, string dossierId, CancellationToken cancellationToken)
    {
        var token = await world.LogInAsync(auditor, cancellationToken);
        var count = 0;
        await results.SaveAsync("events.jsonl", async target =>
        {
            await using var lines = new StreamWriter(target, leaveOpen: true);
            await foreach (var recorded in api.ReplayEventsAsync(token, dossierId, cancellationToken))
            {
                count++;
                await lines.WriteLineAsync(JsonFormatter.Default.Format(recorded));
            }
        });
        say($"Kiểm toán viên {auditor.Name}: phát lại {count} sự kiện của hồ sơ");
    }
}
