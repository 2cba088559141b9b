using KonTum.Tthc.Application.Signing;
using KonTum.Tthc.Domain.Failures;
using KonTum.Tthc.Domain.SignatureProfiles;
using Shouldly;

namespace KonTum.Tthc.Infrastructure.Tests.Signing;

/// <summary>Every published code of the facts, as an answer to each call.</summary>
public sealed class StatusCodesAreUnderstood
{
    private static readonly SignatureEntry Account = new(SignatureKind.SmartCa, "012345678901", "VNPT-CA");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(200, """{"status_code":200,"message":"sig_wait_for_user_confirm","data":{"signatures":null}}""", "Pending")]
    [InlineData(200, """{"status_code":200,"message":"anything else","data":null}""", "Pending")]
    [InlineData(200, """{"status_code":4000,"message":"WAITING_FOR_SIGNER_CONFIRM"}""", "Pending")]
    [InlineData(200, """{"status_code":200,"message":"WAITING_FOR_SIGNER_CONFIRM"}""", "Pending")]
    [InlineData(200, """{"status_code":6000,"message":"confirmed"}""", "Pending")]
    [InlineData(200, """{"status_code":4001,"message":"EXPIRED"}""", "Expired")]
    [InlineData(400, """{"status_code":4001,"message":"EXPIRED"}""", "Expired")]
    [InlineData(200, """{"status_code":"4001","message":""}""", "Expired")]
    [InlineData(200, """{"status_code":62002,"message":"transaction expired"}""", "Expired")]
    [InlineData(200, """{"status_code":4002,"message":"SIGNER_REJECTED"}""", "Rejected")]
    [InlineData(200, """{"status_code":1,"message":"user rejected"}""", "Rejected")]
    [InlineData(200, """{"status_code":200,"message":"SIGNER_REJECTED"}""", "Rejected")]
    [InlineData(200, """{"status_code":62000,"message":"transaction not found"}""", "Unknown")]
    [InlineData(404, """{"status_code":62000,"message":"transaction not found"}""", "Unknown")]
    [InlineData(200, """{"status_code":4003,"message":"AUTHORIZE_KEY_FAILED"}""", "SIGNING_PROVIDER_FAILED")]
    [InlineData(200, """{"status_code":4004,"message":"SIGN_FAILED"}""", "SIGNING_PROVIDER_FAILED")]
    [InlineData(200, """{"status_code":4005,"message":"quota"}""", "SIGNING_QUOTA_EXHAUSTED")]
    [InlineData(400, """{"status_code":400,"message":"SERVICE_PACK_EXEED_OR_INVALID"}""", "SIGNING_QUOTA_EXHAUSTED")]
    [InlineData(200, """{"status_code":13004,"message":"certificate expired/revoked"}""", "CERTIFICATE_REVOKED")]
    [InlineData(403, """{"status_code":403,"message":"CREDENTIAL_STATUS_INVALID"}""", "CERTIFICATE_REVOKED")]
    [InlineData(403, """{"status_code":403,"message":"CREDENTIAL_STATUS_INVALID: EXPIRED"}""", "CERTIFICATE_EXPIRED")]
    [InlineData(200, """{"status_code":60000,"message":"credential not exist"}""", "SIGNING_ACCOUNT_UNKNOWN")]
    [InlineData(200, """{"status_code":60001,"message":"mismatch"}""", "SIGNING_ACCOUNT_UNKNOWN")]
    [InlineData(200, """{"status_code":60002,"message":"no result"}""", "SIGNING_PROVIDER_FAILED")]
    [InlineData(200, """{"status_code":60003,"message":"credential status invalid"}""", "CERTIFICATE_REVOKED")]
    [InlineData(200, """{"status_code":61000,"message":"assign key failed"}""", "SIGNING_PROVIDER_FAILED")]
    [InlineData(200, """{"status_code":62001,"message":"mismatch"}""", "SIGNING_PROVIDER_FAILED")]
    [InlineData(200, """{"status_code":62003,"message":"not waiting"}""", "SIGNING_PROVIDER_FAILED")]
    [InlineData(200, """{"status_code":62010,"message":"bad data format"}""", "SIGNING_PROVIDER_FAILED")]
    [InlineData(200, """{"status_code":63000,"message":"signer authentication failed"}""", "SIGNING_PROVIDER_FAILED")]
    [InlineData(200, """{"status_code":63001,"message":"hash signer init failed"}""", "SIGNING_PROVIDER_FAILED")]
    [InlineData(200, """{"status_code":63002,"message":"upload failed"}""", "SIGNING_PROVIDER_FAILED")]
    [InlineData(200, """{"status_code":64000,"message":"unsupported file type"}""", "SIGNING_PROVIDER_FAILED")]
    [InlineData(200, """{"status_code":64001,"message":""}""", "SIGNING_PROVIDER_FAILED")]
    [InlineData(200, """{"status_code":64002,"message":""}""", "SIGNING_PROVIDER_FAILED")]
    // The older interface's 1 is SUCCESS, the SDK's 0 is ok: both come with signatures.
    [InlineData(200, """{"status_code":1,"message":"SUCCESS","data":{"signatures":[{"doc_id":"a","signature_value":"AQID"}]}}""", "Signed")]
    [InlineData(200, """{"status_code":0,"message":"ok","data":{"signatures":[{"doc_id":"a","signature_value":"AQID"}]}}""", "Signed")]
    [InlineData(200, """{"status_code":200,"message":"SUCCESS","data":{"signed_files":[{"doc_id":"a","signature_value":"AQID"}]}}""", "Signed")]
    // Thrown: they say nothing about the ceremony, so it is asked again.
    [InlineData(400, """{"status_code":400,"message":"BAD_REQUEST"}""", "thrown SIGNING_PROVIDER_FAILED")]
    [InlineData(400, """{"code":400,"message":"invalid document"}""", "thrown SIGNING_PROVIDER_FAILED")]
    [InlineData(500, """{"code":500,"message":"system error"}""", "thrown SIGNING_PROVIDER_FAILED")]
    [InlineData(401, """{"status_code":401,"message":"SP_CREDENTIAL_INVALID"}""", "thrown SIGNING_PROVIDER_REFUSES_PLATFORM")]
    [InlineData(500, """{"status_code":500,"message":"SERVER_INTERNAL_ERROR"}""", "thrown SIGNING_PROVIDER_FAILED")]
    [InlineData(503, """{"status_code":503,"message":"SERVICE_UNAVAILABLE"}""", "thrown SIGNING_PROVIDER_UNAVAILABLE")]
    [InlineData(504, """{}""", "thrown SIGNING_PROVIDER_UNAVAILABLE")]
    [InlineData(200, """{"status_code":99999,"message":"never heard of"}""", "thrown SIGNING_PROVIDER_FAILED")]
    [InlineData(200, """{"hello":"world"}""", "thrown SIGNING_PROVIDER_FAILED")]
    [InlineData(200, """{"status_code":200,"message":"SUCCESS","data":{"signatures":[]}}""", "thrown SIGNING_PROVIDER_FAILED")]
    [InlineData(200, """{"status_code":200,"message":"SUCCESS","data":{"signatures":[{"doc_id":"a","signature_value":"!"}]}}""", "thrown SIGNING_PROVIDER_FAILED")]
    [InlineData(200, """{"status_code":200,"message":"SUCCESS","data":{"signatures":[{"doc_id":"a","signature_value":null}]}}""", "thrown SIGNING_PROVIDER_FAILED")]
    public async Task When_asking_about_a_ceremony(int status, string body, string expected)
    {
        await using var gateway = await StubGateway.AnsweringAsync(status, body);
        await using var host = gateway.CreateHost(("Tthc:Gateways:Vnpt:Retries", "0"));

        string got;
        try
        {
            var outcome = await host.Get<IRemoteSigning>().PollAsync(Account, "f0b5-transaction", "", Cancellation);
            got = outcome is RemoteOutcome.Failed failed ? failed.Cause.Code : outcome.GetType().Name;
        }
        catch (FailureException failure)
        {
            got = "thrown " + failure.Failure.Code;
        }

        got.ShouldBe(expected);
    }

    [Theory]
    [InlineData(200, """{"status_code":60000,"message":"credential not exist"}""", "SIGNING_ACCOUNT_UNKNOWN")]
    [InlineData(401, """{"status_code":401,"message":"SP_CREDENTIAL_INVALID: user account invalid"}""", "SIGNING_ACCOUNT_UNKNOWN")]
    [InlineData(401, """{"status_code":401,"message":"Thuê bao không tồn tại"}""", "SIGNING_ACCOUNT_UNKNOWN")]
    [InlineData(401, """{"status_code":401,"message":"SP_CREDENTIAL_INVALID: service provider account invalid"}""", "SIGNING_PROVIDER_REFUSES_PLATFORM")]
    [InlineData(200, """{"status_code":401,"message":"SP_CREDENTIAL_INVALID"}""", "SIGNING_PROVIDER_REFUSES_PLATFORM")]
    [InlineData(401, """{"code":401,"message":"invalid credentials"}""", "SIGNING_PROVIDER_REFUSES_PLATFORM")]
    [InlineData(403, """{"status_code":403,"message":"CREDENTIAL_STATUS_INVALID"}""", "CERTIFICATE_REVOKED")]
    [InlineData(403, """{"code":403,"message":"certificate revoked"}""", "CERTIFICATE_REVOKED")]
    [InlineData(400, """{"status_code":400,"message":"SERVICE_PACK_EXEED_OR_INVALID"}""", "SIGNING_QUOTA_EXHAUSTED")]
    [InlineData(400, """{"status_code":400,"message":"BAD_REQUEST"}""", "SIGNING_PROVIDER_FAILED")]
    [InlineData(500, """{"status_code":500,"message":"SERVER_INTERNAL_ERROR"}""", "SIGNING_PROVIDER_FAILED")]
    [InlineData(400, """{"code":400,"message":"invalid document"}""", "SIGNING_PROVIDER_FAILED")]
    [InlineData(500, """{"code":500,"message":"system error"}""", "SIGNING_PROVIDER_FAILED")]
    [InlineData(502, """{}""", "SIGNING_PROVIDER_UNAVAILABLE")]
    [InlineData(503, """{"status_code":503,"message":"SERVICE_UNAVAILABLE"}""", "SIGNING_PROVIDER_UNAVAILABLE")]
    [InlineData(429, """{}""", "SIGNING_PROVIDER_UNAVAILABLE")]
    public async Task When_listing_certificates_and_when_starting(int status, string body, string expected)
    {
        await using var gateway = await StubGateway.AnsweringAsync(status, body);
        await using var host = gateway.CreateHost(("Tthc:Gateways:Vnpt:Retries", "0"));
        var remote = host.Get<IRemoteSigning>();

        var listing = await Should.ThrowAsync<FailureException>(() => remote.ListCertificatesAsync(Account, Cancellation));
        var starting = await Should.ThrowAsync<FailureException>(() => remote.StartAsync(
            Asking.Request(Account, "0A", "f0b5-transaction", "Ký", [("a.pdf", new byte[32])]), Cancellation));

        listing.Failure.Code.ShouldBe(expected);
        starting.Failure.Code.ShouldBe(expected);
    }

    [Fact]
    public async Task Signatures_are_read_by_document_and_line_breaks_do_not_matter()
    {
        await using var gateway = await StubGateway.AnsweringAsync(
            200, """{"status_code":200,"message":"SUCCESS","data":{"signatures":[{"doc_id":"đơn.pdf","signature_value":"AQ\r\nID"},{"doc_id":"b.pdf","signature_value":"BAU="}]}}""");
        await using var host = gateway.CreateHost();

        var outcome = await host.Get<IRemoteSigning>().PollAsync(Account, "f0b5-transaction", "", Cancellation);

        var signed = outcome.ShouldBeOfType<RemoteOutcome.Signed>().Signatures;
        signed["đơn.pdf"].ShouldBe(new byte[] { 1, 2, 3 });
        signed["b.pdf"].ShouldBe(new byte[] { 4, 5 });
        gateway.Requests.ShouldHaveSingleItem().Body.ShouldBe("{}");
    }
}
