using KonTum.Tthc.Sandbox.Authorities;
using KonTum.Tthc.Sandbox.Faults;
using KonTum.Tthc.Sandbox.Gateways;

namespace KonTum.Tthc.Sandbox.Csc;

/// <summary>
/// CSC API 2.0. A phone confirmation answers 202 with a handle and is asked about with authorizeCheck; signHash can be asked to go on
/// by itself and is then asked about with signPolling.
/// </summary>
internal sealed class Csc2Face(CscParts parts) : CscFace(GatewayNames.Csc2, "CSC-DEMO-2", "v2", parts)
{
    private const string PinId = "PIN";
    private const string OtpId = "OTP";
    private const string PhoneId = "mobile";
    private const int LongestValidityMilliseconds = 24 * 60 * 60 * 1000;
    private static readonly string[] AuthTypes = ["oauth2client", "basic"];
    private static readonly string[] Algorithms = [RsaOid, RsaSha256Oid, RsaPssOid, EcdsaSha256Oid];
    private static readonly string[] Methods =
    [
        "auth/login", "auth/revoke", "credentials/list", "credentials/info", "credentials/authorize", "credentials/authorizeCheck",
        "credentials/getChallenge", "credentials/sendOTP", "credentials/extendTransaction", "signatures/signHash",
        "signatures/signPolling", "signatures/timestamp",
    ];
    private static readonly TimeSpan AsynchronousWork = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan HandleLifetime = TimeSpan.FromHours(1);
    private readonly Expiring<Underway> underway = new(parts.Time);
    private readonly Expiring<Response> responses = new(parts.Time);

    protected override string DigestsName => "hashes";

    protected override void MapMore(IEndpointRouteBuilder calls)
    {
        On(calls, "/credentials/authorizeCheck", FaultCalls.AuthorizeCheck, CheckAsync);
        On(calls, "/credentials/getChallenge", FaultCalls.SendOtp, ChallengeAsync);
        On(calls, "/signatures/signPolling", FaultCalls.Status, PollAsync);
        On(calls, "/signatures/signDoc", null, call =>
        {
            Tokens.Authenticate(call.Context.Request);
            throw CscRefusal.NotOffered("signatures/signDoc");
        });
    }

    protected override Task<IResult> InfoAsync(CscCall call) => Task.FromResult(CscWire.Answer(new
    {
        specs = "2.0.0.0",
        name = "Dịch vụ ký số CSC 2 (sandbox)",
        logo = $"{Parts.Address.Url}{CscLogo.Path}",
        region = "VN",
        lang = call.Body.Text("lang") ?? "vi-VN",
        description = "Ký số từ xa theo CSC API 2.0, chỉ để trình diễn",
        authType = AuthTypes,
        oauth2 = $"{Parts.Address.Url}/{Name}/",
        asynchronousOperationMode = true,
        methods = Methods,
        validationInfo = false,
        signAlgorithms = new { algos = Algorithms },
        signature_formats = new { formats = Array.Empty<string>(), envelope_properties = Array.Empty<string[]>() },
        conformance_levels = Array.Empty<string>(),
    }));

    protected override async Task<IResult> ListAsync(CscCall call)
    {
        var user = UserOf(call);
        var onlyValid = call.Body.Flag("onlyValid");
        var withInfo = call.Body.Flag("credentialInfo");
        var found = new List<PersonalCertificate>();
        foreach (var certificate in Parts.Pki.FindAccount(CaName, user)!)
            if (!onlyValid || await IsUsableAsync(certificate, call.Cancellation))
                found.Add(certificate);
        var infos = new List<object>();
        foreach (var certificate in found)
            infos.Add(await DescribeAsync(certificate, call));
        return CscWire.Answer(new
        {
            credentialIDs = found.Select(c => c.CredentialId()),
            credentialInfos = withInfo ? infos : null,
            onlyValid = onlyValid ? true : (bool?)null,
        });
    }

