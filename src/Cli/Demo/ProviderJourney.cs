using System.Diagnostics;
using KonTum.Tthc.Cli.Token;
using KonTum.Tthc.Contract.V1;
using LocalKey = KonTum.Tthc.Pades.LocalKey;

namespace KonTum.Tthc.Cli.Demo;

/// <summary>How a signing through one provider ended.</summary>
/// <param name="Ceremony">The signing; null when it was not even started.</param>
/// <param name="Code">SIGNED, or the code of what went wrong.</param>
/// <param name="Vietnamese">What the person reads.</param>
/// <param name="English">The same in English.</param>
/// <param name="Took">How long it took from the start of the signing.</param>
/// <param name="Level">PAdES level of the first signed file; empty for none.</param>
internal sealed record ProviderOutcome(
    SigningCeremony? Ceremony, string Code, string Vietnamese, string English, TimeSpan Took, string Level = "")
{
    public bool IsSigned => Code == "SIGNED";
}

/// <summary>
/// The main journey through one provider. They differ in the account, the certificate and the confirmation: whatever a provider asks the
/// person for (a tap on the phone, a PIN, a one-time password, a page, a token), the person of the demonstration gives it.
/// </summary>
/// <param name="api">A surface of the platform.</param>
/// <param name="world">The sandbox.</param>
/// <param name="files">The file that is signed.</param>
/// <param name="tokenKey">Opens the key of the demonstration's USB token.</param>
/// <param name="output">Where the steps are told.</param>
internal sealed class ProviderJourney(ITthcApi api, OutsideWorld world, DemoFiles files, Func<LocalKey> tokenKey, TextWriter output)
{
    /// <summary>The PIN of the sandbox's credentials that want one.</summary>
    private const string DemonstrationPin = "24681357";

    /// <summary>Attachments that one component takes (GetLimits.max_attachments_per_component).</summary>
    private const int MostOfComponent = 20;

    /// <summary>More are told in one line.</summary>
    private const int MostToldOneByOne = 3;

    /// <summary>The sandbox answers these without the phone.</summary>
    private static readonly HashSet<string> WithoutPhone = new(StringComparer.Ordinal) { "reject", "expire", "late_answer" };

    private static readonly TimeSpan PhoneInterval = TimeSpan.FromMilliseconds(250);

    private int _step;

    /// <summary>Signs some attachments in one go.</summary>
    /// <param name="provider">How.</param>
    /// <param name="count">How many.</param>
    /// <param name="fault">What the sandbox lets go wrong once; null for nothing.</param>
    /// <param name="cancellationToken">Stops.</param>
    public async Task<ProviderOutcome> SignAsync(DemoProvider provider, int count, string? fault, CancellationToken cancellationToken)
    {
        var (citizen, account) = provider.Signer(await world.PeopleAsync(cancellationToken));
        var token = await world.LogInAsync(citizen, cancellationToken);
        Say($"Đăng nhập: {citizen.Name}; {provider.Name}: {KindWords(provider.Kind)}, {provider.Provider}, qua {api.Surface}");
        var entry = new SignatureEntry { Kind = provider.Kind, Account = account.UserId, Provider = provider.Provider };
        var profile = await ConfigureAsync(token, citizen, entry, cancellationToken);
        var request = new StartSigningRequest { ProfileId = profile.Id, RequestId = Guid.NewGuid().ToString() };
        using var key = provider.Kind == SignatureKind.Token ? tokenKey() : null;
        if (key is null) request.CertificateSerialNumber = await ChooseAsync(token, profile, provider, cancellationToken);
        else TokenSigner.PutCertificate(request, key);

        var attachments = await AttachAsync(token, citizen, count, cancellationToken);
        request.DossierId = attachments[0].DossierId;
        request.Targets.Add(attachments.Select(a => new SigningTarget
        {
            ComponentId = a.ComponentId, AttachmentId = a.AttachmentId, Placement = files.Placement,
        }));
        var outcome = await RunAsync(token, provider, account, citizen, request, key, fault, cancellationToken);
        if (outcome.Ceremony is null) return outcome;
        var level = await KeepAsync(citizen, provider, attachments, outcome.Ceremony, cancellationToken);
        if (fault is null && outcome.IsSigned)
        {
            // The provider may have taken longer than a log-in lasts.
            token = await world.LogInAsync(citizen, cancellationToken);
            var results = new ResultFolder(files.Out, $"{provider.Name}-", Say);
            await new Submission(api, world, results, Say).WalkAsync(token, attachments[0], cancellationToken);
        }

        return outcome with { Level = level };
    }

