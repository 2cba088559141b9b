using KonTum.Tthc.Sandbox.Authorities;
using KonTum.Tthc.Sandbox.Demonstration;
using KonTum.Tthc.Sandbox.Faults;
using KonTum.Tthc.Sandbox.Gateways;
using Org.BouncyCastle.Asn1;
using Org.BouncyCastle.Asn1.Nist;
using Org.BouncyCastle.Asn1.Pkcs;

namespace KonTum.Tthc.Sandbox.Csc;

/// <summary>The parts of the sandbox that a CSC face stands on.</summary>
internal sealed record CscParts(
    NationalPki Pki,
    RevocationRegister Revocations,
    SigningRequests Requests,
    ServiceProviderAccount ServiceProvider,
    DemonstrationPeople People,
    TimestampService Timestamps,
    GatewaySwitches Switches,
    FaultEngine Faults,
    SignatureFaults Signatures,
    PublicAddress Address,
    IConfiguration Configuration,
    TimeProvider Time,
    ILogger<CscParts> Logger);

/// <summary>
/// A service with the interface of the Cloud Signature Consortium: what its versions have in common. Tokens, activation data and
/// one-time passwords are held in memory, as a service holds them beside its HSM; a confirmation on the phone is stored like everyone's.
/// </summary>
internal abstract partial class CscFace(string name, string caName, string version, CscParts parts)
{
    protected const string Sha256Oid = "2.16.840.1.101.3.4.2.1";
    protected const string RsaOid = "1.2.840.113549.1.1.1";
    protected const string RsaSha256Oid = "1.2.840.113549.1.1.11";
    protected const string RsaPssOid = "1.2.840.113549.1.1.10";
    protected const string EcdsaSha256Oid = "1.2.840.10045.4.3.2";
    private const string P256Oid = "1.2.840.10045.3.1.7";
    private const string SadLifetimeSetting = "Sandbox:Demonstration:SadLifetimeSeconds";
    private const int UsualSadLifetimeSeconds = 3600;
    private const int LongestDescription = 500;
    private readonly Lazy<Dictionary<string, PersonalCertificate>> credentials = new(() => parts.Pki.PersonalCertificates
        .Where(c => c.Authority.CaName == caName).ToDictionary(c => c.CredentialId()));

    /// <summary>The name in paths and in the control calls.</summary>
    public string Name { get; } = name;

    public string CaName { get; } = caName;

    public CscAuthorizations Authorizations { get; } =
        new(parts.Time, parts.Configuration.GetValue(SadLifetimeSetting, UsualSadLifetimeSeconds));

    protected CscParts Parts { get; } = parts;

    protected CscTokens Tokens { get; } = new(caName, parts.ServiceProvider, parts.People, parts.Time);

    protected DateTimeOffset Now => Parts.Time.GetUtcNow();

    public void Map(IEndpointRouteBuilder routes)
    {
        var calls = routes.MapGroup($"/{Name}/csc/{version}").AddEndpointFilter(GuardAsync);
        On(calls, "/info", null, InfoAsync);
        On(calls, "/auth/login", FaultCalls.Login, LogInAsync);
        On(calls, "/auth/revoke", null, RevokeAsync);
        On(calls, "/credentials/list", FaultCalls.GetCertificate, ListAsync);
        On(calls, "/credentials/info", FaultCalls.GetCertificate, CredentialAsync);
        On(calls, "/credentials/sendOTP", FaultCalls.SendOtp, SendOtpAsync);
        On(calls, "/credentials/authorize", FaultCalls.Authorize, AuthorizeAsync);
        On(calls, "/credentials/extendTransaction", FaultCalls.Authorize, ExtendAsync);
        On(calls, "/signatures/signHash", FaultCalls.Sign, SignHashAsync);
        On(calls, "/signatures/timestamp", FaultCalls.Timestamp, TimestampAsync);
        MapMore(calls);
        new CscOAuth(this, Tokens, Parts).Map(routes);
    }

    /// <summary>A credential of this service; null when there is none.</summary>
    public PersonalCertificate? FindCredential(string credentialId) =>
        credentials.Value.GetValueOrDefault(credentialId);

