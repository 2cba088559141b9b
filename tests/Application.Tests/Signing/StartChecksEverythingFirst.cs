using KonTum.Tthc.Application.SignatureProfiles.ListCertificates;
using KonTum.Tthc.Application.Signing;
using KonTum.Tthc.Application.Signing.StartSigning;
using KonTum.Tthc.Application.Tests.World;
using KonTum.Tthc.Domain.Dossiers;
using KonTum.Tthc.Domain.Failures;
using KonTum.Tthc.Domain.SignatureProfiles;
using KonTum.Tthc.Domain.Signing;
using Shouldly;

namespace KonTum.Tthc.Application.Tests.Signing;

public sealed class StartChecksEverythingFirst
{
    [Theory]
    [InlineData("ended", "CERTIFICATE_EXPIRED")]
    [InlineData("not begun", "CERTIFICATE_EXPIRED")]
    [InlineData("locked", "CERTIFICATE_REVOKED")]
    [InlineData("unfit", "CERTIFICATE_UNFIT")]
    [InlineData("untrusted", "CERTIFICATE_UNTRUSTED")]
    [InlineData("revoked", "CERTIFICATE_REVOKED")]
    public async Task A_certificate_that_cannot_be_used_is_refused_before_the_phone_rings(string what, string code)
    {
        var ceremony = await Ceremony.PreparedAsync();
        var provider = ceremony.World.Provider;
        provider.Issue(
            TestWorld.Account, "BAD",
            active: what != "locked",
            fit: what != "unfit",
            trusted: what != "untrusted",
            beginsIn: what == "not begun" ? TimeSpan.FromSeconds(1) : null,
            endsIn: what == "ended" ? TimeSpan.FromSeconds(-1) : null);
        if (what == "revoked") provider.Revocation["BAD"] = true;

        var failure = await ceremony.World.FailAsync(TestWorld.Ann, ceremony.Request() with { CertificateSerialNumber = "BAD" });

        failure.Failure.Code.ShouldBe(code);
        await ShouldBeUndisturbedAsync(ceremony);
        (await ceremony.StartAsync()).State.ShouldBe(SigningState.Requested, "the good certificate of the same account still works");
    }

    [Fact]
    public async Task Revocation_that_cannot_be_found_out_does_not_stop_anyone()
    {
        var ceremony = await Ceremony.PreparedAsync();
        ceremony.World.Provider.Revocation[TestWorld.Serial] = null;

        (await ceremony.StartAsync()).State.ShouldBe(SigningState.Requested);
    }

    [Theory]
    [InlineData("CMND:233123456", 1)]
    [InlineData("CCCD:062090000001", 0)]
    [InlineData("062090000001", 0)]
    [InlineData("", 0)]
    public async Task Another_identity_in_the_certificate_is_a_notice_and_no_obstacle(string identity, int notices)
    {
        var ceremony = await Ceremony.PreparedAsync();
        ceremony.World.Provider.Issue(TestWorld.Account, "OLD", identity: identity);

        var list = await ceremony.World.SendAsync(TestWorld.Ann, new ListCertificates(ceremony.ProfileId));
        var option = list.Options.Single(o => o.Facts.SerialNumber == "OLD");
        option.Obstacles.ShouldBeEmpty();
        option.Notices.Count.ShouldBe(notices);
        option.Notices.ShouldAllBe(n => n == Failures.IdentityDiffers);

        var started = await ceremony.World.SendAsync(TestWorld.Ann, ceremony.Request() with { CertificateSerialNumber = "old" });
        started.State.ShouldBe(SigningState.Requested);
    }

    [Fact]
    public async Task An_account_that_holds_only_other_certificates_is_told_so()
    {
        var ceremony = await Ceremony.PreparedAsync();

        var failure = await ceremony.World.FailAsync(TestWorld.Ann, ceremony.Request() with { CertificateSerialNumber = "5404FF" });

        failure.Failure.ShouldBe(Failures.CertificateNotFound);
        await ShouldBeUndisturbedAsync(ceremony);
    }

