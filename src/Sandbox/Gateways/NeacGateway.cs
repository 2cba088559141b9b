using KonTum.Tthc.Sandbox.Authorities;

namespace KonTum.Tthc.Sandbox.Gateways;

/// <summary>
/// The national eSign gateway: every authority behind one <c>ca_name</c>. The gateway makes the transaction id (get_certificate tells
/// it, sign may hand it back once), takes sp_id and sp_password or a bearer token, and digests in hexadecimal or base64.
/// </summary>
internal class NeacGateway(GatewayWorld world, ILogger<NeacGateway> logger)
    : RemoteSigningGateway(GatewayNames.Neac, world, logger)
{
    private const string Bearer = "Bearer ";
    private static readonly System.Text.Json.JsonSerializerOptions AsWritten = new();

    protected virtual string BasePath => "/neac";

    public void Map(IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup(BasePath).AddEndpointFilter(GuardAsync);
        group.MapPost("/get_certificate", (Delegate)ListCertificatesAsync);
        group.MapPost("/sign_file", RefuseWholeFiles);
        group.MapPost("/sign_v2/get_certificate", (Delegate)ListCertificatesAsync);
        group.MapPost("/sign_v2/sign", (Delegate)SignAsync);
        group.MapPost("/sign_v2/sign/{transaction}/status", StatusAsync);
    }

    /// <summary>
    /// Signing of whole files is not played: the seen interface has no field for the place of the signature, so that nobody who wants a
    /// visible one at a chosen place can use it. The answer has the shape of the seen one, with <c>signFiles</c> in camel case.
    /// </summary>
    private static IResult RefuseWholeFiles() => Results.Json(
        new
        {
            data = new
            {
                status_code = 400,
                message = $"{GatewayCodes.BadRequest}: the sandbox signs digests only (sign_v2/sign)",
                serial_number = (string?)null,
                transaction_id = (string?)null,
                signFiles = Array.Empty<object>(),
            },
        },
        AsWritten,
        "application/json",
        StatusCodes.Status400BadRequest);

    protected override IResult? CheckAuthorityName(HttpContext context, string? given, out string caName)
    {
        caName = Providers.Find(given)?.CaName ?? "";
        return caName.Length == 0 ? GatewayCodes.Refuse(400, GatewayCodes.BadRequest, "ca_name is not known") : null;
    }

    protected override bool IsSignedOn(HttpRequest request, ISignedOn body)
    {
        var authorization = request.Headers.Authorization.ToString();
        return authorization.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase)
            ? World.ServiceProvider.AcceptsToken(authorization[Bearer.Length..].Trim())
            : World.ServiceProvider.Accepts(body.SpId, body.SpPassword);
    }

    protected override byte[]? ReadDigest(string text) => Digests.FromHexOrBase64(text);

    protected override async Task<string?> TransactionOfListingAsync(CertificateQuery query, string caName, CancellationToken cancellation) =>
        await World.Requests.IssueTransactionAsync(caName, query.UserId!);

    protected override async Task<(string? TransactionId, string? Refusal)> TransactionOfOrderAsync(
        SignOrder order, string caName, CancellationToken cancellation)
    {
        if (string.IsNullOrEmpty(order.TransactionId))
            return (await World.Requests.IssueTransactionAsync(caName, order.UserId!), null);
        return await World.Requests.HasIssuedAsync(order.TransactionId, caName, order.UserId!, cancellation)
            ? (order.TransactionId, null)
            : (null, "transaction_id was not issued by this gateway for this account");
    }

    protected override object Describe(PersonalCertificate certificate, CertificateState state, string transactionId) => new
    {
        cert_id = certificate.Plan.CertId,
        cert_data = Convert.ToBase64String(certificate.Credential.Certificate.GetEncoded()),
        serial_number = certificate.SerialNumber,
        transaction_id = transactionId,
    };

    protected override object Listing(IReadOnlyList<object> certificates, string transactionId) =>
        new { transaction_id = transactionId, user_certificates = certificates };
}
