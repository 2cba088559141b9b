using KonTum.Tthc.Contract.V1;

namespace KonTum.Tthc.Cli.Demo;

/// <summary>
/// The main journey, step by step, as the people of the guide walk it: a citizen configures a signature, files a dossier and signs an
/// attachment on the phone; an officer looks at the signing history; an auditor replays the events.
/// </summary>
internal sealed class Journey(ITthcApi api, OutsideWorld world, DemoFiles files, TextWriter output)
{
    private const string ComponentId = Applicant.ComponentId;
    private const int UsualLifetimeSeconds = 300;
    private const int ShortLifetimeSeconds = 3;

    private int _step;

    /// <summary>Walks it.</summary>
    /// <param name="detour">What goes wrong once before it goes well; null for nothing.</param>
    /// <param name="cancellationToken">Stops.</param>
    public async Task WalkAsync(Detour? detour, CancellationToken cancellationToken)
    {
        var people = await world.PeopleAsync(cancellationToken);
        var citizen = people.First(p => p.SigningAccounts is { Count: > 0 } && p.Roles.Contains("citizen"));

        var token = await world.LogInAsync(citizen, cancellationToken);
        Say($"Đăng nhập: {citizen.Name} (công dân), qua {api.Surface}");

        var account = citizen.SigningAccounts![0];
        var profile = await ConfigureSignatureAsync(token, citizen, account, cancellationToken);
        var serial = await ChooseCertificateAsync(token, profile, cancellationToken);
        var applicant = new Applicant(api, token, citizen, Say);
        var dossier = await applicant.FillDossierAsync(cancellationToken);
        AttachmentAddress attachment;
        await using (var content = files.OpenPdf())
            attachment = await applicant.AttachAsync(dossier.Id, files.PdfName, content, cancellationToken);

        var signing = new StartSigningRequest
        {
            DossierId = dossier.Id,
            ProfileId = profile.Id,
            CertificateSerialNumber = serial,
            Targets = { new SigningTarget { ComponentId = ComponentId, AttachmentId = attachment.AttachmentId, Placement = files.Placement } },
        };
        if (detour is not null) await GoAstrayAsync(detour.Value, token, citizen, account, signing, cancellationToken);
        await SignAsync(token, account, signing, cancellationToken);
        var results = new ResultFolder(files.Out, "", Say);
        await results.SaveAsync("signed.pdf", target => api.DownloadAttachmentAsync(token, attachment, target, cancellationToken));

        await new Submission(api, world, results, Say).WalkAsync(token, attachment, cancellationToken);
    }

    private async Task<SignatureProfile> ConfigureSignatureAsync(
        string token, Person citizen, SigningAccount account, CancellationToken cancellationToken)
    {
        var providers = await api.ListSignatureProvidersAsync(cancellationToken);
        Say($"Nhà cung cấp chữ ký số: {string.Join(", ", providers.Providers.Select(p => p.Code))}");

        var profile = await api.CreateSignatureProfileAsync(token, ProfileOf(citizen, account.UserId, account.CaName), cancellationToken);
        profile = await api.UploadSignatureImageAsync(token, profile.Id, DemoFiles.SignatureImage(), "image/png", cancellationToken);
        Say($"Cấu hình chữ ký: {profile.DisplayName}, NEAC Sign, {account.CaName}, có hình ảnh: {(profile.HasImage ? "có" : "không")}");
        return profile;
    }

    private static CreateSignatureProfileRequest ProfileOf(Person citizen, string account, string provider) => new()
    {
        DisplayName = citizen.Name,
        PhoneNumber = citizen.PhoneNumber ?? "",
        LocatorKeyword = citizen.Name,
        Entries = { new SignatureEntry { Kind = SignatureKind.NeacSign, Account = account, Provider = provider } },
        RequestId = NewRequestId(),
    };

    private async Task<string> ChooseCertificateAsync(string token, SignatureProfile profile, CancellationToken cancellationToken)
    {
        var list = await api.ListCertificatesAsync(token, profile.Id, cancellationToken);
        if (list.Failures is [var failure, ..])
        {
            throw new RefusedException(failure.Notice.Code, failure.Notice.Message, failure.Notice.MessageEn);
        }

        var chosen = list.Certificates.FirstOrDefault(c => c.Usable)
            ?? throw new RefusedException("NO_USABLE_CERTIFICATE", "Không có chứng thư số dùng được.", "No certificate can be used.");
        Say($"Chứng thư số: {list.Certificates.Count} chứng thư; chọn {chosen.Holder} do {chosen.CertificateAuthority} cấp, "
            + $"hết hạn {chosen.ValidUntil.ToDateTime():dd/MM/yyyy}");
        return chosen.SerialNumber;
    }

    private async Task SignAsync(
        string token, SigningAccount account, StartSigningRequest request, CancellationToken cancellationToken)
    {
        var ended = await RunCeremonyAsync(token, account, request, answer: true, cancellationToken);
        if (ended.State != SigningState.Signed) throw new RefusedException(ended.FailureCode, ended.Message, ended.MessageEn);
        Say($"{ended.Message}: {ended.Items[0].SignedFileName}");
    }