    protected override async Task<IResult> AuthorizeAsync(CscCall call)
    {
        var certificate = CredentialOf(call, Tokens.Authenticate(call.Context.Request));
        var (count, digests) = await ReadOrderAsync(call, certificate);
        if (digests is not null && call.Body.Text("hashAlgorithmOID") is not (null or Sha256Oid))
            throw CscRefusal.Invalid("hashAlgorithmOID");
        var given = call.Body.AuthData();
        var plan = certificate.Plan.Csc!;
        if (given.Keys.FirstOrDefault(id => !Objects(plan).Contains(id)) is not null)
            throw CscRefusal.WrongAuthentication();
        if (plan.AuthMode == "implicit")
        {
            var request = await RingAsync(certificate, digests, call.Body.Text("description"), call.Cancellation);
            var handle = CscTokens.NewName();
            underway.Add(handle, new Underway(request.Id, certificate, count, digests), Now.Add(HandleLifetime));
            return CscWire.Answer(new { handle }, StatusCodes.Status202Accepted);
        }

        CheckSecrets(certificate, given.GetValueOrDefault(PinId), given.GetValueOrDefault(OtpId), tellsWhich: false);
        return Answer(Authorizations.Issue(new CscTransaction(certificate.CredentialId(), count, null), digests));
    }

    protected override async Task<IResult> SignHashAsync(CscCall call)
    {
        var body = call.Body;
        var mode = body.Text("operationMode") ?? "S";
        if (mode is not ("S" or "A"))
            throw CscRefusal.Invalid("operationMode");
        var validity = 0;
        if (mode == "A")
        {
            validity = ValidityPeriod(body);
            if (body.Text("response_uri") is { } uri && !IsHttp(uri))
                throw CscRefusal.Invalid("response_uri");
        }

        var signatures = await SignAsync(call, "hashAlgorithmOID");
        if (mode == "S")
            return CscWire.Answer(new { signatures = signatures.Select(Convert.ToBase64String) });
        var name = CscTokens.NewName();
        responses.Add(name, new Response(AccountOf(body), signatures, Now.Add(AsynchronousWork)), Now.AddMilliseconds(validity));
        return CscWire.Answer(new { responseID = name });
    }

    protected override object Describe(
        PersonalCertificate certificate, string status, string certificates, bool certInfo, bool authInfo)
    {
        var plan = certificate.Plan.Csc!;
        object? Password(string id, bool wanted, string label, string? generator, string description) => wanted
            ? new { type = "Password", id, format = "N", label, generator, description }
            : null;
        object?[] objects =
        [
            Password(PinId, plan.AuthMode == "explicit" && plan.Pin is not null, "Mã PIN", null, "Nhập mã PIN ký số"),
            Password(
                OtpId, plan.AuthMode == "explicit" && plan.Otp is not null, plan.Otp == "online" ? "Mã OTP gửi qua SMS" : "Mã OTP trên ứng dụng",
                plan.Otp == "online" ? "sms" : "totp", "Nhập 6 chữ số của mã OTP"),
            plan.AuthMode == "implicit" ? new { type = "MobileApp", id = PhoneId, label = "Ứng dụng ký số trên điện thoại" } : null,
        ];
        return new
        {
            credentialID = certificate.CredentialId(),
            description = certificate.Plan.ServiceName,
            key = DescribeKey(certificate),
            cert = DescribeCertificate(certificate, status, certificates, certInfo),
            // Version 2 has no mode for the phone: it is an authentication object of "explicit".
            auth = new
            {
                mode = plan.AuthMode == "oauth2code" ? "oauth2code" : "explicit",
                expression = authInfo && plan.AuthMode != "oauth2code" && Objects(plan).Any() ? string.Join(" AND ", Objects(plan)) : null,
                objects = authInfo && plan.AuthMode != "oauth2code" ? objects.Where(o => o is not null) : null,
            },
            SCAL = plan.Scal,
            signatureQualifier = certificate.Plan.ServiceType == "ESEAL" ? "eu_eidas_aeseal" : null,
            multisign = plan.Multisign,
            lang = "vi-VN",
        };
    }