    [Theory]
    [InlineData("SIGNING_PROVIDER_UNAVAILABLE")]
    [InlineData("SIGNING_ACCOUNT_UNKNOWN")]
    [InlineData("SIGNING_QUOTA_EXHAUSTED")]
    public async Task A_provider_that_gives_no_certificates_is_the_reason(string code)
    {
        var ceremony = await Ceremony.PreparedAsync();
        ceremony.World.Provider.ListingFails = Failures.All[code];

        (await ceremony.World.FailAsync(TestWorld.Ann, ceremony.Request())).Failure.Code.ShouldBe(code);

        await ShouldBeUndisturbedAsync(ceremony);
    }

    [Theory]
    [InlineData("SIGNING_PROVIDER_UNAVAILABLE")]
    [InlineData("SIGNING_ACCOUNT_UNKNOWN")]
    [InlineData("SIGNING_QUOTA_EXHAUSTED")]
    [InlineData("CERTIFICATE_EXPIRED")]
    public async Task An_account_that_fails_does_not_hide_the_certificate_of_another(string code)
    {
        var ceremony = await Ceremony.PreparedAsync();
        const string Failing = "233123456";
        ceremony.World.Provider.AccountFails[Failing] = Failures.All[code];
        var profile = await ceremony.World.ProfileAsync(
            null,
            new SignatureEntry(SignatureKind.NeacSign, Failing, "Viettel-CA"),
            new SignatureEntry(SignatureKind.SmartCa, TestWorld.Account, "VNPT-CA"));

        var list = await ceremony.World.SendAsync(TestWorld.Ann, new ListCertificates(profile));
        list.Options.ShouldHaveSingleItem().Entry.Account.ShouldBe(TestWorld.Account);
        list.Failed.ShouldHaveSingleItem().Failure.Code.ShouldBe(code);

        var started = await ceremony.World.SendAsync(TestWorld.Ann, ceremony.Request() with { ProfileId = profile });
        started.Provider.ShouldBe("VNPT-CA");
    }

    [Fact]
    public async Task Certificates_that_can_be_chosen_stand_before_those_that_cannot()
    {
        var world = new TestWorld();
        world.Provider.Issue(TestWorld.Account, "LOCKED", active: false);
        world.Provider.Issue(TestWorld.Account, "GOOD");

        var list = await world.SendAsync(TestWorld.Ann, new ListCertificates(await world.ProfileAsync()));

        list.Options.Select(o => o.Facts.SerialNumber).ShouldBe([TestWorld.Serial, "GOOD", "LOCKED"]);
    }

    [Fact]
    public async Task Something_that_is_no_certificate_is_the_providers_failure()
    {
        var ceremony = await Ceremony.PreparedAsync();
        ceremony.World.Provider.IssueGarbage(TestWorld.Account);

        (await ceremony.World.FailAsync(TestWorld.Ann, ceremony.Request())).Failure.ShouldBe(Failures.ProviderFailed);
    }

    [Fact]
    public async Task The_email_address_of_the_certificate_goes_before_the_accounts()
    {
        var ceremony = await Ceremony.PreparedAsync();
        ceremony.World.Provider.Issue(TestWorld.Account, "MAIL", email: "ky@example.vn");
        var started = await ceremony.World.SendAsync(TestWorld.Ann, ceremony.Request() with { CertificateSerialNumber = "MAIL" });

        var requested = ceremony.World.Streams.Events(started.Id).OfType<SigningRequested>().Single();

        requested.Certificate.Holder.Value!.Email.ShouldBe("ky@example.vn");
        requested.Certificate.Holder.Subject.ShouldBe(TestWorld.Ann.Subject);
    }

    [Fact]
    public async Task A_word_document_is_not_signed()
    {
        var ceremony = await Ceremony.PreparedAsync();
        var word = await ceremony.World.AttachAsync(ceremony.DossierId, "don.docx", content: "PK\u0003\u0004 [Content_Types].xml");

        (await ceremony.World.FailAsync(TestWorld.Ann, ceremony.Request(word.Id))).Failure.ShouldBe(Failures.ConversionNeeded);

        await ShouldBeUndisturbedAsync(ceremony);
    }

