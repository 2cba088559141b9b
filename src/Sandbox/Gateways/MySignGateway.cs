using System.Globalization;
using System.Text.Json;
using KonTum.Tthc.Sandbox.Authorities;
using KonTum.Tthc.Sandbox.Faults;
using Org.BouncyCastle.Math;

namespace KonTum.Tthc.Sandbox.Gateways;

/// <summary>
/// Viettel MySign as its integration document 1.9 describes it: a login for each user, the certificates with their credential ids, and
/// signHash, which blocks until the phone was touched (async 0), answers a transaction to ask about (1, 2), or calls back as well (3).
/// </summary>
internal sealed partial class MySignGateway(
    GatewayWorld world, SessionTokens tokens, MySignCallbacks callbacks, DataDirectory directory, ILogger<MySignGateway> logger)
{
    private const string Name = GatewayNames.MySign;
    private const string OnlyAuthority = "Viettel-CA";
    private const string ProfileId = "adss:ras:profile:001";
    private const string Access = "access";
    private static readonly TimeSpan TokenLifetime = TimeSpan.FromHours(1);

    private readonly ProviderClient client = new(directory, Name, "client_secret");

    public void Prepare() => _ = client.Id;

    public void Map(IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/mysign/vtss/service").AddEndpointFilter(GuardAsync);
        group.MapPost("/ras/v1/login", (Delegate)LoginAsync);
        group.MapPost("/certificates/info", (Delegate)ListCertificatesAsync);
        group.MapPost("/signHash", (Delegate)SignAsync);
        group.MapPost("/requests/status", (Delegate)StatusAsync);
    }

    private async Task<IResult> LoginAsync(HttpContext context)
    {
        if (await PlainWire.ReadObjectAsync(context) is not { } body)
            return MySignCodes.Refuse(MySignCodes.BadRequest, 400, "body is not the JSON object that was expected");
        if (CheckClient(body, withProfile: true) is { } refused)
            return refused;
        var userId = body.Text("user_id") ?? "";
        return await RunAsync(context, FaultCalls.Login, AccountNumber(userId), _ => Task.FromResult(
            FindAccount(userId) is null
                ? MySignCodes.Refuse(MySignCodes.UserUnknown, 400)
                : PlainWire.Answer(new
                {
                    access_token = tokens.Issue(Name, Access, AccountNumber(userId), TokenLifetime),
                    // Always empty, and the lifetime is a text: so the document has it.
                    refresh_token = "",
                    token_type = "Bearer",
                    expires_in = TokenLifetime.TotalSeconds.ToString(CultureInfo.InvariantCulture),
                })));
    }

    private async Task<IResult> ListCertificatesAsync(HttpContext context)
    {
        if (await PlainWire.ReadObjectAsync(context) is not { } body)
            return MySignCodes.Refuse(MySignCodes.BadRequest, 400, "body is not the JSON object that was expected");
        if (CheckClient(body, withProfile: true) is { } refused)
            return refused;
        if (FindAccount(body.Text("user_id") ?? "") is not { } certificates)
            return MySignCodes.Refuse(MySignCodes.UserUnknown, 400);
        if (Owner(context) != certificates[0].Account.UserId)
            return MySignCodes.Refuse(MySignCodes.UserOrPasswordInvalid, 401);
        return await RunAsync(context, FaultCalls.GetCertificate, certificates[0].Account.UserId, async subject =>
        {
            var pretended = world.Faults.CertificateStateIn(subject);
            var described = new List<object>();
            foreach (var certificate in certificates)
                described.Add(Describe(
                    certificate,
                    pretended ?? await world.Revocations.StateAsync(certificate, context.RequestAborted),
                    body.Text("certificates") ?? "single"));
            return PlainWire.Answer(described);
        });
    }

    private async Task<IResult> SignAsync(HttpContext context)
    {
        var cancellation = context.RequestAborted;
        if (await PlainWire.ReadObjectAsync(context) is not { } body)
            return MySignCodes.Refuse(MySignCodes.BadRequest, 400, "body is not the JSON object that was expected");
        if (CheckClient(body, withProfile: false) is { } refused)
            return refused;
        if (Owner(context) is not { } owner)
            return MySignCodes.Refuse(MySignCodes.UserOrPasswordInvalid, 401);
        return MySignOrder.Read(body, out var problem) is { } order
            ? await RunAsync(context, FaultCalls.Sign, owner, _ => TakeAsync(order, owner, cancellation))
            : MySignCodes.Refuse(MySignCodes.BadRequest, 400, problem);
    }

    private async Task<IResult> TakeAsync(MySignOrder order, string owner, CancellationToken cancellation)
    {
        var certificate = (FindAccount(owner) ?? []).FirstOrDefault(c => CredentialId(c) == order.CredentialId);
        if (certificate is null)
            return MySignCodes.Refuse(MySignCodes.BadRequest, 400, "credentialID is not one of the user's");
        if (await world.Revocations.StateAsync(certificate, cancellation) != CertificateState.Valid)
            return MySignCodes.Refuse(MySignCodes.CertificateUnusable, 400);

        var request = await StartAsync(certificate, order, cancellation);
        if (order.Async == 0)
            return await BlockAsync(request, cancellation);
        if (order.Async == 3)
            callbacks.Promise(request);
        return PlainWire.Answer(new { transactionId = request.TransactionId });
    }

    private async Task<IResult> StatusAsync(HttpContext context)
    {
        if (Owner(context) is not { } owner)
            return MySignCodes.Refuse(MySignCodes.UserOrPasswordInvalid, 401);
        if (await PlainWire.ReadObjectAsync(context) is not { } body
            || await world.Requests.FindAsync(Name, body.Text("transactionId") ?? "", context.RequestAborted) is not { } request
            || request.UserId != owner)
            return MySignCodes.Refuse(MySignCodes.TransactionUnknown, 400);
        return await RunAsync(context, FaultCalls.Status, owner, _ =>
        {
            var state = request.StateAt(world.Time.GetUtcNow());
            return Task.FromResult(PlainWire.Answer(new
            {
                signatures = state == SigningState.Signed ? Signatures(request) : null,
                status = MySignCodes.Of(request, state),
            }));
        });
    }

    private Task<IResult> RunAsync(HttpContext context, string call, string account, Func<FaultSubject, Task<IResult>> act)
    {
        var subject = new FaultSubject(Name, call, OnlyAuthority, account);
        return world.Faults.RunAsync(context, subject, MySignCodes.Words, () => act(subject));
    }

    /// <summary>A request of its own, with the transaction id that the provider makes.</summary>
    private async Task<SigningRequest> StartAsync(PersonalCertificate certificate, MySignOrder order, CancellationToken cancellation)
    {
        var now = world.Time.GetUtcNow();
        var id = Guid.NewGuid();
        var request = new SigningRequest
        {
            Id = id,
            Gateway = Name,
            TransactionId = id.ToString(),
            CaName = certificate.Authority.CaName,
            UserId = certificate.Account.UserId,
            Signer = certificate.Person.Name,
            SerialNumber = certificate.SerialNumber,
            Description = order.Description,
            ServiceProvider = ServiceProviderAccount.DisplayName,
            CreatedAt = now,
            ExpiresAt = now.Add(world.Switches.Of(Name).ConfirmationLifetime),
            Documents = order.Documents,
        };
        await world.Requests.TryStartAsync(request, cancellation);
        return request;
    }

    private async Task<IResult> BlockAsync(SigningRequest request, CancellationToken cancellation)
    {
        var settled = await world.Requests.WaitAsync(request, cancellation);
        var state = settled.StateAt(world.Time.GetUtcNow());
        return state == SigningState.Signed
            ? PlainWire.Answer(new { signatures = Signatures(settled) })
            : MySignCodes.Refuse(int.Parse(MySignCodes.Of(settled, state), CultureInfo.InvariantCulture), 400);
    }

    private static IReadOnlyList<string> Signatures(SigningRequest request) =>
        [.. request.Documents.Where(d => d.Signature is not null).Select(d => Convert.ToBase64String(d.Signature!))];

    private object Describe(PersonalCertificate certificate, CertificateState state, string wanted) => new
    {
        credential_id = CredentialId(certificate),
        description = "Go>Sign mobile based implicit credential authorization",
        key = new
        {
            status = state == CertificateState.Locked ? "disabled" : "enabled",
            algo = new[] { "1.2.840.113549.1.1.1" },
            len = "2048",
            curve = (string?)null,
        },
        cert = new
        {
            status = state.Code switch { "EXPIRED" => "expired", "REVOKED" => "revoked", "LOCKED" => "suspended", _ => "valid" },
            certificates = wanted switch
            {
                "chain" => [Encoded(certificate.Credential), Encoded(certificate.Authority.Credential), Encoded(world.Pki.Root.Credential)],
                "none" => Array.Empty<string>(),
                _ => [Encoded(certificate.Credential)],
            },
            issuerDN = certificate.Credential.Certificate.IssuerDN.ToString(),
            serialNumber = new BigInteger(certificate.SerialNumber, 16).ToString(),
            subjectDN = $"UID={certificate.Account.IdentityKind}:{certificate.Account.UserId},CN={certificate.Person.Name},ST={certificate.Person.Province},C=VN",
            validFrom = GeneralizedTime(certificate.ValidFrom),
            validTo = GeneralizedTime(certificate.ValidUntil),
        },
        authMode = "implicit",
        scal = "2",
        multisign = "2147483647",
    };

    /// <summary>The document's form, for example 20221017043150+0000.</summary>
    private static string GeneralizedTime(DateTimeOffset at) => at.UtcDateTime.ToString("yyyyMMddHHmmss'+0000'", CultureInfo.InvariantCulture);

    private static string Encoded(Credential credential) => Convert.ToBase64String(credential.Certificate.GetEncoded());

    /// <summary>Number of the account, a number of the key, and the moment of issue, as in the document's examples.</summary>
    private static string CredentialId(PersonalCertificate certificate) =>
        $"{certificate.Account.UserId}_{BitConverter.ToUInt32(certificate.Plan.CertId.ToByteArray()) % 10_000_000:0000000}_{certificate.ValidFrom.UtcDateTime:yyyyMMddHHmmss}";

    /// <summary>Users are called CMT_ and their identity number, or MST_ and the tax code; clients that leave the prefix out are seen too.</summary>
    private static string AccountNumber(string userId) =>
        userId.StartsWith("CMT_", StringComparison.Ordinal) || userId.StartsWith("MST_", StringComparison.Ordinal) ? userId[4..] : userId;

    private IReadOnlyList<PersonalCertificate>? FindAccount(string userId)
    {
        var account = world.Pki.FindAccount(OnlyAuthority, AccountNumber(userId));
        var kind = account?[0].Account.IdentityKind == "MST" ? "MST_" : "CMT_";
        return userId.Contains('_') && !userId.StartsWith(kind, StringComparison.Ordinal) ? null : account;
    }

    private string? Owner(HttpContext context) =>
        context.Request.Headers.Authorization.ToString() is var header && header.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase)
            ? tokens.Read(Name, Access, header["Bearer ".Length..].Trim())?.Owner
            : null;

    private IResult? CheckClient(JsonElement body, bool withProfile) =>
        !client.IsId(body.Text("client_id")) ? MySignCodes.Refuse(MySignCodes.ClientUnknown, 400)
        : !client.IsSecret(body.Text("client_secret")) ? MySignCodes.Refuse(MySignCodes.ClientSecretInvalid, 400)
        : withProfile && body.Text("profile_id") != ProfileId ? MySignCodes.Refuse(MySignCodes.BadRequest, 400, "profile_id is not known")
        : null;

    /// <summary>503 while the control call has switched the gateway off; 500 for what nobody expected.</summary>
    private async ValueTask<object?> GuardAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        if (!world.Switches.Of(Name).Available)
            return MySignCodes.Refuse(MySignCodes.Unavailable, 503);
        try
        {
            return await next(context);
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            LogUnexpected(logger, error);
            return MySignCodes.Refuse(MySignCodes.Internal, 500);
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The MySign gateway failed.")]
    private static partial void LogUnexpected(ILogger logger, Exception error);
}
