using KonTum.Tthc.Sandbox.Authorities;

namespace KonTum.Tthc.Sandbox.Gateways;

/// <summary>
/// QĐ 769 in VNPT SmartCA's form. The service provider makes the transaction id and puts its password into every body but that of the
/// status call; a digest is lower-case hexadecimal, nothing else.
/// </summary>
internal sealed class VnptGateway(GatewayWorld world, ILogger<VnptGateway> logger)
    : RemoteSigningGateway(GatewayNames.Vnpt, world, logger)
{
    private const string OnlyAuthority = "VNPT-CA";

    public void Map(IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/vnpt/sca/sp769").AddEndpointFilter(GuardAsync);
        group.MapPost("/v1/credentials/get_certificate", (Delegate)ListCertificatesAsync);
        group.MapPost("/v1/signatures/sign", (Delegate)SignAsync);
        group.MapPost("/v1/signatures/sign/{transaction}/status", StatusAsync);
    }

    protected override IResult? CheckAuthorityName(HttpContext context, string? given, out string caName)
    {
        caName = OnlyAuthority;
        return null;
    }

    protected override bool IsSignedOn(HttpRequest request, ISignedOn body) => World.ServiceProvider.Accepts(body.SpId, body.SpPassword);

    protected override byte[]? ReadDigest(string text) => Digests.FromLowerCaseHex(text);

    protected override Task<string?> TransactionOfListingAsync(CertificateQuery query, string caName, CancellationToken cancellation) =>
        Task.FromResult(string.IsNullOrEmpty(query.TransactionId) ? null : query.TransactionId);

    protected override Task<(string? TransactionId, string? Refusal)> TransactionOfOrderAsync(
        SignOrder order, string caName, CancellationToken cancellation) =>
        Task.FromResult(TransactionFromCaller(order));

    protected override object Describe(PersonalCertificate certificate, CertificateState state, string transactionId) => new
    {
        service_type = certificate.Plan.ServiceType,
        service_name = certificate.Plan.ServiceName,
        cert_id = certificate.Plan.CertId,
        cert_status = state.Text,
        cert_status_code = state.Code,
        serial_number = certificate.SerialNumber,
        cert_subject = certificate.Subject,
        cert_valid_from = Wire.Time(certificate.ValidFrom),
        cert_valid_to = Wire.Time(certificate.ValidUntil),
        // The real gateway breaks the lines with CR LF: callers have to cope.
        cert_data = Convert.ToBase64String(certificate.Credential.Certificate.GetEncoded(), Base64FormattingOptions.InsertLineBreaks),
        chain_data = new
        {
            ca_cert = Convert.ToBase64String(certificate.Authority.Credential.Certificate.GetEncoded()),
            // Seen both with and without: a seal comes without.
            root_cert = certificate.Plan.ServiceType == "ESEAL"
                ? null
                : Convert.ToBase64String(World.Pki.Root.Credential.Certificate.GetEncoded()),
        },
        transaction_id = transactionId,
    };

    protected override object Listing(IReadOnlyList<object> certificates, string transactionId) => new { user_certificates = certificates };
}
