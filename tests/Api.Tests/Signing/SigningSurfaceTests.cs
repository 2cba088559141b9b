using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using KonTum.Tthc.Api.Tests.Serving;
using KonTum.Tthc.Application.SignatureProfiles.ConnectAccount;
using KonTum.Tthc.Application.Signing.AuthorizeSigning;
using KonTum.Tthc.Application.Signing.FindPlacements;
using KonTum.Tthc.Application.Signing.StartSigning;
using KonTum.Tthc.Application.Signing.SubmitSignatures;
using Shouldly;
using GetSigningQuery = KonTum.Tthc.Application.Signing.GetSigning.GetSigning;
using V1 = KonTum.Tthc.Contract.V1;

namespace KonTum.Tthc.Api.Tests.Signing;

/// <summary>Every field of the calls about signing gets from the wire to the use case and back, on both surfaces.</summary>
public sealed class SigningSurfaceTests(ApiServer server) : IClassFixture<ApiServer>
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private V1.Signing.SigningClient Signings => new(server.Calls);

    private V1.SignatureProfiles.SignatureProfilesClient Profiles => new(server.Calls);

    private Metadata Token => ApiServer.Bearer(server.Identity.Token());

    [Fact]
    public async Task A_signing_is_told_with_everything_that_is_known_of_it()
    {
        var told = await Signings.GetSigningAsync(new V1.GetSigningRequest { SigningId = Guid.NewGuid().ToString() }, Token, cancellationToken: Stop);

        told.State.ShouldBe(V1.SigningState.Requested);
        (told.ConfirmationCount, told.Confirmation).ShouldBe((3, 2));
        told.RequiredAuthorization.ShouldBe(new V1.RequiredAuthorization { Pin = true, Label = "Mã PIN" });
        told.Notices.ShouldHaveSingleItem().Code.ShouldBe("IDENTITY_DIFFERS");
        told.ResumedSigningId.ShouldEndWith("b");
        var item = told.Items.ShouldHaveSingleItem();
        item.State.ShouldBe(V1.SigningItemState.NotSigned);
        item.FailureCode.ShouldBe("SEVERAL_CONFIRMATIONS");
        item.Message.ShouldBe("Nhà cung cấp nhận tối đa 2 tệp mỗi lần: cần xác nhận 3 lần trên điện thoại.");
        item.MessageEn.ShouldBe("The provider takes 2 files at once: 3 confirmations on the phone are needed.");
        item.Confirmation.ShouldBe(2);
        item.Placement.ShouldBe(new V1.Placement { Page = 1, X = 2, Y = 3, Width = 40, Height = 50 });
        item.DigestToSign.ToByteArray().ShouldBe([1, 2, 3]);
    }

    [Fact]
    public async Task The_wait_and_the_etag_arrive_from_the_query_of_a_REST_call_and_from_the_message()
    {
        using var http = server.Http(server.Identity.Token());
        var id = Guid.NewGuid();
        using var answer = await http.GetAsync($"/v1/signings/{id}?wait=1.5s&etag=7", Stop);

        answer.StatusCode.ShouldBe(HttpStatusCode.OK, await answer.Content.ReadAsStringAsync(Stop));
        server.Seen.Last<GetSigningQuery>().ShouldBe(new GetSigningQuery(id, TimeSpan.FromSeconds(1.5), "7"));
        await Signings.GetSigningAsync(
            new V1.GetSigningRequest { SigningId = id.ToString(), Wait = Duration.FromTimeSpan(TimeSpan.FromSeconds(60)) }, Token, cancellationToken: Stop);
        server.Seen.Last<GetSigningQuery>().Wait.ShouldBe(TimeSpan.FromSeconds(60));
    }

    [Theory]
    [InlineData(61, 0)]
    [InlineData(60, 100)]
    [InlineData(-1, 0)]
    [InlineData(0, -1)]
    [InlineData(315_576_000_000, 0)]
    public async Task A_wait_that_is_too_long_or_negative_is_refused(long seconds, int nanos)
    {
        var request = new V1.GetSigningRequest { SigningId = Guid.NewGuid().ToString(), Wait = new Duration { Seconds = seconds, Nanos = nanos } };
        var refused = await Should.ThrowAsync<RpcException>(async () => await Signings.GetSigningAsync(request, Token, cancellationToken: Stop));
        refused.StatusCode.ShouldBe(StatusCode.InvalidArgument);
    }

    [Fact]
    public async Task A_start_takes_placements_and_a_token_and_waits_until_the_files_are_prepared()
    {
        var request = new V1.StartSigningRequest
        {
            DossierId = Guid.NewGuid().ToString(),
            ProfileId = Guid.NewGuid().ToString(),
            CertificateSerialNumber = "5404",
            Targets =
            {
                new V1.SigningTarget { ComponentId = "a", AttachmentId = Guid.NewGuid().ToString(), Placement = new V1.Placement { Page = 2, Width = 50, Height = 20 } },
            },
            TokenCertificateChain = { ByteString.CopyFrom(1, 2), ByteString.CopyFrom(3) },
        };
        (await Signings.StartSigningAsync(request, Token, cancellationToken: Stop)).State.ShouldBe(V1.SigningState.Requested, "without a wait");

        request.Wait = Duration.FromTimeSpan(TimeSpan.FromSeconds(30));
        var told = await Signings.StartSigningAsync(request, Token, cancellationToken: Stop);

        told.State.ShouldBe(V1.SigningState.WaitingForConfirmation);
        var started = server.Seen.Last<StartSigning>();
        started.Targets[0].Placement!.Page.ShouldBe(2);
        started.Targets[0].Keyword.ShouldBeNull();
        started.TokenCertificateChain!.Select(Convert.ToHexString).ShouldBe(["0102", "03"]);
    }

    [Fact]
    public async Task A_wait_that_is_refused_starts_nothing()
    {
        var id = Guid.NewGuid();
        var request = new V1.StartSigningRequest { DossierId = id.ToString(), Wait = Duration.FromTimeSpan(TimeSpan.FromSeconds(31)) };
        await Should.ThrowAsync<RpcException>(async () => await Signings.StartSigningAsync(request, Token, cancellationToken: Stop));
        server.Seen.Requests.OfType<StartSigning>().ShouldNotContain(s => s.DossierId == id);
    }

    [Fact]
    public async Task What_a_person_types_gets_through_and_into_no_log()
    {
        const string pin = "73510028", password = "Mat-khau-bi-mat";
        await Signings.AuthorizeSigningAsync(
            new V1.AuthorizeSigningRequest { SigningId = Guid.NewGuid().ToString(), Pin = pin, Otp = "1", Code = "c", State = "s" }, Token, cancellationToken: Stop);
        var entry = new V1.SignatureEntry { Kind = V1.SignatureKind.Remote, Account = "062090000001", Provider = "MISA-CA" };
        var connected = await Profiles.ConnectAccountAsync(
            new V1.ConnectAccountRequest { ProfileId = Guid.NewGuid().ToString(), Entry = entry, UserName = "lan@example.vn", Password = password },
            Token, cancellationToken: Stop);

        server.Seen.Last<AuthorizeSigning>().Authorization.Pin.ShouldBe(pin);
        server.Seen.Last<ConnectAccount>().Login.Password.ShouldBe(password);
        (connected.Connected, connected.OtpRequired).ShouldBe((true, false));
        $"{server.Seen.Last<AuthorizeSigning>()} {server.Seen.Last<ConnectAccount>()}".ShouldNotContain(pin);
        $"{server.Seen.Last<AuthorizeSigning>()} {server.Seen.Last<ConnectAccount>()}".ShouldNotContain("062090000001");
        server.Logs.Lines.Count.ShouldBeGreaterThan(0);
        server.Logs.Lines.ShouldNotContain(l => l.Text.Contains(pin) || l.Text.Contains(password) || l.Text.Contains("lan@example.vn"));
    }

    [Fact]
    public async Task Signatures_of_a_token_arrive_as_they_were_made()
    {
        var attachment = Guid.NewGuid();
        await Signings.SubmitSignaturesAsync(
            new V1.SubmitSignaturesRequest
            {
                SigningId = Guid.NewGuid().ToString(),
                Signatures = { new V1.SubmittedSignature { AttachmentId = attachment.ToString(), Value = ByteString.CopyFrom(9, 8) } },
            },
            Token, cancellationToken: Stop);
        var value = server.Seen.Last<SubmitSignatures>().Signatures.ShouldHaveSingleItem();
        value.AttachmentId.ShouldBe(attachment);
        value.Value.ShouldBe([9, 8]);
    }

    [Fact]
    public async Task A_search_for_a_place_takes_the_usual_size_and_tells_hits_and_pages()
    {
        using var http = server.Http(server.Identity.Token());
        var (dossier, attachment) = (Guid.NewGuid(), Guid.NewGuid());
        var answer = await http.GetFromJsonAsync<JsonElement>(
            $"/v1/dossiers/{dossier}/components/to-khai/attachments/{attachment}:findPlacements?keyword=ng%C6%B0%E1%BB%9Di%20n%E1%BB%99p", Stop);

        server.Seen.Last<FindPlacements>().ShouldBe(new FindPlacements(dossier, "to-khai", attachment, "người nộp", 180, 60));
        answer.GetProperty("outcome").GetString().ShouldBe("PLACEMENT_OUTCOME_SEVERAL");
        var hit = answer.GetProperty("hits")[0];
        hit.GetProperty("placement").GetProperty("width").GetDouble().ShouldBe(180);
        hit.GetProperty("keyword").GetProperty("height").GetDouble().ShouldBe(40);
        hit.GetProperty("context").GetString().ShouldBe("Người nộp đơn ký tên");
        hit.GetProperty("occurrence").GetInt32().ShouldBe(1);
        answer.GetProperty("pagesWithoutText").EnumerateArray().Select(p => p.GetInt32()).ShouldBe([2, 3]);
    }

    [Fact]
    public async Task Providers_tell_their_limits_and_their_logo_is_a_picture_that_runs_nothing()
    {
        var provider = (await Profiles.ListSignatureProvidersAsync(new V1.ListSignatureProvidersRequest(), cancellationToken: Stop)).Providers.Single();
        provider.HasLogo.ShouldBeTrue();
        provider.MaxDocuments.ShouldBe([20, 5]);
        provider.ConnectedKinds.ShouldBe([V1.SignatureKind.Remote]);

        using var http = server.Http();
        using var logo = await http.GetAsync("/v1/signatureProviders/MISA-CA/logo", Stop);
        logo.Content.Headers.ContentType!.MediaType.ShouldBe("image/svg+xml");
        (await logo.Content.ReadAsStringAsync(Stop)).ShouldBe("<svg/>");
        logo.Headers.GetValues("Content-Security-Policy").Single().ShouldContain("sandbox");
        using var none = await http.GetAsync("/v1/signatureProviders/Newtel-CA/logo", Stop);
        none.StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Webhooks_tell_their_secret_once()
    {
        var webhooks = new V1.SigningWebhooks.SigningWebhooksClient(server.Calls);
        var created = await webhooks.CreateSigningWebhookAsync(
            new V1.CreateSigningWebhookRequest { Url = "https://example.vn/hook" }, Token, cancellationToken: Stop);
        var listed = (await webhooks.ListSigningWebhooksAsync(new V1.ListSigningWebhooksRequest(), Token, cancellationToken: Stop)).Webhooks.Single();

        created.Secret.ShouldBe("whsec_c2VjcmV0");
        (listed.Secret, listed.Url, listed.UndeliveredCount).ShouldBe(("", "https://example.vn/hook", 7));
        listed.LastDeliveryTime.ToDateTimeOffset().ShouldBe(DateTimeOffset.UnixEpoch.AddDays(1));
    }

    [Fact]
    public void Numbers_that_are_mapped_by_their_value_are_the_same_on_both_sides()
    {
        Same<Application.Signing.PlacementOutcome, V1.PlacementOutcome>();
        Same<Application.Signing.SigningItemState, V1.SigningItemState>();
        Same<Domain.SignatureProfiles.SignatureKind, V1.SignatureKind>();

        static void Same<TOurs, TTheirs>()
            where TOurs : struct, System.Enum
            where TTheirs : struct, System.Enum =>
            System.Enum.GetValues<TOurs>().Select(v => $"{v:G} {v:D}".ToUpperInvariant()).ShouldBe(
                System.Enum.GetValues<TTheirs>().Select(v => $"{v:G} {v:D}".ToUpperInvariant()).Where(v => !v.EndsWith(" 0", StringComparison.Ordinal)));
    }
}