    [Fact]
    public async Task A_file_that_cannot_be_signed_says_why()
    {
        var ceremony = await Ceremony.PreparedAsync();
        ceremony.World.Signer.Unsignable.Add((await ceremony.AttachmentAsync()).Versions[0].File.Sha256);

        var failure = await ceremony.World.FailAsync(TestWorld.Ann, ceremony.Request());

        failure.Failure.ShouldBe(Failures.PdfNotSignable);
        failure.Vietnamese.ShouldBe("Không thể ký số tệp PDF này: tệp được mã hóa.");
        await ShouldBeUndisturbedAsync(ceremony);
    }

    [Fact]
    public async Task A_page_that_the_file_does_not_have_is_refused()
    {
        var ceremony = await Ceremony.PreparedAsync();
        var request = ceremony.Request() with
        {
            Targets = [new TargetPlacement("to-khai", ceremony.AttachmentId, Ceremony.Place with { Page = ScriptedSigner.Pages + 1 })],
        };

        var failure = await ceremony.World.FailAsync(TestWorld.Ann, request);

        failure.Failure.ShouldBe(Failures.PlacementOutsidePages);
        failure.English.ShouldContain("2 pages");
        await ShouldBeUndisturbedAsync(ceremony);
    }

    [Fact]
    public async Task A_dossier_that_was_submitted_is_not_signed_any_more()
    {
        var ceremony = await Ceremony.PreparedAsync();
        await ceremony.World.FillAsync(ceremony.DossierId);
        await ceremony.World.SendAsync(
            TestWorld.Ann, new Application.Dossiers.SubmitDossier.SubmitDossier(ceremony.DossierId, null, null));

        (await ceremony.World.FailAsync(TestWorld.Ann, ceremony.Request())).Failure.ShouldBe(Failures.DossierNotDraft);
    }

    [Fact]
    public async Task An_attachment_that_is_not_there_is_told_so()
    {
        var ceremony = await Ceremony.PreparedAsync();
        (await ceremony.World.FailAsync(TestWorld.Ann, ceremony.Request(Guid.NewGuid()))).Failure.ShouldBe(Failures.AttachmentNotFound);

        var elsewhere = ceremony.Request() with { Targets = [new TargetPlacement("giay-to", ceremony.AttachmentId, Ceremony.Place)] };
        (await ceremony.World.FailAsync(TestWorld.Ann, elsewhere)).Failure.ShouldBe(Failures.AttachmentNotFound);
        await ShouldBeUndisturbedAsync(ceremony);
    }

    [Fact]
    public async Task A_start_that_fails_leaves_a_signing_that_waits_alone()
    {
        var ceremony = await Ceremony.RingingAsync();
        ceremony.World.Provider.ListingFails = Failures.ProviderUnavailable;

        await ceremony.World.FailAsync(TestWorld.Ann, ceremony.Request());

        (await ceremony.SigningAsync()).State.ShouldBe(SigningState.WaitingForConfirmation);
        (await ceremony.AttachmentAsync()).PendingSigningId.ShouldBe(ceremony.SigningId);
    }

    [Fact]
    public async Task Everything_wrong_with_the_request_is_said_at_once()
    {
        var ceremony = await Ceremony.PreparedAsync();
        var bad = new PagePlacement(0, double.NaN, -1, double.PositiveInfinity, 5);
        var target = new TargetPlacement("to-khai", ceremony.AttachmentId, bad);

        var failure = await ceremony.World.FailAsync(
            TestWorld.Ann,
            new StartSigning(ceremony.DossierId, ceremony.ProfileId, " ", [target, target, target, target, target, target], Guid.NewGuid().ToString()));

        failure.Failure.ShouldBe(Failures.InvalidRequest);
        var fields = failure.Violations.Select(v => v.Field).ToList();
        fields.ShouldContain("certificate_serial_number");
        fields.Count(f => f == "targets").ShouldBe(2, "too many, and repeated");
        foreach (var side in new[] { "page", "x", "y", "width", "height" }) fields.ShouldContain($"targets[2].placement.{side}");
        fields.ShouldNotContain(f => f.StartsWith("targets[5]", StringComparison.Ordinal), "a million targets give no million violations");
        (await ceremony.World.FailAsync(TestWorld.Ann, ceremony.Request() with { Targets = [] }))
            .Violations.ShouldHaveSingleItem().Field.ShouldBe("targets");
    }

