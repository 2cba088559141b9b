using KonTum.Tthc.Sandbox.Authorities;

namespace KonTum.Tthc.Sandbox.Gateways;

/// <summary>
/// QĐ 769 as another client reads the decision: two calls below the authority's own address, <c>data</c> of the listing is a plain
/// array, the chain an array too, an error is <c>{code, message}</c>, and as that client never asks for the status, the sign call lasts
/// until the phone has answered. Digests are lower-case hexadecimal.
/// </summary>
internal sealed class Qd769Gateway(GatewayWorld world, ILogger<Qd769Gateway> logger)
    : RemoteSigningGateway(GatewayNames.Qd769, world, logger)
{
    private sealed record Problem(int Code, string Message);

    public void Map(IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/qd769/{ca}").AddEndpointFilter(SayProblemsInThisFormAsync).AddEndpointFilter(GuardAsync);
        group.MapPost("/get_certificate", (Delegate)ListCertificatesAsync);
        group.MapPost("/sign", (Delegate)SignAsync);
    }

    protected override IResult? CheckAuthorityName(HttpContext context, string? given, out string caName)
    {
        caName = Providers.All.FirstOrDefault(provider => provider.Slug == (string?)context.GetRouteValue("ca"))?.CaName ?? "";
        return caName.Length == 0 ? GatewayCodes.Refuse(400, GatewayCodes.BadRequest, "no such authority") : null;
    }

    protected override bool IsSignedOn(HttpRequest request, ISignedOn body) => World.ServiceProvider.Accepts(body.SpId, body.SpPassword);

    protected override byte[]? ReadDigest(string text) => Digests.FromLowerCaseHex(text);

    protected override Task<string?> TransactionOfListingAsync(CertificateQuery query, string caName, CancellationToken cancellation) =>
        Task.FromResult(string.IsNullOrEmpty(query.TransactionId) ? null : query.TransactionId);

    protected override Task<(string? TransactionId, string? Refusal)> TransactionOfOrderAsync(
        SignOrder order, string caName, CancellationToken cancellation) => Task.FromResult(TransactionFromCaller(order));

    protected override object Describe(PersonalCertificate certificate, CertificateState state, string transactionId) => new
    {
        cert_id = certificate.Plan.CertId,
        cert_data = Convert.ToBase64String(certificate.Credential.Certificate.GetEncoded()),
        chain_data = new[] { certificate.Authority, World.Pki.Root }
            .Select(authority => Convert.ToBase64String(authority.Credential.Certificate.GetEncoded())),
        serial_number = certificate.SerialNumber,
        transaction_id = transactionId,
    };

    protected override object Listing(IReadOnlyList<object> certificates, string transactionId) => certificates;

    protected override Task<IResult> AnswerStartedAsync(SigningRequest request, HttpContext context) => AnswerSettledAsync(request, context);

    private static async ValueTask<object?> SayProblemsInThisFormAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var result = await next(context);
        return result is IValueHttpResult { Value: GatewayAnswer { StatusCode: >= 400 } answer } and IStatusCodeHttpResult status
            ? Wire.Answer(new Problem(answer.StatusCode, answer.Message), status.StatusCode ?? StatusCodes.Status200OK)
            : result;
    }
}
