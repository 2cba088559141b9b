using KonTum.Tthc.Application.Signing;
using KonTum.Tthc.Application.Signing.AuthorizeSigning;
using KonTum.Tthc.Application.Signing.CancelSigning;
using KonTum.Tthc.Application.Signing.SubmitSignatures;
using KonTum.Tthc.Application.Tests.World;
using KonTum.Tthc.Domain.Failures;
using KonTum.Tthc.Domain.SignatureProfiles;
using KonTum.Tthc.Domain.Signing;
using Shouldly;

namespace KonTum.Tthc.Application.Tests.Signing;

/// <summary>Ceremonies in which the caller gives a PIN or one-time password, or the signatures themselves (USB token, SIM).</summary>
public sealed class CallersTakePart
{
    private const string TokenSerial = "70CE01";

    [Fact]
    public async Task A_provider_that_wants_a_pin_is_waited_for_and_a_wrong_one_can_be_given_again()
    {
        var ceremony = await WantingPinAsync();
        var view = await ceremony.SigningAsync();
        view.State.ShouldBe(SigningState.AuthorizationRequired);
        view.RequiredAuthorization.ShouldBe(new RequiredAuthorization(true, false, "Mã PIN", ""));
        var look = await ceremony.AdvanceAsync();
        (look.Due, look.Ticket).ShouldBe((view.ExpiresAt, null), "there is nothing to ask the provider yet");
        ceremony.World.Provider.Polled.ShouldBeEmpty();
        var events = ceremony.World.Streams.Log.Count;

        (await ceremony.World.FailAsync(TestWorld.Ann, Pin(ceremony, "000000"))).Failure.ShouldBe(Failures.PinWrong);
        (await ceremony.SigningAsync()).State.ShouldBe(SigningState.AuthorizationRequired);
        ceremony.World.Streams.Log.Count.ShouldBe(events, "nothing is written of a wrong one");

        var taken = await ceremony.World.SendAsync(TestWorld.Ann, Pin(ceremony, "123456"));
        (taken.State, taken.RequiredAuthorization).ShouldBe((SigningState.Finishing, null));
        ceremony.World.Streams.Schedule[ceremony.SigningId].ShouldBe(ceremony.World.Time.GetUtcNow(), "the worker finishes it at once");
        await ceremony.AdvanceAsync();
        (await ceremony.SigningAsync()).State.ShouldBe(SigningState.Signed);
    }

    [Fact]
    public async Task After_the_pin_the_provider_may_still_need_time()
    {
        var ceremony = await WantingPinAsync();
        var ends = (await ceremony.SigningAsync()).ExpiresAt;
        ceremony.World.Provider.Authorized = new RemoteOutcome.Pending();

        (await ceremony.World.SendAsync(TestWorld.Ann, Pin(ceremony, "123456"))).State.ShouldBe(SigningState.WaitingForConfirmation);

        (await ceremony.AdvanceAsync()).Ticket.ShouldNotBeNull().ExpiresAt.ShouldBe(ends!.Value);
        (await ceremony.World.FailAsync(TestWorld.Ann, Pin(ceremony, "123456"))).Failure.ShouldBe(Failures.AuthorizationNotAsked);
        await ceremony.ConfirmAsync();
        (await ceremony.SigningAsync()).State.ShouldBe(SigningState.Signed);
    }

    [Fact]
    public async Task A_locked_key_ends_the_confirmation()
    {
        var ceremony = await WantingPinAsync();

        (await ceremony.World.SendAsync(TestWorld.Ann, Pin(ceremony, "locked"))).FailureCode.ShouldBe("SIGNING_CREDENTIAL_LOCKED");

        (await ceremony.AttachmentAsync()).PendingSigningId.ShouldBeNull();
        (await ceremony.World.FailAsync(TestWorld.Ann, Pin(ceremony, "123456"))).Failure.ShouldBe(Failures.SigningEnded);
    }

    [Fact]
    public async Task A_pin_is_asked_for_in_time_only_by_its_own_signing_and_its_own_person()
    {
        var ringing = await Ceremony.RingingAsync();
        (await ringing.World.FailAsync(TestWorld.Ann, Pin(ringing, "123456"))).Failure.ShouldBe(Failures.AuthorizationNotAsked);
        ringing.World.Provider.AuthorizationsAsked.ShouldBe(0);

        var ceremony = await WantingPinAsync();
        (await ceremony.World.FailAsync(TestWorld.Binh, Pin(ceremony, "123456"))).Failure.ShouldBe(Failures.SigningNotFound);
        ceremony.Wait(TimeSpan.FromMinutes(5));
        (await ceremony.World.FailAsync(TestWorld.Ann, Pin(ceremony, "123456"))).Failure.ShouldBe(Failures.AuthorizationNotAsked);
        await ceremony.AdvanceAsync();
        (await ceremony.SigningAsync()).State.ShouldBe(SigningState.Expired);
        ceremony.World.Provider.AuthorizationsAsked.ShouldBe(0);
    }