    [Fact]
    public async Task What_is_wrong_with_all_files_is_said_in_one_answer()
    {
        var ceremony = await Ceremony.PreparedAsync();
        var files = await ceremony.AttachAsync(4);
        ceremony.World.Signer.Unsignable.Add((await ceremony.AttachmentAsync(files[1])).Versions[0].File.Sha256);
        ceremony.World.Signer.Keywords["ký tên"] = new PlacementSearch(PlacementOutcome.NoText, [], []);
        var request = ceremony.Request() with
        {
            Targets =
            [
                new TargetPlacement("to-khai", files[0], Ceremony.Place),
                new TargetPlacement("to-khai", files[1], Ceremony.Place),
                new TargetPlacement("to-khai", files[2], Ceremony.Place with { X = 600 }),
                new TargetPlacement("to-khai", files[3], null, new KeywordPlace("ký tên", 0, 0, 0)),
                new TargetPlacement("to-khai", Guid.NewGuid(), Ceremony.Place),
            ],
        };

        var failure = await ceremony.World.FailAsync(TestWorld.Ann, request);

        failure.Failure.ShouldBe(Failures.PdfNotSignable, "the first is what it is called by");
        failure.Violations.Select(v => (v.Field, v.Failure.Code)).ShouldBe(
        [
            ("targets[1].attachment_id", "PDF_NOT_SIGNABLE"),
            ("targets[2].placement", "PLACEMENT_OUTSIDE_PAGE"),
            ("targets[3].keyword_placement", "KEYWORD_NO_TEXT"),
            ("targets[4].attachment_id", "ATTACHMENT_NOT_FOUND"),
        ]);
        failure.Violations[0].Vietnamese.ShouldBe("Không thể ký số tệp PDF này: tệp được mã hóa.");
        await ShouldBeUndisturbedAsync(ceremony);
    }

    [Fact]
    public async Task A_keyword_is_resolved_before_anyone_is_disturbed_and_the_place_is_kept()
    {
        var ceremony = await Ceremony.PreparedAsync();
        var places = Enumerable.Range(1, 3).Select(n => new PagePlacement(1, 10, 100 * n, 180, 60)).ToList();
        ceremony.World.Signer.Keywords["Người ký"] = Hits(places[..1]);
        ceremony.World.Signer.Keywords["nhiều"] = Hits(places);

        var byProfile = await ceremony.World.SendAsync(TestWorld.Ann, Asking(new KeywordPlace("", 0, 0, 0)));
        byProfile.Items[0].Placement.ShouldBe(places[0], "the locator keyword of the profile");
        var third = await ceremony.World.SendAsync(TestWorld.Ann, Asking(new KeywordPlace("nhiều", 3, 0, 0)));
        third.Items[0].Placement.ShouldBe(places[2]);
        ceremony.World.Streams.Events(third.Id).OfType<SigningRequested>().Single().Targets[0].Placement.ShouldBe(places[2]);

        var several = await ceremony.World.FailAsync(TestWorld.Ann, Asking(new KeywordPlace("nhiều", 0, 0, 0)));
        several.Failure.ShouldBe(Failures.KeywordSeveral);
        several.Violations.ShouldHaveSingleItem().Vietnamese.ShouldContain("3 lần");
        (await ceremony.World.FailAsync(TestWorld.Ann, Asking(new KeywordPlace("không có", 0, 0, 0)))).Failure.ShouldBe(Failures.KeywordNotFound);
        (await ceremony.World.FailAsync(TestWorld.Ann, Asking(new KeywordPlace("nhiều", 4, 0, 0)))).Violations.ShouldHaveSingleItem()
            .Field.ShouldBe("targets[0].keyword_placement.occurrence");
        (await ceremony.World.FailAsync(TestWorld.Ann, Asking(new KeywordPlace(new string('x', 101), -1, 19, double.NaN)))).Violations
            .Select(v => v.Field).ShouldBe(new[] { "keyword", "occurrence", "width", "height" }.Select(f => $"targets[0].keyword_placement.{f}"));

        StartSigning Asking(KeywordPlace keyword) =>
            ceremony.Request() with { Targets = [new TargetPlacement("to-khai", ceremony.AttachmentId, null, keyword)] };

        static PlacementSearch Hits(IReadOnlyList<PagePlacement> places) => new(
            places.Count == 1 ? PlacementOutcome.Found : PlacementOutcome.Several,
            [.. places.Select((p, n) => new PlacementHit(p, p, "", n + 1))], []);
    }

