using System.Text.Json;
using KonTum.Tthc.Sandbox.Authorities;
using KonTum.Tthc.Sandbox.Faults;

namespace KonTum.Tthc.Sandbox.Gateways;

/// <summary>
/// What the gateways of QĐ 769/QĐ-BTTTT have in common: list an account's certificates, take digests for signing and answer at once,
/// tell how the confirmation on the phone went. They differ in what the derived classes say.
/// </summary>
internal abstract partial class RemoteSigningGateway(string name, GatewayWorld world, ILogger logger)
{
    private const int MostFiles = 50;
    private const int LongestText = 500;
    private const int LongestTransactionId = 100;

    /// <summary>The name in the control calls.</summary>
    public string Name { get; } = name;

    protected GatewayWorld World { get; } = world;

    public async Task<IResult> ListCertificatesAsync(HttpContext context)
    {
        if (await ReadAsync<CertificateQuery>(context) is not { } query)
            return GatewayCodes.Refuse(400, GatewayCodes.BadRequest, "body is not the JSON object that was expected");
        if (!IsSignedOn(context.Request, query))
            return GatewayCodes.Refuse(401, GatewayCodes.CredentialInvalid, "service provider account invalid");
        if (CheckAuthorityName(context, query.CaName, out var caName) is { } unknownAuthority)
            return unknownAuthority;
        var subject = new FaultSubject(Name, FaultCalls.GetCertificate, caName, query.UserId);
        return await World.Faults.RunAsync(
            context, subject, Qd769Words.Instance, () => ListCertificatesAsync(query, caName, subject, context.RequestAborted));
    }

    public async Task<IResult> SignAsync(HttpContext context)
    {
        if (await ReadAsync<SignOrder>(context) is not { } order)
            return GatewayCodes.Refuse(400, GatewayCodes.BadRequest, "body is not the JSON object that was expected");
        if (!IsSignedOn(context.Request, order))
            return GatewayCodes.Refuse(401, GatewayCodes.CredentialInvalid, "service provider account invalid");
        if (CheckAuthorityName(context, order.CaName, out var caName) is { } unknownAuthority)
            return unknownAuthority;
        var subject = new FaultSubject(Name, FaultCalls.Sign, caName, order.UserId);
        return await World.Faults.RunAsync(context, subject, Qd769Words.Instance, () => SignAsync(order, caName, context));
    }

    public async Task<IResult> StatusAsync(string transaction, HttpContext context)
    {
        var request = await World.Requests.FindAsync(Name, transaction, context.RequestAborted);
        var subject = new FaultSubject(Name, FaultCalls.Status, request?.CaName, request?.UserId);
        return await World.Faults.RunAsync(
            context, subject, Qd769Words.Instance, () => Task.FromResult(request is null ? Wire.Answer(GatewayCodes.NotFound) : State(request)));
    }

