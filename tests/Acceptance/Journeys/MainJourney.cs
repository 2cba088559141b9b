using System.Security.Cryptography;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace KonTum.Tthc.Acceptance.Tests.Journeys;

/// <summary>The journey that must work, on both surfaces: citizen, phone, officer, auditor.</summary>
public sealed partial class MainJourney(CalmPlatform platform)
{
    private static readonly TimeSpan ClockSlack = TimeSpan.FromMinutes(2);

    [Theory]
    [InlineData("gRPC", "hanh", "CA2", Applicant.NeacSign, 0)]
    [InlineData("REST", "minh", "VNPT-CA", Applicant.SmartCa, 2)]
    public async Task A_citizen_signs_and_submits_an_officer_reads_an_auditor_replays(
        string surface, string username, string authority, string kind, int usualCertificate)
    {
        var begun = DateTimeOffset.UtcNow;
        var citizen = await Applicant.LogInAsync(platform, surface, username, kind);
        var account = citizen.Person.At(authority);

        var profile = await ConfigureAsync(citizen, account, kind);
        var serial = await ChooseCertificateAsync(citizen, kind, profile, account.Serials[usualCertificate]);
        var dossier = await FileAsync(citizen);
        var pdf = Samples.Declaration();
        var paper = await citizen.AttachAsync(dossier, $"tờ khai {Applicant.NewId()[..8]}.pdf", pdf);
        var signed = await SignAsync(citizen, paper, profile, serial, account, pdf);
        var code = await SubmitAsync(citizen, paper);
        await CheckAsOfficerAsync(citizen, paper, code, signed, account, begun);
        await CheckAsAuditorAsync(citizen, paper, account);
    }

    private static async Task<string> ConfigureAsync(Applicant citizen, Account account, string kind)
    {
        var providers = await citizen.Api.CallAsync(Calls.ListProviders, null, []);
        providers.Items("providers").Single(p => p.Text("code") == account.Authority)
            .Items("kinds").Select(k => (string?)k).ShouldContain(kind);
        providers.Items("providers").Count.ShouldBe(8);

        var profile = await citizen.ConfigureAsync(account.UserId, account.Authority);
        profile.Text("displayName").ShouldBe(citizen.Person.Name);
        ((bool)profile["hasImage"]!).ShouldBeFalse();
        profile = await citizen.Api.PutImageAsync(citizen.Token, profile.Text("id"), Samples.SignaturePicture(), "image/png");
        ((bool)profile["hasImage"]!).ShouldBeTrue();
        return profile.Text("id");
    }

    private static async Task<string> ChooseCertificateAsync(Applicant citizen, string kind, string profile, string usual)
    {
        var list = await citizen.CallAsync(Calls.ListCertificates, new() { ["profileId"] = profile });
        list.Items("failures").ShouldBeEmpty();
        var certificate = list.Items("certificates").Single(c => c.Text("serialNumber") == usual);
        ((bool)certificate["usable"]!).ShouldBeTrue();
        certificate.Text("holder").ShouldBe(citizen.Person.Name);
        certificate.Text("maskedIdentity").ShouldNotContain(citizen.Person.IdentityNumber);
        // The national gateway does not tell.
        certificate.Text("use").ShouldBe(kind == Applicant.SmartCa ? "CERTIFICATE_USE_PERSONAL" : "CERTIFICATE_USE_UNSPECIFIED");
        return certificate.Text("serialNumber");
    }

    private static async Task<string> FileAsync(Applicant citizen)
    {
        var found = await citizen.Api.CallAsync(Calls.ListProcedures, null, new() { ["query"] = "khai sinh đăng ký" });
        found.Items("procedures")[0].Text("code").ShouldBe(Applicant.Procedure);

        var dossier = await citizen.OpenDossierAsync();
        var id = dossier.Text("id");
        dossier.Text("state").ShouldBe("DOSSIER_STATE_DRAFT");
        dossier.Text("code").ShouldBe("");
        dossier.Items("components").Count.ShouldBe(4);

        var filled = await citizen.FillAsync(id, dossier.Text("etag"));
        filled["form"]!.Text("ownerName").ShouldBe(citizen.Person.Name);
        filled["form"]!["birthDate"]!.ToJsonString().ShouldBe("""{"year":1990,"month":6,"day":24}""");

        var selected = await citizen.CallAsync(Calls.SelectComponent, new()
        {
            ["dossierId"] = id, ["componentId"] = Applicant.Component, ["selected"] = true, ["originalCount"] = 1, ["copyCount"] = 2,
            ["etag"] = filled.Text("etag"), ["requestId"] = Applicant.NewId(),
        });
        var component = selected.Items("components").Single(c => c.Text("id") == Applicant.Component);
        ((bool)component["selected"]!).ShouldBeTrue();
        ((int)component["copyCount"]!).ShouldBe(2);
        return id;
    }