    /// <summary>A new dossier with the files, spread over as many of its papers as it takes.</summary>
    private async Task<IReadOnlyList<AttachmentAddress>> AttachAsync(string token, Person citizen, int count, CancellationToken cancellationToken)
    {
        var applicant = new Applicant(api, token, citizen, count > MostToldOneByOne ? _ => { } : Say);
        var used = (count + MostOfComponent - 1) / MostOfComponent;
        var dossier = await applicant.FillDossierAsync(used, cancellationToken);
        var components = Applicant.Ordered(dossier);
        if (components.Count < used)
        {
            var most = components.Count * MostOfComponent;
            throw new RefusedException(
                "DEMO_BATCH_TOO_LARGE", $"Hồ sơ của thủ tục này nhận nhiều nhất {most} tệp.", $"A dossier of this procedure takes {most} files at most.");
        }

        var attachments = new List<AttachmentAddress>();
        for (var i = 0; i < count; i++)
        {
            await using var content = files.OpenPdf();
            var name = count == 1 ? files.PdfName : $"{Path.GetFileNameWithoutExtension(files.PdfName)}-{i + 1}.pdf";
            attachments.Add(await applicant.AttachAsync(dossier.Id, components[i / MostOfComponent], name, content, cancellationToken));
        }

        if (count > MostToldOneByOne) Say($"Đính kèm: {count} tệp vào {used} thành phần hồ sơ");
        return attachments;
    }

    /// <summary>Writes the signed files where they are wanted, and asks how far the first one proves itself.</summary>
    private async Task<string> KeepAsync(
        Person citizen, DemoProvider provider, IReadOnlyList<AttachmentAddress> attachments, SigningCeremony ceremony, CancellationToken cancellationToken)
    {
        var signed = ceremony.Items.Where(i => i.SignedFileName.Length > 0).Select(i => i.AttachmentId).ToHashSet(StringComparer.Ordinal);
        var kept = attachments.Where(a => signed.Contains(a.AttachmentId)).ToList();
        if (kept.Count == 0) return "";
        var token = await world.LogInAsync(citizen, cancellationToken);
        for (var i = 0; files.Out is not null && i < kept.Count; i++)
        {
            var path = Path.Combine(files.Out, kept.Count == 1 ? $"{provider.Name}.pdf" : $"{provider.Name}-{i + 1}.pdf");
            await using (var target = File.Create(path)) await api.DownloadAttachmentAsync(token, kept[i], target, cancellationToken);
            Say($"Đã ghi {path}");
        }

        var report = await api.ValidateAttachmentAsync(token, kept[0], cancellationToken);
        var level = report.Signatures.Count > 0 ? report.Signatures[^1].Level : "";
        Say($"Kiểm tra chữ ký: {report.Summary} Mức {level}");
        // Not everybody's certificate says where its revocation can be asked for, so the proof for later is missing.
        if (level == "B-T") Say("Mức B-T: chứng thư này không cho biết nơi kiểm tra thu hồi, nên tệp chưa có bằng chứng để kiểm tra về sau");
        return level;
    }

    private async Task<SignatureProfile> ConfigureAsync(string token, Person citizen, SignatureEntry entry, CancellationToken cancellationToken)
    {
        var offered = (await api.ListSignatureProvidersAsync(cancellationToken)).Providers.FirstOrDefault(p => p.Code == entry.Provider);
        var kind = offered?.Kinds.IndexOf(entry.Kind) ?? -1;
        if (kind < 0)
        {
            throw new RefusedException(
                "DEMO_PROVIDER_OFF", $"{entry.Provider} chưa được bật cho {KindWords(entry.Kind)}.", $"{entry.Provider} is not switched on for {entry.Kind}.");
        }

        Say($"Nhà cung cấp: {offered!.DisplayName}, tối đa {(kind < offered.MaxDocuments.Count ? offered.MaxDocuments[kind] : 1)} tệp mỗi lần xác nhận");
        var profile = await api.CreateSignatureProfileAsync(
            token,
            new CreateSignatureProfileRequest
            {
                DisplayName = citizen.Name,
                PhoneNumber = citizen.PhoneNumber ?? "",
                LocatorKeyword = citizen.Name,
                Entries = { entry },
                RequestId = Guid.NewGuid().ToString(),
            },
            cancellationToken);
        if (offered.ConnectedKinds.Contains(entry.Kind)) await ConnectAsync(token, citizen, profile, entry, cancellationToken);
        return profile;
    }

