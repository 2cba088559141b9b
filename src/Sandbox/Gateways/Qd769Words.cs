using System.Globalization;
using KonTum.Tthc.Sandbox.Faults;

namespace KonTum.Tthc.Sandbox.Gateways;

/// <summary>
/// How QĐ 769 says no. Numbers below 600 are HTTP statuses as well; the others are VNPT's published tables (older interface and SDK),
/// which the decision does not mention and which travel with HTTP 200.
/// </summary>
internal sealed class Qd769Words : IFaultWords
{
    public static readonly Qd769Words Instance = new();

    private const string QuotaUsedUp = "SERVICE_PACK_EXEED_OR_INVALID";
    private const int FirstThatIsNoHttpStatus = 600;
    private const int SignFailed = 4004;

    private static readonly Dictionary<int, string> Published = new()
    {
        [400] = GatewayCodes.BadRequest,
        [401] = GatewayCodes.CredentialInvalid,
        [403] = GatewayCodes.CertificateUnusable,
        [500] = GatewayCodes.InternalError,
        [4000] = "WAITING_FOR_SIGNER_CONFIRM",
        [4001] = "EXPIRED",
        [4002] = "SIGNER_REJECTED",
        [4003] = "AUTHORIZE_KEY_FAILED",
        [4004] = "SIGN_FAILED",
        [60000] = "CREDENTIAL_NOT_EXIST",
        [60001] = "CREDENTIAL_IDENTITY_MISMATCH",
        [60002] = "NO_RESULT",
        [60003] = "CREDENTIAL_STATUS_INVALID",
        [61000] = "ASSIGN_KEY_FAILED",
        [62000] = "TRANSACTION_NOT_FOUND",
        [62001] = "TRANSACTION_IDENTITY_MISMATCH",
        [62002] = "TRANSACTION_EXPIRED",
        [62003] = "TRANSACTION_NOT_WAITING",
        [62010] = "BAD_DATA_FORMAT",
        [63000] = "SIGNER_AUTHENTICATION_FAILED",
        [63001] = "HASH_SIGNER_INIT_FAILED",
        [63002] = "UPLOAD_FAILED",
        [64000] = "UNSUPPORTED_FILE_TYPE",
        [64001] = "ACCEPTANCE_ERROR",
        [64002] = "ACCEPTANCE_ERROR",
    };

    public IResult Say(FaultOrder fault, FaultSubject subject) => Answer(fault.Fault switch
    {
        FaultKind.AccountUnknown => AccountUnknown,
        FaultKind.QuotaUsedUp => NoSignaturesLeft,
        FaultKind.RevokedCertificate => (403, $"{GatewayCodes.CertificateUnusable}: REVOKED"),
        FaultKind.ExpiredCertificate => (403, $"{GatewayCodes.CertificateUnusable}: EXPIRED"),
        FaultKind.Code => Number(fault.Code, fault.Message),
        _ => (500, GatewayCodes.InternalError),
    });

    /// <summary>What the status call says of a request that was confirmed and not signed.</summary>
    public static IResult Failed(SigningRequest request) => Answer(Failure(request));

    /// <summary>Number and word of a state, as status call, blocking sign call and callback tell them.</summary>
    public static (int Code, string Message) Outcome(SigningRequest request, SigningState state) => state switch
    {
        SigningState.Waiting => (200, GatewayCodes.WaitForConfirmation),
        SigningState.Signed => (200, GatewayCodes.Success),
        SigningState.Rejected => (GatewayCodes.Rejected.StatusCode, GatewayCodes.Rejected.Message),
        SigningState.Expired => (GatewayCodes.Expired.StatusCode, GatewayCodes.Expired.Message),
        _ => Failure(request),
    };

    private static (int Code, string Message) Failure(SigningRequest request) => request.Failure switch
    {
        SigningFailure.QuotaUsedUp => NoSignaturesLeft,
        SigningFailure.AccountUnknown => AccountUnknown,
        SigningFailure.Other => Number(request.FailureCode, request.FailureMessage),
        _ => (403, $"{GatewayCodes.CertificateUnusable}: the certificate was revoked, locked or ran out before the confirmation"),
    };

    private static (int Code, string Message) AccountUnknown => (401, $"{GatewayCodes.CredentialInvalid}: user account invalid");

    /// <summary>The word is that of VNPT's older interface; QĐ 769 has no number for it.</summary>
    private static (int Code, string Message) NoSignaturesLeft => (400, QuotaUsedUp);

    private static (int Code, string Message) Number(string? code, string? message)
    {
        var number = int.TryParse(code, NumberStyles.None, CultureInfo.InvariantCulture, out var given) ? given : SignFailed;
        return (number, message ?? Published.GetValueOrDefault(number, "ERROR"));
    }

    private static IResult Answer((int Code, string Message) said) => Wire.Answer(
        new GatewayAnswer(said.Code, said.Message, null),
        said.Code is >= 400 and < FirstThatIsNoHttpStatus ? said.Code : StatusCodes.Status200OK);
}