    [Fact]
    public async Task What_the_provider_answers_to_a_pin_holds_whoever_writes_meanwhile()
    {
        var filled = await WantingPinAsync();
        filled.World.Streams.BeforeNextCommit = () => filled.AdvanceAsync();
        (await filled.World.SendAsync(TestWorld.Ann, Pin(filled, "123456"))).State.ShouldBe(SigningState.Finishing);

        var cancelled = await WantingPinAsync();
        cancelled.World.Streams.BeforeNextCommit =
            () => cancelled.World.SendAsync(TestWorld.Ann, new CancelSigning(cancelled.SigningId, null));
        (await cancelled.World.SendAsync(TestWorld.Ann, Pin(cancelled, "123456"))).State.ShouldBe(SigningState.Cancelled);
        cancelled.SigningEvents().ShouldContain(typeof(LateSignatureRecorded), "it was signed at the provider, and is not attached");
        cancelled.World.Provider.AuthorizationsAsked.ShouldBe(1, "the provider is asked once");
    }

    [Fact]
    public async Task A_token_signs_in_two_calls_and_no_provider_is_asked()
    {
        var ceremony = await WithTokenAsync();
        (await ceremony.AdvanceAsync()).Due.ShouldBe(ceremony.World.Time.GetUtcNow());
        var look = await ceremony.AdvanceAsync();
        var waiting = await ceremony.SigningAsync();

        (look.Due, look.Ticket).ShouldBe((waiting.ExpiresAt, null));
        waiting.State.ShouldBe(SigningState.WaitingForConfirmation);
        waiting.Items.ShouldAllBe(i => i.DigestToSign != null && i.DigestToSign.Length == 32);
        waiting.Vietnamese.ShouldContain("USB Token");
        var signatures = waiting.Items.Select(i => new SubmittedSignature(i.AttachmentId, ScriptedSigner.SignatureOf(i.DigestToSign!))).ToList();

        var taken = await ceremony.World.SendAsync(TestWorld.Ann, new SubmitSignatures(ceremony.SigningId, signatures, null));

        taken.State.ShouldBe(SigningState.Finishing);
        taken.Items.ShouldAllBe(i => i.DigestToSign == null);
        await ceremony.AdvanceAsync();
        (await ceremony.SigningAsync()).State.ShouldBe(SigningState.Signed);
        ceremony.World.Provider.Asked.ShouldBeEmpty();
        ceremony.World.Provider.Polled.ShouldBeEmpty();
        ceremony.SigningEvents().ShouldNotContain(typeof(SigningProviderAsked));
        (await ceremony.World.FailAsync(TestWorld.Ann, new SubmitSignatures(ceremony.SigningId, signatures, null))).Failure.ShouldBe(Failures.SigningEnded);
    }

    [Fact]
    public async Task Signatures_of_the_wrong_token_are_refused_and_the_right_ones_still_taken()
    {
        var ceremony = await WithTokenAsync(files: 2);
        await ceremony.AdvanceAsync();
        await ceremony.AdvanceAsync();
        var items = (await ceremony.SigningAsync()).Items;
        var events = ceremony.World.Streams.Log.Count;

        var wrong = await ceremony.World.FailAsync(TestWorld.Ann, Submit([1, 2], [3]));
        wrong.Failure.ShouldBe(Failures.SignatureMismatch);
        wrong.Violations.Select(v => v.Field).ShouldBe(["signatures[0].value", "signatures[1].value"]);
        var foreign = new SubmitSignatures(ceremony.SigningId, [new SubmittedSignature(Guid.NewGuid(), [1])], null);
        (await ceremony.World.FailAsync(TestWorld.Ann, foreign)).Violations.ShouldHaveSingleItem().Field.ShouldBe("signatures[0].attachment_id");
        (await ceremony.World.FailAsync(TestWorld.Ann, Submit([], [1]))).Violations.ShouldHaveSingleItem().Field.ShouldBe("signatures[0].value");
        (await ceremony.World.FailAsync(TestWorld.Binh, Submit([1], [1]))).Failure.ShouldBe(Failures.SigningNotFound);
        ceremony.World.Streams.Log.Skip(events).ShouldHaveSingleItem().Event.ShouldBeOfType<SigningSignaturesRefused>().Confirmation.ShouldBe(1);

        await ceremony.World.SendAsync(TestWorld.Ann, Submit(ScriptedSigner.SignatureOf(items[0].DigestToSign!), [9]));
        await ceremony.AdvanceAsync();
        var view = await ceremony.SigningAsync();
        view.State.ShouldBe(SigningState.PartlySigned);
        view.Items.Select(i => i.Cause?.Code).ShouldBe([null, "SIGNATURE_MISMATCH"]);

        SubmitSignatures Submit(byte[] first, byte[] second) => new(
            ceremony.SigningId,
            [new SubmittedSignature(items[0].AttachmentId, first), new SubmittedSignature(items[1].AttachmentId, second)], null);
    }