    private async Task<byte[]> SignAsync(
        Applicant citizen, Paper paper, string profile, string serial, Account account, byte[] pdf)
    {
        var started = await citizen.StartAsync(paper, profile, serial);
        started.Text("state").ShouldBe("SIGNING_STATE_REQUESTED");

        var ringing = await platform.World.RingsAsync(account, paper.FileName);
        ringing.Text("description").ShouldContain("khai sinh");
        ringing.Text("signer").ShouldBe(citizen.Person.Name);
        var waiting = await citizen.CallAsync(Calls.GetSigning, new() { ["signingId"] = started.Text("id") });
        waiting.Text("state").ShouldBeOneOf("SIGNING_STATE_REQUESTED", "SIGNING_STATE_WAITING_FOR_CONFIRMATION");
        (await citizen.AttachmentAsync(paper)).Text("pendingSigningId").ShouldBe(started.Text("id"));

        await platform.World.PressAsync(ringing, "confirm");
        var ended = await citizen.EndAsync(started.Text("id"));
        ended.Text("state").ShouldBe("SIGNING_STATE_SIGNED");
        ended.Text("message").ShouldBe("Ký số thành công");
        ended.Text("messageEn").ShouldBe("Signed successfully");
        ended.Text("failureCode").ShouldBe("");
        var signedName = paper.FileName[..^4] + "_signed.pdf";
        var item = ended.Items("items").ShouldHaveSingleItem();
        item.Text("signedFileName").ShouldBe(signedName);

        var attachment = await citizen.AttachmentAsync(paper);
        attachment.Text("fileName").ShouldBe(signedName);
        ((bool)attachment["signed"]!).ShouldBeTrue();
        attachment.Text("pendingSigningId").ShouldBe("");
        attachment.Items("versions").Select(v => v.Text("kind"))
            .ShouldBe(["ATTACHMENT_VERSION_KIND_ORIGINAL", "ATTACHMENT_VERSION_KIND_SIGNED"]);

        var signed = await citizen.Api.DownloadAsync(citizen.Token, paper.Address());
        Convert.ToHexStringLower(SHA256.HashData(signed)).ShouldBe(item.Text("signedSha256"));
        signed.AsSpan(0, pdf.Length).SequenceEqual(pdf).ShouldBeTrue("the signature is an incremental update");
        var original = paper.Address();
        original["version"] = "ATTACHMENT_VERSION_KIND_ORIGINAL";
        (await citizen.Api.DownloadAsync(citizen.Token, original)).SequenceEqual(pdf).ShouldBeTrue();
        await Programs.ShouldBeSignedAsync(signed, $"Người ký: {citizen.Person.Name}");
        return signed;
    }

    private static async Task<string> SubmitAsync(Applicant citizen, Paper paper)
    {
        var submitted = await citizen.CallAsync(
            Calls.SubmitDossier, new() { ["dossierId"] = paper.DossierId, ["requestId"] = Applicant.NewId() });
        submitted.Text("state").ShouldBe("DOSSIER_STATE_REGISTERED");
        var code = submitted.Text("code");
        CodeForm().IsMatch(code).ShouldBeTrue(code);
        var today = DateTimeOffset.UtcNow.ToOffset(TimeSpan.FromHours(7));
        code.ShouldStartWith(Applicant.Agency);
        new[] { today, today.AddMinutes(-5) }.Select(t => t.ToString("yyMMdd", null)).ShouldContain(code.Split('-')[1]);
        return code;
    }