    [Fact]
    public async Task A_suspended_certificate_is_told_apart_from_a_revoked_one()
    {
        var ceremony = await Ceremony.PreparedAsync();
        ceremony.World.Provider.Issue(TestWorld.Account, "PAUSED", active: false, suspended: true);
        ceremony.World.Provider.Issue(TestWorld.Account, "GONE");
        ceremony.World.Provider.Issue(TestWorld.Account, "SEAL", use: CertificateUse.Seal);
        ceremony.World.Provider.Revocation["GONE"] = true;

        var list = await ceremony.World.SendAsync(TestWorld.Ann, new ListCertificates(ceremony.ProfileId));

        Obstacles("PAUSED").ShouldBe([Failures.CertificateSuspended]);
        Obstacles("GONE").ShouldBe([Failures.CertificateRevoked], "the authority was asked");
        Obstacles("SEAL").ShouldBeEmpty();
        list.Options.Single(o => o.Facts.SerialNumber == "SEAL").Use.ShouldBe(CertificateUse.Seal);
        (await ceremony.World.FailAsync(TestWorld.Ann, ceremony.Request() with { CertificateSerialNumber = "PAUSED" }))
            .Failure.ShouldBe(Failures.CertificateSuspended);

        IReadOnlyList<Failure> Obstacles(string serial) => list.Options.Single(o => o.Facts.SerialNumber == serial).Obstacles;
    }

    [Fact]
    public async Task Accounts_are_asked_at_once_and_never_more_than_a_few()
    {
        var ceremony = await Ceremony.PreparedAsync();
        var entries = Enumerable.Range(0, 10).Select(n => new SignatureEntry(SignatureKind.NeacSign, $"06209000010{n}", "VNPT-CA")).ToArray();
        foreach (var entry in entries) ceremony.World.Provider.Issue(entry.Account, "S" + entry.Account);
        var profile = await ceremony.World.ProfileAsync(null, entries);
        var (hold, four) = (new TaskCompletionSource(), new TaskCompletionSource());
        ceremony.World.Provider.DuringListing = async atOnce =>
        {
            if (atOnce == 4) four.TrySetResult();
            await hold.Task;
        };

        var listing = ceremony.World.SendAsync(TestWorld.Ann, new ListCertificates(profile));
        await four.Task.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        hold.SetResult();

        (await listing).Options.Count.ShouldBe(10);
        ceremony.World.Provider.MostListingsAtOnce.ShouldBe(4);
    }

    private static async Task ShouldBeUndisturbedAsync(Ceremony ceremony)
    {
        ceremony.World.Provider.Asked.ShouldBeEmpty();
        ceremony.World.Streams.Log.ShouldNotContain(e => e.Event is SigningRequested || e.Event is AttachmentSigningStarted);
        (await ceremony.AttachmentAsync()).PendingSigningId.ShouldBeNull();
    }
}