    [Fact]
    public async Task Wrong_signatures_can_be_handed_in_five_times_then_it_ends()
    {
        var ceremony = await WithTokenAsync();
        await ceremony.AdvanceAsync();
        await ceremony.AdvanceAsync();
        var wrong = new SubmitSignatures(
            ceremony.SigningId, [new SubmittedSignature(ceremony.AttachmentId, [1, 2])], Guid.NewGuid().ToString());
        for (var n = 1; n < SignatureRecord.MostRefusals; n++)
        {
            // The same request again: a refusal is no first answer that is kept.
            (await ceremony.World.FailAsync(TestWorld.Ann, wrong)).Failure.ShouldBe(Failures.SignatureMismatch);
            (await ceremony.SigningAsync()).State.ShouldBe(SigningState.WaitingForConfirmation);
        }

        (await ceremony.World.SendAsync(TestWorld.Ann, wrong)).FailureCode.ShouldBe("SIGNATURE_MISMATCH");

        ceremony.SigningEvents().Count(e => e == typeof(SigningSignaturesRefused)).ShouldBe(5);
        (await ceremony.SigningAsync()).State.ShouldBe(SigningState.Failed);
        (await ceremony.AttachmentAsync()).PendingSigningId.ShouldBeNull("the dossier can be signed again");
        var right = new SubmitSignatures(ceremony.SigningId, [new SubmittedSignature(ceremony.AttachmentId, [1])], null);
        (await ceremony.World.FailAsync(TestWorld.Ann, right)).Failure.ShouldBe(Failures.SigningEnded);
        (await ceremony.AdvanceAsync()).Due.ShouldBeNull();
    }

    [Fact]
    public async Task A_pin_that_is_given_twice_at_once_reaches_the_provider_once()
    {
        var ceremony = await WantingPinAsync();
        Failure? second = null;
        ceremony.World.Provider.OnNextAuthorization =
            async () => second = (await ceremony.World.FailAsync(TestWorld.Ann, Pin(ceremony, "123456"))).Failure;

        (await ceremony.World.SendAsync(TestWorld.Ann, Pin(ceremony, "123456"))).State.ShouldBe(SigningState.Finishing);

        second.ShouldBe(Failures.AuthorizationUnderWay);
        ceremony.World.Provider.AuthorizationsAsked.ShouldBe(1);
    }

    [Theory]
    [InlineData(true, false, "", "pin")]
    [InlineData(false, true, "", "otp")]
    [InlineData(false, false, "https://provider.example/authorize", "code")]
    public async Task Nothing_at_all_does_not_count_as_a_wrong_pin_at_the_provider(bool pin, bool otp, string page, string field)
    {
        var ceremony = await WantingPinAsync(new RequiredAuthorization(pin, otp, "", page));

        var refused = await ceremony.World.FailAsync(TestWorld.Ann, Pin(ceremony, ""));

        refused.Violations.ShouldHaveSingleItem().Field.ShouldBe(field);
        (await ceremony.World.FailAsync(TestWorld.Ann, Pin(ceremony, new string('1', 101)))).Violations.ShouldHaveSingleItem().Field.ShouldBe("pin");
        ceremony.World.Provider.AuthorizationsAsked.ShouldBe(0);
    }

    [Fact]
    public async Task A_pin_can_be_given_again_after_a_call_that_failed()
    {
        var ceremony = await WantingPinAsync();
        ceremony.World.Provider.OnNextAuthorization = () => throw Failures.ProviderUnavailable.Because();
        (await ceremony.World.FailAsync(TestWorld.Ann, Pin(ceremony, "123456"))).Failure.ShouldBe(Failures.ProviderUnavailable);

        (await ceremony.World.SendAsync(TestWorld.Ann, Pin(ceremony, "123456"))).State.ShouldBe(SigningState.Finishing);
    }

