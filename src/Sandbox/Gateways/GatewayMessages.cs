namespace KonTum.Tthc.Sandbox.Gateways;

/// <summary>Body of <c>get_certificate</c>; <c>ca_name</c> only at the NEAC gateway.</summary>
internal sealed record CertificateQuery(
    string? SpId, string? SpPassword, string? UserId, string? CaName, string? SerialNumber, string? TransactionId) : ISignedOn;

/// <summary>Body of <c>sign</c>; <c>ca_name</c> only at the NEAC gateway.</summary>
internal sealed record SignOrder(
    string? SpId,
    string? SpPassword,
    string? UserId,
    string? CaName,
    string? SerialNumber,
    string? TransactionId,
    string? TransactionDesc,
    string? TimeStamp,
    IReadOnlyList<SignFile?>? SignFiles) : ISignedOn;

/// <summary>One digest. Type and kind stand beside it, or in <c>file_options</c>: both readings of QĐ 769 are in use.</summary>
internal sealed record SignFile(string? DocId, string? FileType, string? SignType, string? DataToBeSigned, FileOptions? FileOptions);

internal sealed record FileOptions(string? FileType, string? SignType);

/// <summary>A body that carries the credentials of the service provider.</summary>
internal interface ISignedOn
{
    string? SpId { get; }

    string? SpPassword { get; }
}

/// <summary>Every answer of a gateway has this shape.</summary>
internal sealed record GatewayAnswer(int StatusCode, string Message, object? Data);

/// <summary>One signature in an answer or a callback.</summary>
internal sealed record SignatureEntry(string DocId, string SignatureValue, string? TimestampSignature)
{
    /// <summary>What is signed, in the order of the request: not all of it, when the provider left something out.</summary>
    public static IReadOnlyList<SignatureEntry> Of(SigningRequest request) => request.Documents
        .Where(document => document.Signature is not null)
        .Select(document => new SignatureEntry(document.DocId, Convert.ToBase64String(document.Signature!), null))
        .ToList();
}

/// <summary>The codes that the providers publish.</summary>
internal static class GatewayCodes
{
    public const string Success = "SUCCESS";
    public const string WaitForConfirmation = "sig_wait_for_user_confirm";
    public const string BadRequest = "BAD_REQUEST";
    public const string CredentialInvalid = "SP_CREDENTIAL_INVALID";
    public const string CertificateUnusable = "CREDENTIAL_STATUS_INVALID";
    public const string InternalError = "SERVER_INTERNAL_ERROR";

    /// <summary>The status call documents no code for these; the numbers are those of VNPT's older interface and its SDK table.</summary>
    public static readonly GatewayAnswer Expired = new(4001, "EXPIRED", null);
    public static readonly GatewayAnswer Rejected = new(4002, "SIGNER_REJECTED", null);
    public static readonly GatewayAnswer NotFound = new(62000, "TRANSACTION_NOT_FOUND", null);

    /// <summary>A failure whose code is also the HTTP status, e.g. 401.</summary>
    public static IResult Refuse(int status, string code, string? details = null) =>
        Wire.Answer(new GatewayAnswer(status, details is null ? code : $"{code}: {details}", null), status);
}