    /// <summary>Why a key cannot be used now; nothing when it can.</summary>
    /// <exception cref="CscRefusal">Disabled, suspended, revoked, expired or locked.</exception>
    public async Task CheckUsableAsync(PersonalCertificate certificate, CancellationToken cancellation)
    {
        var state = await Parts.Revocations.StateAsync(certificate, cancellation);
        if (certificate.Plan.Csc is { Disabled: true } || state == CertificateState.Revoked || state == CertificateState.Locked)
            throw CscRefusal.Disabled();
        if (state == CertificateState.Expired)
            throw CscRefusal.CertificateExpired();
        if (Authorizations.IsLocked(certificate.CredentialId()))
            throw CscRefusal.Locked();
    }

    /// <summary>503 while the control call has switched the service off; errors of the API; 500 for what nobody expected.</summary>
    public async ValueTask<object?> GuardAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        if (!Parts.Switches.Of(Name).Available)
            return new CscRefusal(
                StatusCodes.Status503ServiceUnavailable, "temporarily_unavailable", "The server is temporarily unable to handle the request").Answer();
        try
        {
            return await next(context);
        }
        catch (CscRefusal refusal)
        {
            return refusal.Answer();
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            LogUnexpected(Parts.Logger, error, Name);
            return new CscRefusal(
                StatusCodes.Status500InternalServerError, "server_error", "The server encountered an unexpected condition").Answer();
        }
    }

    /// <summary>What the versions name differently, and the calls that only one has.</summary>
    protected abstract void MapMore(IEndpointRouteBuilder calls);

    protected abstract Task<IResult> InfoAsync(CscCall call);

    protected abstract Task<IResult> ListAsync(CscCall call);

    protected abstract Task<IResult> AuthorizeAsync(CscCall call);

    protected abstract Task<IResult> SignHashAsync(CscCall call);

    protected abstract object Describe(PersonalCertificate certificate, string status, string certificates, bool certInfo, bool authInfo);

    /// <summary>Name of the member with digests.</summary>
    protected abstract string DigestsName { get; }

    /// <param name="calls">Where it is mapped.</param>
    /// <param name="path">Below the version.</param>
    /// <param name="name">What the fault orders call it; null for what never goes wrong.</param>
    /// <param name="work">The call.</param>
    protected void On(IEndpointRouteBuilder calls, string path, string? name, Func<CscCall, Task<IResult>> work) =>
        calls.MapPost(path, (Delegate)(async (HttpContext context) =>
        {
            var body = await CscBody.ReadAsync(context.Request, context.RequestAborted);
            var subject = new FaultSubject(Name, name ?? "", CaName, AccountOf(body));
            var call = new CscCall(context, body, subject);
            return name is null ? await work(call) : await Parts.Faults.RunAsync(context, subject, CscWords.Instance, () => work(call));
        }));

    /// <summary>Whose call it is, as far as its body tells.</summary>
    protected virtual string? AccountOf(CscBody body) =>
        body.Peek("userID") ?? (body.Peek("credentialID") is { } id ? FindCredential(id)?.Account.UserId : null);

    /// <summary>Which user a call is about: an application names it, a user must not.</summary>
    protected string UserOf(CscCall call)
    {
        var caller = Tokens.Authenticate(call.Context.Request);
        var named = call.Body.Text("userID");
        if (caller.UserId is { } own)
            return named is null ? own : throw CscRefusal.Request("userID parameter MUST be null");
        return named is not null && Parts.Pki.FindAccount(CaName, named) is not null ? named : throw CscRefusal.Invalid("userID");
    }

    protected PersonalCertificate CredentialOf(CscCall call, CscCaller caller)
    {
        var id = call.Body.RequiredText("credentialID");
        return FindCredential(id) is { } found
            && (caller.UserId is null || caller.UserId == found.Account.UserId)
            && (caller.Credential is null || caller.Credential == id)
                ? found
                : throw CscRefusal.Invalid("credentialID");
    }

    protected async Task<object> DescribeAsync(PersonalCertificate certificate, CscCall call)
    {
        var body = call.Body;
        var certificates = body.Text("certificates") ?? "single";
        if (certificates is not ("none" or "single" or "chain"))
            throw CscRefusal.Invalid("certificates");
        var state = call.PretendedBy(Parts.Faults) ?? await Parts.Revocations.StateAsync(certificate, call.Cancellation);
        var status = state == CertificateState.Valid ? "valid"
            : state == CertificateState.Expired ? "expired"
            : state == CertificateState.Revoked ? "revoked"
            : "suspended";
        return Describe(certificate, status, certificates, body.Flag("certInfo"), body.Flag("authInfo"));
    }

    protected static object DescribeKey(PersonalCertificate certificate) => certificate.Credential.IsEllipticCurve
        ? new { status = KeyStatus(certificate), algo = new[] { EcdsaSha256Oid }, len = 256, curve = (string?)P256Oid }
        : new { status = KeyStatus(certificate), algo = new[] { RsaOid, RsaSha256Oid, RsaPssOid }, len = 2048, curve = (string?)null };

    protected object DescribeCertificate(PersonalCertificate certificate, string status, string certificates, bool certInfo) => new
    {
        status,
        certificates = certificates switch
        {
            "none" => null,
            "single" => new[] { Base64(certificate.Credential) },
            _ => new[] { Base64(certificate.Credential), Base64(certificate.Authority.Credential), Base64(Parts.Pki.Root.Credential) },
        },
        issuerDN = certInfo ? certificate.Credential.Certificate.IssuerDN.ToString() : null,
        serialNumber = certInfo ? certificate.SerialNumber.ToUpperInvariant() : null,
        subjectDN = certInfo ? certificate.Subject : null,
        validFrom = certInfo ? GeneralizedTime(certificate.ValidFrom) : null,
        validTo = certInfo ? GeneralizedTime(certificate.ValidUntil) : null,
    };

    /// <summary>The number of signatures and the digests of an authorization, checked in the order of the published table.</summary>
    protected async Task<(int Count, IReadOnlyList<byte[]>? Digests)> ReadOrderAsync(CscCall call, PersonalCertificate certificate)
    {
        if (certificate.Plan.Csc is not { AuthMode: not "oauth2code" } plan)
            throw CscRefusal.Request("The credential identified by credentialID is authorized with OAuth 2.0");
        await CheckUsableAsync(certificate, call.Cancellation);
        var count = call.Body.Integer("numSignatures") ?? throw CscRefusal.MissingInteger("numSignatures");
        CheckCount(count, plan);
        var digests = call.Body.Digests(DigestsName);
        CheckDigests(count, digests, plan);
        if (call.Body.Text("description") is { Length: > LongestDescription })
            throw CscRefusal.Invalid("description");
        return (count, digests);
    }

    public static void CheckCount(int count, CscPlan plan)
    {
        if (count < 1)
            throw CscRefusal.Request("Invalid value for parameter numSignatures");
        if (count > plan.Multisign)
            throw CscRefusal.TooMany();
    }

    public static void CheckDigests(int count, IReadOnlyList<byte[]>? digests, CscPlan plan)
    {
        if (digests is null && plan.Scal == "2")
            throw CscRefusal.MissingArray("hash");
        if (digests?.Count > count)
            throw CscRefusal.TooMany();
    }

    /// <summary>PIN and one-time password as the credential wants them; wrong ones are counted.</summary>
    protected void CheckSecrets(PersonalCertificate certificate, string? pin, string? otp, bool tellsWhich)
    {
        var plan = certificate.Plan.Csc!;
        var id = certificate.CredentialId();
        if (plan.Pin is { } expected && pin != expected)
        {
            Authorizations.Wrong(id);
            throw tellsWhich ? CscRefusal.WrongPin() : CscRefusal.WrongAuthentication();
        }

        if (plan.Otp is not null && !Authorizations.AcceptsOtp(certificate, otp ?? ""))
        {
            Authorizations.Wrong(id);
            throw tellsWhich ? CscRefusal.WrongOtp() : CscRefusal.WrongAuthentication();
        }

        Authorizations.Right(id);
    }

    /// <summary>Lets the phone ring. At SCAL1 no digests are known yet, and the phone shows none.</summary>
    protected async Task<SigningRequest> RingAsync(
        PersonalCertificate certificate, IReadOnlyList<byte[]>? digests, string? description, CancellationToken cancellation)
    {
        var request = new SigningRequest
        {
            Id = Guid.NewGuid(),
            Gateway = Name,
            TransactionId = Guid.NewGuid().ToString(),
            CaName = CaName,
            UserId = certificate.Account.UserId,
            Signer = certificate.Person.Name,
            SerialNumber = certificate.SerialNumber,
            Description = description,
            ServiceProvider = ServiceProviderAccount.DisplayName,
            CreatedAt = Now,
            ExpiresAt = Now.Add(Parts.Switches.Of(Name).ConfirmationLifetime),
            Documents = [.. (digests ?? []).Select((digest, position) => new SigningDocument
            {
                Position = position, DocId = $"{position + 1}", FileType = "hash", Digest = digest,
            })],
        };
        await Parts.Requests.TryStartAsync(request, cancellation);
        return request;
    }

    /// <summary>Waits for the touch on the phone, holding the call open.</summary>
    protected async Task<CscSad> AwaitPhoneAsync(
        SigningRequest request, PersonalCertificate certificate, int count, IReadOnlyList<byte[]>? digests, CancellationToken cancellation)
    {
        var settled = await Parts.Requests.WaitAsync(request, cancellation);
        return Settled((await Parts.Requests.FindAsync(settled.Id, cancellation))!, certificate, count, digests);
    }

    protected CscSad Settled(SigningRequest request, PersonalCertificate certificate, int count, IReadOnlyList<byte[]>? digests) =>
        request.StateAt(Now) switch
        {
            SigningState.Signed => Authorizations.Issue(new CscTransaction(certificate.CredentialId(), count, request.Id), digests),
            SigningState.Rejected => throw CscRefusal.Denied(),
            SigningState.Expired => throw CscRefusal.TimedOut(),
            _ => throw CscWords.Failed(request),
        };

    /// <summary>What signHash is asked for, checked in the order of the published table, and signed.</summary>
    protected async Task<IReadOnlyList<byte[]>> SignAsync(CscCall call, string hashAlgorithmName)
    {
        var body = call.Body;
        var caller = Tokens.Authenticate(call.Context.Request);
        // A token of a credential authorization is itself the activation data (v2; in v1 it stands in SAD as well).
        var sadName = caller.Credential is not null && body.Text("SAD") is null
            ? call.Context.Request.Headers.Authorization.ToString()["Bearer ".Length..].Trim()
            : body.RequiredText("SAD");
        var certificate = CredentialOf(call, caller);
        var digests = body.Digests(DigestsName, checkLength: false) ?? throw CscRefusal.MissingArray("hash");
        var sad = Authorizations.Find(sadName, certificate.CredentialId());
        CscBody.CheckLength(digests);
        if (!sad.Allows(digests))
            throw CscRefusal.Request("Hash is not authorized by the SAD");
        var pss = CheckAlgorithm(body, certificate, hashAlgorithmName);
        await CheckUsableAsync(certificate, call.Cancellation);
        if (digests.Count > sad.Transaction.Remaining)
            throw CscRefusal.TooMany();
        if (!sad.TryUse() || !sad.Transaction.TryTake(digests.Count))
            throw CscRefusal.Invalid("SAD");
        if (pss)
            return certificate.Credential.SignDigests(digests, pss: true);
        var values = await SignedOnPhoneAsync(sad, digests, call.Cancellation) ?? Parts.Signatures.Sign(certificate, digests, Name);
        // No text is published for a signature that was not made: its place stays empty.
        return [.. values.Select(value => value ?? [])];
    }

    private async Task<IResult> LogInAsync(CscCall call)
    {
        await Task.CompletedTask;
        var remember = call.Body.Flag("rememberMe");
        var caller = call.Body.Text("refresh_token") is { } token
            ? Tokens.Refresh(token)
            : Tokens.LogIn(call.Context.Request.Headers.Authorization);
        var issued = Tokens.Issue(caller, remember);
        return CscWire.Answer(new { access_token = issued.AccessToken, refresh_token = issued.RefreshToken, expires_in = issued.ExpiresIn });
    }

    private async Task<IResult> RevokeAsync(CscCall call)
    {
        await Task.CompletedTask;
        Tokens.Authenticate(call.Context.Request);
        var token = call.Body.RequiredText("token");
        if (call.Body.Text("token_type_hint") is not (null or "access_token" or "refresh_token"))
            throw CscRefusal.Invalid("token_type_hint");
        Tokens.Revoke(token);
        return Results.NoContent();
    }

    private async Task<IResult> CredentialAsync(CscCall call)
    {
        var certificate = CredentialOf(call, Tokens.Authenticate(call.Context.Request));
        return CscWire.Answer(await DescribeAsync(certificate, call));
    }

    private async Task<IResult> SendOtpAsync(CscCall call)
    {
        var certificate = CredentialOf(call, Tokens.Authenticate(call.Context.Request));
        await SendOtpAsync(certificate, call.Cancellation);
        return Results.NoContent();
    }

    protected async Task SendOtpAsync(PersonalCertificate certificate, CancellationToken cancellation)
    {
        if (certificate.Plan.Csc is not { Otp: "online" })
            throw CscRefusal.Invalid("credentialID");
        await CheckUsableAsync(certificate, cancellation);
        Authorizations.SendOtp(certificate.CredentialId());
    }

    private async Task<IResult> ExtendAsync(CscCall call)
    {
        await Task.CompletedTask;
        var certificate = CredentialOf(call, Tokens.Authenticate(call.Context.Request));
        var digests = call.Body.Digests(DigestsName);
        var name = call.Body.RequiredText("SAD");
        var sad = Authorizations.FindForExtension(name, certificate.CredentialId());
        CheckDigests(sad.Transaction.Remaining, digests, certificate.Plan.Csc!);
        if (sad.Transaction.Remaining == 0)
            throw CscRefusal.Invalid("SAD");
        sad.TryUse();
        var next = Authorizations.Issue(sad.Transaction, digests);
        return CscWire.Answer(new { SAD = next.Value, expiresIn = Authorizations.SadLifetimeSeconds });
    }

    private async Task<IResult> TimestampAsync(CscCall call)
    {
        Tokens.Authenticate(call.Context.Request);
        return CscWire.Answer(new { timestamp = Convert.ToBase64String(await CscTimestamps.AnswerAsync(call.Body, Parts.Timestamps, call.Cancellation)) });
    }

    /// <summary>
    /// The values that the confirmation led to, when it was over the same digests: what happens to a confirmation (a wrong value, say)
    /// then also happens here. SCAL1 and PSS sign now.
    /// </summary>
    private async Task<IReadOnlyList<byte[]?>?> SignedOnPhoneAsync(
        CscSad sad, IReadOnlyList<byte[]> digests, CancellationToken cancellation)
    {
        if (sad.Transaction.Request is not { } id || await Parts.Requests.FindAsync(id, cancellation) is not { } request)
            return null;
        var values = digests.Select(digest =>
            request.Documents.FirstOrDefault(d => d.Digest.AsSpan().SequenceEqual(digest))).ToList();
        return values.TrueForAll(d => d is not null) ? [.. values.Select(d => d!.Signature)] : null;
    }

    /// <returns>Whether it is RSASSA-PSS.</returns>
    private static bool CheckAlgorithm(CscBody body, PersonalCertificate certificate, string hashAlgorithmName)
    {
        var algorithm = body.RequiredText("signAlgo");
        string[] offered = certificate.Credential.IsEllipticCurve ? [EcdsaSha256Oid] : [RsaOid, RsaSha256Oid, RsaPssOid];
        if (!offered.Contains(algorithm))
            throw CscRefusal.Invalid("signAlgo");
        var hashAlgorithm = body.Text(hashAlgorithmName);
        if (hashAlgorithm is null && algorithm == RsaOid)
            throw CscRefusal.MissingText(hashAlgorithmName);
        if (hashAlgorithm is not (null or Sha256Oid))
            throw CscRefusal.Invalid(hashAlgorithmName);
        if (algorithm != RsaPssOid)
            return false;
        var parameters = body.RequiredText("signAlgoParams");
        return IsPssWithSha256(parameters) ? true : throw CscRefusal.Invalid("signAlgoParams");
    }

    private static bool IsPssWithSha256(string base64)
    {
        try
        {
            var parameters = RsassaPssParameters.GetInstance(Asn1Object.FromByteArray(Convert.FromBase64String(base64)));
            return parameters.HashAlgorithm.Algorithm.Equals(NistObjectIdentifiers.IdSha256)
                && parameters.SaltLength.HasValue(32);
        }
        catch (Exception error) when (error is FormatException or ArgumentException or IOException or InvalidCastException)
        {
            return false;
        }
    }

    private static string KeyStatus(PersonalCertificate certificate) => certificate.Plan.Csc is { Disabled: true } ? "disabled" : "enabled";

    private static string Base64(Credential credential) => Convert.ToBase64String(credential.Certificate.GetEncoded());

    private static string GeneralizedTime(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyyMMddHHmmss'Z'", System.Globalization.CultureInfo.InvariantCulture);

    [LoggerMessage(Level = LogLevel.Error, Message = "The {Face} service failed.")]
    private static partial void LogUnexpected(ILogger logger, Exception error, string face);
}

/// <summary>One call: its body has been read.</summary>
internal sealed record CscCall(HttpContext Context, CscBody Body, FaultSubject Subject)
{
    private bool asked;
    private CertificateState? pretended;

    public CancellationToken Cancellation => Context.RequestAborted;

    /// <summary>How the certificates in this answer look when that was ordered: asked once, because an order can be for one call.</summary>
    public CertificateState? PretendedBy(FaultEngine faults)
    {
        if (!asked)
            pretended = faults.CertificateStateIn(Subject);
        asked = true;
        return pretended;
    }
}