    [Fact]
    public async Task A_token_that_signs_nothing_in_time_expires_without_anyone_being_asked()
    {
        var ceremony = await WithTokenAsync();
        await ceremony.AdvanceAsync();
        await ceremony.AdvanceAsync();
        ceremony.Wait(TimeSpan.FromMinutes(5));

        (await ceremony.AdvanceAsync()).Due.ShouldBeNull();

        (await ceremony.SigningAsync()).State.ShouldBe(SigningState.Expired);
        ceremony.World.Provider.Polled.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("ended", "CERTIFICATE_EXPIRED")]
    [InlineData("unfit", "CERTIFICATE_UNFIT")]
    [InlineData("untrusted", "CERTIFICATE_UNTRUSTED")]
    [InlineData("revoked", "CERTIFICATE_REVOKED")]
    [InlineData("another", "CERTIFICATE_NOT_FOUND")]
    [InlineData("garbage", "INVALID_REQUEST")]
    [InlineData("without", "TOKEN_CERTIFICATE_MISSING")]
    public async Task The_certificate_of_a_token_is_judged_like_any_other(string what, string code)
    {
        var ceremony = await WithTokenProfileAsync();
        var provider = ceremony.World.Provider;
        provider.Issue("elsewhere", TokenSerial, fit: what != "unfit", trusted: what != "untrusted", endsIn: what == "ended" ? TimeSpan.FromSeconds(-1) : null);
        if (what == "revoked") provider.Revocation[TokenSerial] = true;
        var request = ceremony.Request() with
        {
            ProfileId = ceremony.TokenProfileId,
            CertificateSerialNumber = what == "another" ? TestWorld.Serial : TokenSerial,
            TokenCertificateChain = what switch
            {
                "without" => null,
                "garbage" => ["garbage"u8.ToArray()],
                _ => [ScriptedProvider.TokenChain(TokenSerial)],
            },
        };

        (await ceremony.World.FailAsync(TestWorld.Ann, request)).Failure.Code.ShouldBe(code);
        ceremony.World.Streams.Log.ShouldNotContain(e => e.Event is SigningRequested);
    }

    [Fact]
    public async Task A_certificate_that_comes_with_the_request_is_for_tokens_only()
    {
        var ceremony = await Ceremony.PreparedAsync();
        var request = ceremony.Request() with { TokenCertificateChain = [ScriptedProvider.TokenChain(TestWorld.Serial)] };

        (await ceremony.World.FailAsync(TestWorld.Ann, request)).Failure.ShouldBe(Failures.TokenCertificateMissing);

        var ringing = await Ceremony.RingingAsync();
        var submit = new SubmitSignatures(ringing.SigningId, [new SubmittedSignature(ringing.AttachmentId, [1])], null);
        (await ringing.World.FailAsync(TestWorld.Ann, submit)).Failure.ShouldBe(Failures.SignaturesNotAsked);
    }

    private static AuthorizeSigning Pin(Ceremony ceremony, string pin) =>
        new(ceremony.SigningId, new SigningAuthorization(pin, "", "", ""));

    private static async Task<Ceremony> WantingPinAsync(RequiredAuthorization? wanted = null)
    {
        var ceremony = await Ceremony.RequestedAsync();
        ceremony.World.Provider.Wants = wanted ?? new RequiredAuthorization(true, false, "Mã PIN", "");
        await ceremony.AdvanceAsync();
        await ceremony.AdvanceAsync();
        return ceremony;
    }

    private static async Task<Ceremony> WithTokenProfileAsync()
    {
        var ceremony = await Ceremony.PreparedAsync();
        ceremony.TokenProfileId = await ceremony.World.ProfileAsync(null, new SignatureEntry(SignatureKind.Token, TestWorld.Account, "Token"));
        return ceremony;
    }

    private static async Task<Ceremony> WithTokenAsync(int files = 1)
    {
        var ceremony = await WithTokenProfileAsync();
        ceremony.World.Provider.Issue("elsewhere", TokenSerial);
        await ceremony.StartAsync(ceremony.Request([.. await ceremony.AttachAsync(files)]) with
        {
            ProfileId = ceremony.TokenProfileId,
            CertificateSerialNumber = TokenSerial,
            TokenCertificateChain = [ScriptedProvider.TokenChain(TokenSerial)],
        });
        return ceremony;
    }
}
