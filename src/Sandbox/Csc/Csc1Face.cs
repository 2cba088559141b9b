using KonTum.Tthc.Sandbox.Authorities;
using KonTum.Tthc.Sandbox.Gateways;

namespace KonTum.Tthc.Sandbox.Csc;

/// <summary>CSC API 1.0.4.0. A phone confirmation holds credentials/authorize open until the person has decided.</summary>
internal sealed class Csc1Face(CscParts parts) : CscFace(GatewayNames.Csc1, "CSC-DEMO-1", "v1", parts)
{
    private const int MostResults = 100;
    private static readonly string[] AuthTypes = ["basic", "oauth2client"];
    private static readonly string[] Methods =
    [
        "auth/login", "auth/revoke", "credentials/list", "credentials/info", "credentials/authorize", "credentials/extendTransaction",
        "credentials/sendOTP", "signatures/signHash", "signatures/timestamp",
    ];

    protected override string DigestsName => "hash";

    protected override void MapMore(IEndpointRouteBuilder calls)
    {
    }

    protected override Task<IResult> InfoAsync(CscCall call) => Task.FromResult(CscWire.Answer(new
    {
        specs = "1.0.4.0",
        name = "Dịch vụ ký số CSC 1 (sandbox)",
        logo = $"{Parts.Address.Url}{CscLogo.Path}",
        region = "VN",
        lang = call.Body.Text("lang") ?? "vi-VN",
        description = "Ký số từ xa theo CSC API 1.0.4.0, chỉ để trình diễn",
        authType = AuthTypes,
        oauth2 = $"{Parts.Address.Url}/{Name}/",
        methods = Methods,
    }));

    protected override Task<IResult> ListAsync(CscCall call)
    {
        var user = UserOf(call);
        var most = call.Body.Integer("maxResults") ?? MostResults;
        if (most < 1)
            throw CscRefusal.Invalid("maxResults");
        var first = 0;
        if (call.Body.Text("pageToken") is { Length: > 0 } token && (!int.TryParse(token, out first) || first < 1))
            throw CscRefusal.Invalid("pageToken");
        var all = Parts.Pki.FindAccount(CaName, user)!;
        var page = all.Skip(first).Take(Math.Min(most, MostResults)).ToList();
        var next = first + page.Count;
        return Task.FromResult(CscWire.Answer(new
        {
            credentialIDs = page.Select(c => c.CredentialId()),
            nextPageToken = next < all.Count ? $"{next}" : null,
        }));
    }

    protected override async Task<IResult> AuthorizeAsync(CscCall call)
    {
        var certificate = CredentialOf(call, Tokens.Authenticate(call.Context.Request));
        var (count, digests) = await ReadOrderAsync(call, certificate);
        var plan = certificate.Plan.Csc!;
        CscSad sad;
        if (plan.AuthMode == "implicit")
        {
            var request = await RingAsync(certificate, digests, call.Body.Text("description"), call.Cancellation);
            sad = await AwaitPhoneAsync(request, certificate, count, digests, call.Cancellation);
        }
        else
        {
            var pin = plan.Pin is null ? null : call.Body.RequiredText("PIN");
            var otp = plan.Otp is null ? null : call.Body.RequiredText("OTP");
            CheckSecrets(certificate, pin, otp, tellsWhich: true);
            sad = Authorizations.Issue(new CscTransaction(certificate.CredentialId(), count, null), digests);
        }

        return CscWire.Answer(new { SAD = sad.Value, expiresIn = Authorizations.SadLifetimeSeconds });
    }

    protected override async Task<IResult> SignHashAsync(CscCall call)
    {
        var signatures = await SignAsync(call, "hashAlgo");
        return CscWire.Answer(new { signatures = signatures.Select(Convert.ToBase64String) });
    }

    protected override object Describe(
        PersonalCertificate certificate, string status, string certificates, bool certInfo, bool authInfo)
    {
        var plan = certificate.Plan.Csc!;
        return new
        {
            description = certificate.Plan.ServiceName,
            key = DescribeKey(certificate),
            cert = DescribeCertificate(certificate, status, certificates, certInfo),
            authMode = plan.AuthMode,
            SCAL = plan.Scal,
            PIN = authInfo && plan.AuthMode == "explicit"
                ? new { presence = plan.Pin is null ? "false" : "true", format = "N", label = "Mã PIN", description = "Nhập mã PIN ký số" }
                : null,
            OTP = authInfo && plan.AuthMode == "explicit"
                ? new
                {
                    presence = plan.Otp is null ? "false" : "true",
                    type = plan.Otp ?? "offline",
                    ID = $"OTP-{certificate.CredentialId()[..8]}",
                    provider = plan.Otp == "online" ? "sms" : "totp",
                    format = "N",
                    label = plan.Otp == "online" ? "Mã OTP gửi qua SMS" : "Mã OTP trên ứng dụng",
                    description = "Nhập 6 chữ số của mã OTP",
                }
                : null,
            multisign = plan.Multisign,
            lang = "vi-VN",
        };
    }
}