    protected override string? AccountOf(CscBody body) =>
        body.Peek("handle") is { } handle ? underway.Find(handle).Value?.Certificate.Account.UserId
        : body.Peek("requestID") is { } response ? responses.Find(response).Value?.Account
        : base.AccountOf(body);

    private static IEnumerable<string> Objects(Demonstration.CscPlan plan)
    {
        if (plan.AuthMode == "implicit")
            yield return PhoneId;
        if (plan.AuthMode == "explicit" && plan.Pin is not null)
            yield return PinId;
        if (plan.AuthMode == "explicit" && plan.Otp is not null)
            yield return OtpId;
    }

    private static int ValidityPeriod(CscBody body)
    {
        int? given;
        try
        {
            given = body.Integer("validity_period");
        }
        catch (CscRefusal)
        {
            throw CscRefusal.Invalid("validity_period");
        }

        return given is null ? LongestValidityMilliseconds
            : given is > 0 and <= LongestValidityMilliseconds ? given.Value
            : throw CscRefusal.Request("Out of bounds parameter validity_period");
    }

    private static bool IsHttp(string uri) =>
        Uri.TryCreate(uri, UriKind.Absolute, out var parsed) && (parsed.Scheme == Uri.UriSchemeHttps || parsed.Scheme == Uri.UriSchemeHttp);

    private IResult Answer(CscSad sad) => CscWire.Answer(new { SAD = sad.Value, expiresIn = Authorizations.SadLifetimeSeconds });

    private async Task<bool> IsUsableAsync(PersonalCertificate certificate, CancellationToken cancellation)
    {
        try
        {
            await CheckUsableAsync(certificate, cancellation);
            return true;
        }
        catch (CscRefusal)
        {
            return false;
        }
    }

    private async Task<IResult> CheckAsync(CscCall call)
    {
        var caller = Tokens.Authenticate(call.Context.Request);
        var handle = call.Body.RequiredText("handle");
        if (underway.Find(handle) is not ({ } found, false)
            || (caller.UserId is { } user && user != found.Certificate.Account.UserId))
            throw CscRefusal.Invalid("handle");
        var request = (await Parts.Requests.FindAsync(found.Request, call.Cancellation))!;
        if (request.StateAt(Now) == SigningState.Waiting)
            return CscWire.Answer(new { handle }, StatusCodes.Status202Accepted);
        // One confirmation, one activation data, also when an answer was lost and the question comes again.
        lock (found)
            found.Sad ??= Settled(request, found.Certificate, found.Count, found.Digests);
        return Answer(found.Sad);
    }

    private async Task<IResult> ChallengeAsync(CscCall call)
    {
        var certificate = CredentialOf(call, Tokens.Authenticate(call.Context.Request));
        if (call.Body.RequiredText("authObjectID") != OtpId)
            throw CscRefusal.Invalid("authObjectID");
        await SendOtpAsync(certificate, call.Cancellation);
        return Results.NoContent();
    }

    private Task<IResult> PollAsync(CscCall call)
    {
        var caller = Tokens.Authenticate(call.Context.Request);
        if (caller.UserId is not null && call.Body.Text("userID") is not null)
            throw CscRefusal.Request("userID parameter SHALL be null");
        if (responses.Find(call.Body.RequiredText("requestID")) is not ({ } response, false))
            throw CscRefusal.Invalid("requestID");
        if (Now < response.ReadyAt)
            return Task.FromResult(new CscRefusal(
                StatusCodes.Status202Accepted, "accepted_request",
                "The previous async request has been accepted but not yet completed").Answer());
        return Task.FromResult(CscWire.Answer(new { signatures = response.Signatures.Select(Convert.ToBase64String) }));
    }

    private sealed class Underway(Guid request, PersonalCertificate certificate, int count, IReadOnlyList<byte[]>? digests)
    {
        public Guid Request { get; } = request;

        public PersonalCertificate Certificate { get; } = certificate;

        public int Count { get; } = count;

        public IReadOnlyList<byte[]>? Digests { get; } = digests;

        public CscSad? Sad { get; set; }
    }

    private sealed record Response(string? Account, IReadOnlyList<byte[]> Signatures, DateTimeOffset ReadyAt);
}
