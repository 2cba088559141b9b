using System.Text.Json;
using System.Text.RegularExpressions;
using KonTum.Tthc.Sandbox.Authorities;
using KonTum.Tthc.Sandbox.Demonstration;
using KonTum.Tthc.Sandbox.Faults;
using KonTum.Tthc.Sandbox.Phone;

namespace KonTum.Tthc.Sandbox.Gateways;

/// <summary>
/// MISA eSign RemoteSigning as its integration document (version 2) describes it: login of the user, certificates with their key aliases,
/// digests for signing, status by transaction, and a webhook. The calls that hash and attach whole files are not played.
/// </summary>
internal sealed partial class MisaGateway(
    GatewayWorld world, MisaLogin login, MisaWebhook webhook, OneTimePasswords passwords, DataDirectory directory, ILogger<MisaGateway> logger)
{
    private const string Name = GatewayNames.Misa;
    public const string OnlyAuthority = "MISA-CA";
    private const string Bearer = "Bearer ";
    private const int LongestId = 36;
    private const int LongestName = 100;
    private const int MostDocuments = 100;

    private readonly ProviderClient client = new(directory, Name, "client_key");

    /// <summary>What the webhook tells as <c>clientId</c>.</summary>
    public string ClientId => client.Id;

    public void Prepare() => _ = client.Id;

    public void Map(IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/misa").AddEndpointFilter(GuardAsync);
        login.Map(group);
        var services = group.MapGroup("/external/esrm/service").AddEndpointFilter(MustBeClient);
        services.MapGet("/general/api/v1/Certificates/by-userId", (Delegate)ListCertificatesAsync);
        services.MapGet("/general/api/v1/Certificates/by-certId", (Delegate)GetCertificateAsync);
        services.MapPost("/signing/api/v1/Signing/hash", (Delegate)SignAsync);
        services.MapGet("/signing/api/v1/Signing/status/{transactionId}", StatusAsync);
        services.MapPost("/document/api/v1/documents/hash", NotPlayed);
        services.MapPost("/document/api/v1/documents/attachment", NotPlayed);
    }

    /// <summary>The messages on phones; nobody but the person reads them at a real provider.</summary>
    public IEnumerable<ShownPassword> ShownPasswords() =>
        passwords.Shown().Where(s => s.Gateway == Name).Select(s => new ShownPassword(OnlyAuthority, s.Owner, "MISA eSign", "", s.Code));

    private async Task<IResult> ListCertificatesAsync(HttpContext context)
    {
        if (Owner(context) is not { } owner)
            return Unauthorized();
        return await RunAsync(context, FaultCalls.GetCertificate, owner, async subject =>
        {
            var pretended = world.Faults.CertificateStateIn(subject);
            var described = new List<object>();
            foreach (var certificate in CertificatesOf(owner))
                described.Add(Describe(certificate, pretended ?? await world.Revocations.StateAsync(certificate, context.RequestAborted)));
            return PlainWire.Answer(described);
        });
    }

    private async Task<IResult> GetCertificateAsync(HttpContext context)
    {
        if (Owner(context) is not { } owner)
            return Unauthorized();
        var alias = context.Request.Query["certAlias"].ToString();
        return CertificatesOf(owner).FirstOrDefault(c => Alias(c) == alias) is { } certificate
            ? PlainWire.Answer(Describe(certificate, await world.Revocations.StateAsync(certificate, context.RequestAborted)))
            : MisaCodes.Refuse(404, "CERTIFICATE_NOT_FOUND", "the certificate does not exist");
    }

    private async Task<IResult> SignAsync(HttpContext context)
    {
        if (Owner(context) is not { } owner)
            return Unauthorized();
        return await PlainWire.ReadObjectAsync(context) is { } body
            ? await RunAsync(context, FaultCalls.Sign, owner, _ => TakeAsync(body, owner, context.RequestAborted))
            : MisaCodes.Refuse(400, "e400", "body is not the JSON object that was expected");
    }

    private async Task<IResult> TakeAsync(JsonElement body, SigningAccount owner, CancellationToken cancellation)
    {
        if (!TryReadDocuments(body, out var documents, out var failure))
            return MisaCodes.Refuse(400, "e400", "One or more validation errors occurred.", failure);
        if (body.Text("UserId") != MisaLogin.UserId(owner).ToString())
            return MisaCodes.Refuse(400, "USER_NOT_CONNECTED", "the user is not connected to a remote signing account");
        if (CertificatesOf(owner).FirstOrDefault(c => Alias(c) == body.Text("CertAlias")) is not { } certificate)
            return MisaCodes.Refuse(404, "CERTIFICATE_NOT_FOUND", "the certificate does not exist");
        if (await world.Revocations.StateAsync(certificate, cancellation) != CertificateState.Valid)
            return MisaCodes.Refuse(400, "CERTIFICATE_INVALID", "the certificate is expired, revoked or not active");

        var now = world.Time.GetUtcNow();
        var id = Guid.NewGuid();
        var request = new SigningRequest
        {
            Id = id,
            Gateway = Name,
            TransactionId = id.ToString(),
            CaName = certificate.Authority.CaName,
            UserId = owner.UserId,
            Signer = certificate.Person.Name,
            SerialNumber = certificate.SerialNumber,
            Description = Markup().Replace(body.Text("DataToBeDisplayed")!, ""),
            ServiceProvider = ServiceProviderAccount.DisplayName,
            CreatedAt = now,
            ExpiresAt = now.Add(world.Switches.Of(Name).ConfirmationLifetime),
            Documents = documents,
        };
        await world.Requests.TryStartAsync(request, cancellation);
        webhook.Promise(request, ClientId);
        return PlainWire.Answer(new { transactionId = request.TransactionId });
    }

    private async Task<IResult> StatusAsync(string transactionId, HttpContext context)
    {
        if (Owner(context) is not { } owner)
            return Unauthorized();
        if (await world.Requests.FindAsync(Name, transactionId, context.RequestAborted) is not { } request || request.UserId != owner.UserId)
            return MisaCodes.Refuse(404, "TRANSACTION_NOT_FOUND", "the transaction does not exist");
        return await RunAsync(context, FaultCalls.Status, owner, _ =>
        {
            var state = request.StateAt(world.Time.GetUtcNow());
            var (status, errorCode, description) = MisaCodes.Of(request, state);
            return Task.FromResult(PlainWire.Answer(new
            {
                status,
                errorCode,
                errorDescription = description,
                transactionId = request.TransactionId,
                // In the order of the request.
                signatures = state == SigningState.Signed ? Signatures(request) : null,
            }));
        });
    }

    private Task<IResult> RunAsync(HttpContext context, string call, SigningAccount owner, Func<FaultSubject, Task<IResult>> act)
    {
        var subject = new FaultSubject(Name, call, OnlyAuthority, owner.UserId);
        return world.Faults.RunAsync(context, subject, MisaCodes.Words, () => act(subject));
    }

    public static IEnumerable<object> Signatures(SigningRequest request) => request.Documents.Where(d => d.Signature is not null)
        .Select(d => new { documentId = d.DocId, signature = Convert.ToBase64String(d.Signature!) });

    private object Describe(PersonalCertificate certificate, CertificateState state) => new
    {
        userId = MisaLogin.UserId(certificate.Account),
        keyAlias = Alias(certificate),
        appName = "MISA eSign",
        keyStatus = state == CertificateState.Locked ? "INACTIVE" : "ACTIVE",
        certificate = Encoded(certificate.Credential),
        // Spelled like this.
        certiticateChain = new[] { Encoded(certificate.Credential), Encoded(certificate.Authority.Credential), Encoded(world.Pki.Root.Credential) },
        certStatus = state == CertificateState.Valid ? "ACTIVE" : "INACTIVE",
        effectiveDate = Wire.Time(certificate.ValidFrom),
        expirationDate = Wire.Time(certificate.ValidUntil),
        emailName = certificate.Person.Email,
        isAutoSign = false,
    };

    private static string Encoded(Credential credential) => Convert.ToBase64String(credential.Certificate.GetEncoded());

    private static string Alias(PersonalCertificate certificate) => certificate.Plan.CertId.ToString();

    private static IResult Unauthorized() => MisaCodes.Refuse(401, "401", "AuthorizationRM is missing, invalid or has run out");

    private static IResult NotPlayed() =>
        MisaCodes.Refuse(501, "NOT_OFFERED", "the sandbox signs digests; whole files are prepared by the caller");

    /// <summary>What can be shown of a text that may be HTML.</summary>
    [GeneratedRegex("<[^>]*>")]
    private static partial Regex Markup();

    private IReadOnlyList<PersonalCertificate> CertificatesOf(SigningAccount owner) => world.Pki.FindAccount(OnlyAuthority, owner.UserId) ?? [];

    private SigningAccount? Owner(HttpContext context) =>
        context.Request.Headers["AuthorizationRM"].ToString() is var header && header.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase)
            ? login.OwnerOf(header[Bearer.Length..].Trim())
            : null;

    private static bool TryReadDocuments(
        JsonElement body, out List<SigningDocument> documents, out (string Property, string Reason) failure)
    {
        documents = [];
        failure = default;
        var given = body.List("Documents");
        if (body.Text("DataToBeDisplayed") is not { Length: > 0 })
            failure = ("DataToBeDisplayed", "is required");
        else if (given.Count is 0 or > MostDocuments)
            failure = ("Documents", $"must have 1 to {MostDocuments} entries");
        foreach (var document in given)
        {
            if (failure != default)
                break;
            var digest = new byte[32];
            if (document.Text("DocumentId") is not { Length: > 0 and <= LongestId } id || documents.Exists(d => d.DocId == id))
                failure = ("DocumentId", $"is missing, longer than {LongestId} characters or given twice");
            else if (document.Text("DocumentName") is not { Length: > 0 and <= LongestName } name)
                failure = ("DocumentName", $"is missing or longer than {LongestName} characters");
            else if (document.Text("FileToSign") is not { } text || !Convert.TryFromBase64String(text, digest, out var length) || length != digest.Length)
                failure = ("FileToSign", "must be base64 of a SHA-256 digest");
            else
                documents.Add(new SigningDocument { Position = documents.Count, DocId = id, Name = name, FileType = "hash", Digest = digest });
        }

        return failure == default;
    }

    private ValueTask<object?> MustBeClient(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var headers = context.HttpContext.Request.Headers;
        return client.IsId(headers["x-clientId"]) && client.IsSecret(headers["x-clientKey"])
            ? next(context)
            : ValueTask.FromResult<object?>(MisaCodes.Refuse(403, "CLIENT_INVALID", "x-clientId or x-clientKey is not valid"));
    }

    /// <summary>503 while the control call has switched the gateway off; 500 for what nobody expected.</summary>
    private async ValueTask<object?> GuardAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        if (!world.Switches.Of(Name).Available)
            return MisaCodes.Refuse(503, "SERVICE_UNAVAILABLE", "service unavailable");
        try
        {
            return await next(context);
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            LogUnexpected(logger, error);
            return MisaCodes.Refuse(500, "INTERNAL_ERROR", "internal error");
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The MISA gateway failed.")]
    private static partial void LogUnexpected(ILogger logger, Exception error);
}