    /// <summary>Starts a signing, answers the phone, and watches until it has ended.</summary>
    /// <param name="token">The citizen's token.</param>
    /// <param name="account">The account whose phone rings.</param>
    /// <param name="request">What is signed.</param>
    /// <param name="answer">True for "Ký số", false for "Từ chối", null to let it ring.</param>
    /// <param name="cancellationToken">Stops.</param>
    private async Task<SigningCeremony> RunCeremonyAsync(
        string token, SigningAccount account, StartSigningRequest request, bool? answer, CancellationToken cancellationToken)
    {
        request.RequestId = NewRequestId();
        var ceremony = await api.StartSigningAsync(token, request, cancellationToken);
        Say($"Bắt đầu ký số: lần ký {ceremony.Id}");
        await foreach (var change in api.WatchSigningAsync(token, ceremony.Id, cancellationToken))
        {
            ceremony = change;
            if (change.State != SigningState.WaitingForConfirmation) continue;

            foreach (var waiting in await world.WaitingOnPhoneAsync(account, cancellationToken))
            {
                Say($"Điện thoại: \"{waiting.Description}\", tệp {string.Join(", ", waiting.Documents.Select(d => d.DocId))}");
                if (answer is not { } confirm) continue;
                await world.AnswerOnPhoneAsync(waiting, confirm, cancellationToken);
                Say(confirm ? "Điện thoại: bấm Ký số" : "Điện thoại: bấm Từ chối");
            }
        }

        return ceremony;
    }

    private async Task GoAstrayAsync(
        Detour detour,
        string token,
        Person citizen,
        SigningAccount account,
        StartSigningRequest request,
        CancellationToken cancellationToken)
    {
        try
        {
            var ended = detour switch
            {
                Detour.Reject => await RunCeremonyAsync(token, account, request, answer: false, cancellationToken),
                Detour.Expire => await LetItExpireAsync(token, account, request, cancellationToken),
                Detour.UnknownAccount => await UseUnknownAccountAsync(token, citizen, account, request, cancellationToken),
                _ => await WithGatewayDownAsync(token, account, request, cancellationToken),
            };
            Say($"Kết quả: {ended.State}, {ended.FailureCode}: {ended.Message}");
        }
        catch (RefusedException e)
        {
            Say($"Kết quả: {e.Code}: {e.Vietnamese}");
        }

        var dossier = await api.GetDossierAsync(token, request.DossierId, cancellationToken);
        var attachment = dossier.Components.Single(c => c.Id == ComponentId).Attachments.Single();
        Say($"Hồ sơ không thay đổi: {dossier.State}, tệp {attachment.FileName}, đã ký: {(attachment.Signed ? "có" : "không")}; ký lại");
    }

    private async Task<SigningCeremony> LetItExpireAsync(
        string token, SigningAccount account, StartSigningRequest request, CancellationToken cancellationToken)
    {
        await world.SetGatewayAsync(available: true, ShortLifetimeSeconds, cancellationToken);
        try
        {
            return await RunCeremonyAsync(token, account, request, answer: null, cancellationToken);
        }
        finally
        {
            await world.SetGatewayAsync(available: true, UsualLifetimeSeconds, CancellationToken.None);
        }
    }

    private async Task<SigningCeremony> UseUnknownAccountAsync(
        string token, Person citizen, SigningAccount account, StartSigningRequest request, CancellationToken cancellationToken)
    {
        var unknown = await api.CreateSignatureProfileAsync(token, ProfileOf(citizen, "999999999", account.CaName), cancellationToken);
        var list = await api.ListCertificatesAsync(token, unknown.Id, cancellationToken);
        Say($"Chứng thư số của tài khoản lạ: {list.Failures[0].Notice.Code}: {list.Failures[0].Notice.Message}");
        var wrong = request.Clone();
        wrong.ProfileId = unknown.Id;
        return await RunCeremonyAsync(token, account, wrong, answer: true, cancellationToken);
    }

    private async Task<SigningCeremony> WithGatewayDownAsync(
        string token, SigningAccount account, StartSigningRequest request, CancellationToken cancellationToken)
    {
        await world.SetGatewayAsync(available: false, UsualLifetimeSeconds, cancellationToken);
        try
        {
            return await RunCeremonyAsync(token, account, request, answer: true, cancellationToken);
        }
        finally
        {
            await world.SetGatewayAsync(available: true, UsualLifetimeSeconds, CancellationToken.None);
        }
    }

    private void Say(string text) => output.WriteLine($"{++_step,2}. {text}");

    private static string NewRequestId() => Guid.NewGuid().ToString();
}

/// <summary>What can go wrong once before it goes well.</summary>
internal enum Detour
{
    /// <summary>Rejected on the phone.</summary>
    Reject,

    /// <summary>Not confirmed in time.</summary>
    Expire,

    /// <summary>The provider knows no such account.</summary>
    UnknownAccount,

    /// <summary>The provider does not answer.</summary>
    ProviderDown,
}