    private async Task ConnectAsync(
        string token, Person citizen, SignatureProfile profile, SignatureEntry entry, CancellationToken cancellationToken)
    {
        var login = new ConnectAccountRequest { ProfileId = profile.Id, Entry = entry, UserName = citizen.Username ?? "", Password = citizen.Password };
        var answer = await api.ConnectAccountAsync(token, login, cancellationToken);
        if (answer.OtpRequired)
        {
            Say("Kết nối tài khoản: nhà cung cấp gửi mã OTP");
            login.Password = "";
            login.Otp = await world.OneTimePasswordAsync(entry.Account, entry.Provider, null, cancellationToken);
            answer = await api.ConnectAccountAsync(token, login, cancellationToken);
        }

        Say($"Kết nối tài khoản: {(answer.Connected ? "đã kết nối" : "chưa kết nối")}");
    }

    private async Task<string> ChooseAsync(string token, SignatureProfile profile, DemoProvider provider, CancellationToken cancellationToken)
    {
        var list = await api.ListCertificatesAsync(token, profile.Id, cancellationToken);
        if (list.Failures is [var failure, ..]) throw new RefusedException(failure.Notice.Code, failure.Notice.Message, failure.Notice.MessageEn);
        var serial = provider.CertificateId is null ? null : await world.SerialNumberAsync(provider.CertificateId, cancellationToken);
        var chosen = list.Certificates.FirstOrDefault(c => c.Usable && (serial is null || c.SerialNumber.Equals(serial, StringComparison.OrdinalIgnoreCase)))
            ?? throw new RefusedException("NO_USABLE_CERTIFICATE", "Không có chứng thư số dùng được.", "No certificate can be used.");
        Say($"Chứng thư số: {list.Certificates.Count} chứng thư; chọn {chosen.Holder} do {chosen.CertificateAuthority} cấp");
        return chosen.SerialNumber;
    }

    private async Task<ProviderOutcome> RunAsync(
        string token, DemoProvider provider, SigningAccount account, Person citizen, StartSigningRequest request, LocalKey? key, string? fault,
        CancellationToken cancellationToken)
    {
        var watch = Stopwatch.StartNew();
        if (fault is not null)
        {
            await world.OrderFaultAsync(provider.Gateway, account.UserId, fault, cancellationToken);
            Say($"Sự cố đặt trước ở nhà cung cấp, một lần: {fault}");
        }

        ProviderOutcome outcome;
        try
        {
            var ceremony = await FollowAsync(token, provider, account, request, key, hasPhone: fault is null || !WithoutPhone.Contains(fault), cancellationToken);
            var signed = ceremony.State == SigningState.Signed;
            outcome = new ProviderOutcome(ceremony, signed ? "SIGNED" : ceremony.FailureCode, ceremony.Message, ceremony.MessageEn, watch.Elapsed);
        }
        catch (RefusedException e) when (!cancellationToken.IsCancellationRequested)
        {
            outcome = new ProviderOutcome(null, e.Code, e.Vietnamese, e.English, watch.Elapsed);
        }
        finally
        {
            if (fault is not null) await world.TakeFaultsBackAsync(provider.Gateway, account.UserId, CancellationToken.None);
        }

        Say($"Kết quả: {outcome.Code}: {outcome.Vietnamese}");
        Say($"Outcome: {outcome.Code}: {outcome.English}");
        // One line for what went the same way with all.
        foreach (var item in outcome.Ceremony?.Items.Where(i => i.State == SigningItemState.NotSigned && i.FailureCode != outcome.Code) ?? [])
            Say($"Chưa ký {item.FileName}: {item.FailureCode}: {item.Message}");
        var dossier = await api.GetDossierAsync(await world.LogInAsync(citizen, cancellationToken), request.DossierId, cancellationToken);
        var attachments = dossier.Components.SelectMany(c => c.Attachments).ToList();
        Say($"Hồ sơ: {(dossier.State == DossierState.Draft ? "bản nháp, chưa nộp" : dossier.State)}; đã ký {attachments.Count(a => a.Signed)}/{attachments.Count} tệp");
        return outcome;
    }