    /// <summary>503 for everything while the control call has switched the gateway off; 500 as documented for what nobody expected.</summary>
    public async ValueTask<object?> GuardAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        if (!World.Switches.Of(Name).Available)
            return GatewayCodes.Refuse(503, "SERVICE_UNAVAILABLE");
        try
        {
            return await next(context);
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            LogUnexpected(logger, error, Name);
            return GatewayCodes.Refuse(500, GatewayCodes.InternalError);
        }
    }

    /// <summary>For gateways where the service provider makes the transaction id.</summary>
    protected static (string? TransactionId, string? Refusal) TransactionFromCaller(SignOrder order) =>
        order.TransactionId is { Length: > 0 and <= LongestTransactionId } given
            ? (given, null)
            : (null, "transaction_id is missing or too long");

    /// <summary>For gateways that answer only after the phone: the outcome, with the signatures as QĐ 769 names them.</summary>
    protected async Task<IResult> AnswerSettledAsync(SigningRequest request, HttpContext context)
    {
        await World.Requests.WaitAsync(request, context.RequestAborted);
        var state = request.StateAt(World.Time.GetUtcNow());
        if (state is SigningState.Failed)
            return Qd769Words.Failed(request);
        var (code, message) = Qd769Words.Outcome(request, state);
        return Wire.Answer(new GatewayAnswer(code, message, state == SigningState.Signed
            ? new { transaction_id = request.TransactionId, signed_files = SignatureEntry.Of(request) }
            : null));
    }

    /// <summary>Which authority the caller means, or the answer that refuses the name.</summary>
    protected abstract IResult? CheckAuthorityName(HttpContext context, string? given, out string caName);

    protected abstract bool IsSignedOn(HttpRequest request, ISignedOn body);

    /// <summary>The 32 bytes of a SHA-256 digest; null when the text is not in a form that this gateway takes.</summary>
    protected abstract byte[]? ReadDigest(string text);

    protected abstract Task<string?> TransactionOfListingAsync(CertificateQuery query, string caName, CancellationToken cancellation);

    protected abstract Task<(string? TransactionId, string? Refusal)> TransactionOfOrderAsync(
        SignOrder order, string caName, CancellationToken cancellation);

    protected abstract object Describe(PersonalCertificate certificate, CertificateState state, string transactionId);

    /// <summary>The answer of the sign call: at once, unless the gateway waits for the phone.</summary>
    protected virtual Task<IResult> AnswerStartedAsync(SigningRequest request, HttpContext context) =>
        Task.FromResult(Wire.Answer(new GatewayAnswer(
            200, GatewayCodes.WaitForConfirmation, new { transaction_id = request.TransactionId, tran_code = request.Id })));

    protected abstract object Listing(IReadOnlyList<object> certificates, string transactionId);

    private async Task<IResult> ListCertificatesAsync(
        CertificateQuery query, string caName, FaultSubject subject, CancellationToken cancellation)
    {
        if (World.Pki.FindAccount(caName, query.UserId ?? "") is not { } certificates)
            return GatewayCodes.Refuse(401, GatewayCodes.CredentialInvalid, "user account invalid");

        var wanted = certificates.Where(c => string.IsNullOrEmpty(query.SerialNumber) || IsSerial(c, query.SerialNumber)).ToList();
        var transactionId = await TransactionOfListingAsync(query, caName, cancellation);
        if (transactionId is null)
            return GatewayCodes.Refuse(400, GatewayCodes.BadRequest, "transaction_id is required");
        var pretended = World.Faults.CertificateStateIn(subject);
        var described = new List<object>();
        foreach (var certificate in wanted)
            described.Add(Describe(
                certificate, pretended ?? await World.Revocations.StateAsync(certificate, cancellation), transactionId));
        return Wire.Answer(new GatewayAnswer(200, "Success", Listing(described, transactionId)));
    }

    private async Task<IResult> SignAsync(SignOrder order, string caName, HttpContext context)
    {
        var cancellation = context.RequestAborted;
        if (World.Pki.FindAccount(caName, order.UserId ?? "") is not { } certificates)
            return GatewayCodes.Refuse(401, GatewayCodes.CredentialInvalid, "user account invalid");
        if (!TryReadFiles(order, out var documents, out var problem))
            return GatewayCodes.Refuse(400, GatewayCodes.BadRequest, problem);

        var (certificate, unusable) = await ChooseAsync(certificates, order.SerialNumber, cancellation);
        if (certificate is null)
            return unusable!;
        var (transactionId, refusal) = await TransactionOfOrderAsync(order, caName, cancellation);
        if (transactionId is null)
            return GatewayCodes.Refuse(400, GatewayCodes.BadRequest, refusal);

        var now = World.Time.GetUtcNow();
        var request = new SigningRequest
        {
            Id = Guid.NewGuid(),
            Gateway = Name,
            TransactionId = transactionId,
            CaName = certificate.Authority.CaName,
            UserId = certificate.Account.UserId,
            Signer = certificate.Person.Name,
            SerialNumber = certificate.SerialNumber,
            Description = order.TransactionDesc,
            ServiceProvider = ServiceProviderAccount.DisplayName,
            CreatedAt = now,
            ExpiresAt = now.Add(World.Switches.Of(Name).ConfirmationLifetime),
            Documents = documents,
        };
        return await World.Requests.TryStartAsync(request, cancellation)
            ? await AnswerStartedAsync(request, context)
            : GatewayCodes.Refuse(400, GatewayCodes.BadRequest, "transaction_id was already used");
    }

    private IResult State(SigningRequest request) => request.StateAt(World.Time.GetUtcNow()) switch
    {
        SigningState.Waiting => Wire.Answer(new GatewayAnswer(
            200, GatewayCodes.WaitForConfirmation, new { transaction_id = request.TransactionId, signatures = (object?)null })),
        SigningState.Signed => Wire.Answer(new GatewayAnswer(200, GatewayCodes.Success, new
        {
            transaction_id = request.TransactionId,
            signatures = SignatureEntry.Of(request),
        })),
        SigningState.Rejected => Wire.Answer(GatewayCodes.Rejected),
        SigningState.Expired => Wire.Answer(GatewayCodes.Expired),
        _ => Qd769Words.Failed(request),
    };

    private static bool IsSerial(PersonalCertificate certificate, string serial) =>
        certificate.SerialNumber.Equals(serial, StringComparison.OrdinalIgnoreCase);

    private static async Task<T?> ReadAsync<T>(HttpContext context) where T : class
    {
        if (!context.Request.HasJsonContentType())
            return null;
        try
        {
            return await JsonSerializer.DeserializeAsync<T>(context.Request.Body, Wire.Json, context.RequestAborted);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>The certificate with this serial, or the only usable one; else why not.</summary>
    private async Task<(PersonalCertificate? Certificate, IResult? Refusal)> ChooseAsync(
        IReadOnlyList<PersonalCertificate> certificates, string? serial, CancellationToken cancellation)
    {
        if (!string.IsNullOrEmpty(serial))
        {
            if (certificates.FirstOrDefault(c => IsSerial(c, serial)) is not { } named)
                return (null, GatewayCodes.Refuse(400, GatewayCodes.BadRequest, "the account has no certificate with this serial_number"));
            return await World.Revocations.StateAsync(named, cancellation) is var state && state == CertificateState.Valid
                ? (named, null)
                : (null, GatewayCodes.Refuse(403, GatewayCodes.CertificateUnusable, state.Code));
        }

        var usable = new List<PersonalCertificate>();
        foreach (var certificate in certificates)
            if (await World.Revocations.StateAsync(certificate, cancellation) == CertificateState.Valid)
                usable.Add(certificate);
        return usable.Count switch
        {
            1 => (usable[0], null),
            0 => (null, GatewayCodes.Refuse(403, GatewayCodes.CertificateUnusable, "no usable certificate")),
            _ => (null, GatewayCodes.Refuse(400, GatewayCodes.BadRequest, "serial_number is required: the account has several certificates")),
        };
    }

    private bool TryReadFiles(SignOrder order, out List<SigningDocument> documents, out string problem)
    {
        documents = [];
        problem = "";
        var files = order.SignFiles ?? [];
        if (files.Count is 0 or > MostFiles)
            problem = $"sign_files must have 1 to {MostFiles} entries";
        else if (order.TransactionDesc is { Length: > LongestText })
            problem = $"transaction_desc is longer than {LongestText} characters";
        else if (order.TimeStamp is { Length: > 0 } stamp && !WireTimeStamp.IsMatch(stamp))
            problem = "time_stamp must be YYYYMMddHHmmSS, Z allowed";
        foreach (var file in files)
        {
            if (problem.Length > 0)
                break;
            if (file is not { DocId: { Length: > 0 and <= LongestText } docId })
                problem = "doc_id is missing or too long";
            else if (documents.Exists(d => d.DocId == docId))
                problem = "doc_id is given twice";
            else if ((file.SignType ?? file.FileOptions?.SignType) != "hash")
                problem = "sign_type must be \"hash\"";
            else if ((file.FileType ?? file.FileOptions?.FileType) is not { Length: > 0 and <= LongestText } fileType)
                problem = "file_type is missing";
            else if (ReadDigest(file.DataToBeSigned ?? "") is not { } digest)
                problem = "data_to_be_signed is not a SHA-256 digest in the form that this gateway takes";
            else
                documents.Add(new SigningDocument { Position = documents.Count, DocId = docId, FileType = fileType, Digest = digest });
        }

        return problem.Length == 0;
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The {Gateway} gateway failed.")]
    private static partial void LogUnexpected(ILogger logger, Exception error, string gateway);
}