    private async Task CheckAsOfficerAsync(
        Applicant citizen, Paper paper, string code, byte[] signed, Account account, DateTimeOffset begun)
    {
        var token = await platform.World.LogInAsync("thuha");
        (await InboxAsync(citizen.Api, token)).Single(d => d.Text("code") == code).Text("ownerName").ShouldBe(citizen.Person.Name);

        var seen = await citizen.Api.CallAsync(Calls.GetDossier, token, new() { ["dossierId"] = paper.DossierId });
        seen["form"]!.Text("content").ShouldBe("Đăng ký khai sinh cho con");

        var history = await citizen.Api.CallAsync(Calls.ListHistory, token, paper.Address());
        var entry = history.Items("entries").ShouldHaveSingleItem();
        entry.Text("signer").ShouldBe(citizen.Person.Name);
        entry.Text("email").ShouldBe(citizen.Person.Email);
        entry.Text("certificateAuthority").ShouldNotBeEmpty();
        entry.Text("provider").ShouldBe(account.Authority);
        var time = DateTimeOffset.Parse(entry.Text("signingTime"), System.Globalization.CultureInfo.InvariantCulture);
        time.ShouldBeInRange(begun - ClockSlack, DateTimeOffset.UtcNow + ClockSlack);

        var report = await citizen.Api.CallAsync(Calls.Validate, token, paper.Address());
        report.Text("sha256").ShouldBe(Convert.ToHexStringLower(SHA256.HashData(signed)));
        var result = report.Items("signatures").ShouldHaveSingleItem();
        result.Text("indication").ShouldBe("INDICATION_TOTAL_PASSED", report.ToJsonString());
        ((bool)result["intact"]!).ShouldBeTrue();
        // What proves the certificates' validity is appended after the signature: permitted, and not covered by it.
        ((bool)result["coversWholeFile"]!).ShouldBeFalse();
        result.Text("modifications").ShouldBe("MODIFICATIONS_PERMITTED");
        result.Text("level").ShouldBe("B-LT");
        result.Text("signer").ShouldBe(citizen.Person.Name);
        result.Text("certificateAuthority").ShouldBe(entry.Text("certificateAuthority"));

        (await citizen.Api.DownloadAsync(token, paper.Address())).SequenceEqual(signed).ShouldBeTrue();
    }

    private static async Task<IReadOnlyList<JsonNode>> InboxAsync(ISurface api, string token)
    {
        var all = new List<JsonNode>();
        for (var page = ""; ;)
        {
            var answer = await api.CallAsync(Calls.ListInbox, token, new() { ["pageSize"] = 200, ["pageToken"] = page });
            all.AddRange(answer.Items("dossiers"));
            page = answer.Text("nextPageToken");
            if (page.Length == 0) return all;
        }
    }

    private async Task CheckAsAuditorAsync(Applicant citizen, Paper paper, Account account)
    {
        var events = await platform.EventsAsync(citizen.Api.Name, paper.DossierId);
        events.Select(e => e.Text("type")).ShouldBe(
        [
            "dossier_opened", "dossier_form_filled", "component_selected", "attachment_uploaded",
            "attachment_signing_started", "signing_requested", "signing_prepared", "signing_provider_asked",
            "signing_confirmation_awaited", "signing_signatures_received", "signing_documents_settled",
            "signing_completed", "attachment_signed", "dossier_submitted",
            // The officer: the dossier, the history, the validation, the file.
            "dossier_read", "dossier_read", "dossier_read", "dossier_read",
        ]);
        var sequences = events.Select(e => long.Parse(e.Text("sequence"), null)).ToList();
        sequences.ShouldBe(sequences.Order().Distinct());
        foreach (var stream in events.GroupBy(e => e.Text("streamId")))
            stream.Select(e => int.Parse(e.Text("version"), null)).ShouldBe(Enumerable.Range(1, stream.Count()));
        events.Single(e => e.Text("type") == "dossier_submitted").Text("actorId").ShouldBe(citizen.Person.Subject);
        events.ShouldAllBe(e => e.Text("traceId").Length == 32);

        // What a log or a copy of the database must never tell.
        var replay = string.Join('\n', events.Select(e => e.ToJsonString(Samples.ReadableJson)));
        var log = platform.Api.Log;
        log.ShouldContain("Application started");
        string[] secrets =
        [
            citizen.Person.Name, citizen.Person.Email, citizen.Person.Phone, citizen.Person.IdentityNumber, account.UserId,
            "12 Đường Nghiệm Thu", paper.FileName, citizen.Token,
        ];
        foreach (var secret in secrets)
        {
            replay.ShouldNotContain(secret);
            log.ShouldNotContain(secret);
        }

        replay.ShouldContain(paper.AttachmentId);
    }

    [GeneratedRegex(@"^000\.21\.24\.H34-\d{6}-\d{4,}$")]
    private static partial Regex CodeForm();
}