    private async Task<SigningCeremony> FollowAsync(
        string token, DemoProvider provider, SigningAccount account, StartSigningRequest request, LocalKey? key, bool hasPhone,
        CancellationToken cancellationToken)
    {
        // What rings already belongs to something else: who presses there answers another question.
        var seen = key is null
            ? (await world.WaitingOnPhoneAsync(account, cancellationToken)).Select(w => w.Id).ToHashSet(StringComparer.Ordinal)
            : [];
        var ceremony = await api.StartSigningAsync(token, request, cancellationToken);
        Say($"Bắt đầu ký số: {request.Targets.Count} tệp, cần {ceremony.ConfirmationCount} lần xác nhận");
        foreach (var notice in ceremony.Notices) Say($"Lưu ý: {notice.Message}");

        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        // Whoever holds the phone looks at it by themselves: some providers ring while the platform still waits for their first answer.
        var phone = key is null && hasPhone ? LookAtPhoneAsync(account, seen, ended.Token) : Task.CompletedTask;
        try
        {
            var given = 0;
            await foreach (var change in api.WatchSigningAsync(token, ceremony.Id, cancellationToken))
            {
                ceremony = change;
                if (change.State == SigningState.AuthorizationRequired && given != change.Confirmation)
                {
                    given = change.Confirmation; // once for each confirmation: a wrong PIN must not lock the key
                    await AuthorizeAsync(token, provider, account, change, cancellationToken);
                }
                else if (key is not null && change.State == SigningState.WaitingForConfirmation && given != change.Confirmation)
                {
                    given = change.Confirmation;
                    var submitted = TokenSigner.Sign(change, key);
                    Say($"USB Token: ký {submitted.Signatures.Count} giá trị băm");
                    await api.SubmitSignaturesAsync(token, submitted, cancellationToken);
                }
            }
        }
        finally
        {
            await ended.CancelAsync();
            await phone;
        }

        return ceremony;
    }

    private async Task LookAtPhoneAsync(SigningAccount account, HashSet<string> seen, CancellationToken ended)
    {
        try
        {
            while (true)
            {
                foreach (var waiting in await world.WaitingOnPhoneAsync(account, ended))
                {
                    if (!seen.Add(waiting.Id)) continue;
                    Say($"Điện thoại: \"{waiting.Description}\", {waiting.Documents.Count} tệp: bấm Ký số");
                    await world.TryConfirmOnPhoneAsync(waiting, ended);
                }

                await Task.Delay(PhoneInterval, ended);
            }
        }
        catch (OperationCanceledException) when (ended.IsCancellationRequested)
        {
            // The signing has ended.
        }
    }

    private async Task AuthorizeAsync(
        string token, DemoProvider provider, SigningAccount account, SigningCeremony ceremony, CancellationToken cancellationToken)
    {
        var wanted = ceremony.RequiredAuthorization;
        var answer = new AuthorizeSigningRequest { SigningId = ceremony.Id };
        if (wanted.AuthorizationUri.Length > 0)
        {
            Say("Mở trang của nhà cung cấp và xác nhận bằng mã PIN");
            (answer.Code, answer.State) = await world.ConfirmOnPageAsync(new Uri(wanted.AuthorizationUri), DemonstrationPin, cancellationToken);
        }

        if (wanted.Pin) answer.Pin = DemonstrationPin;
        if (wanted.Otp) answer.Otp = await world.OneTimePasswordAsync(account.UserId, account.CaName, provider.CertificateId, cancellationToken);
        if (wanted.Pin || wanted.Otp) Say($"Nhập {string.Join(" và ", new[] { wanted.Pin ? "mã PIN" : "", wanted.Otp ? "mã OTP" : "" }.Where(w => w.Length > 0))}");
        await api.AuthorizeSigningAsync(token, answer, cancellationToken);
    }

    private static string KindWords(SignatureKind kind) => kind switch
    {
        SignatureKind.NeacSign => "NEAC Sign",
        SignatureKind.SmartCa => "Ký số SmartCA",
        SignatureKind.Token => "Ký số Token",
        _ => "Ký số từ xa",
    };

    private void Say(string text) => output.WriteLine($"{Interlocked.Increment(ref _step),2}. {text}");
}
