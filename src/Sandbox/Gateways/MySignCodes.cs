using System.Globalization;
using KonTum.Tthc.Sandbox.Faults;

namespace KonTum.Tthc.Sandbox.Gateways;

/// <summary>
/// The codes of the MySign document. Those of refused requests, which it does not give, are the sandbox's own: the HTTP status times 100.
/// </summary>
internal static class MySignCodes
{
    public const int Signed = 1;
    public const int Waiting = 4000;
    public const int TimedOut = 4001;
    public const int Rejected = 4002;
    public const int Failed = 4004;
    public const int QuotaUsedUp = 4005;
    public const int CertificateUnusable = 13004;
    public const int Internal = 50000;
    public const int ClientUnknown = 58007;
    public const int UserUnknown = 58008;
    public const int UserOrPasswordInvalid = 59033;
    public const int ClientSecretInvalid = 86024;
    public const int TlsCertificateRevoked = 86002;
    public const int BadRequest = 40000;
    public const int TransactionUnknown = 40400;
    public const int Unavailable = 50300;

    /// <summary>How this interface says what is ordered to go wrong.</summary>
    public static readonly IFaultWords Words = new FaultWords();

    /// <summary>How a request stands, as the status call says it: a number written as a text.</summary>
    public static string Of(SigningRequest request, SigningState state) => (state, request.Failure) switch
    {
        (SigningState.Failed, SigningFailure.Other) => request.FailureCode ?? Number(Failed),
        (SigningState.Failed, SigningFailure.QuotaUsedUp) => Number(QuotaUsedUp),
        (SigningState.Failed, SigningFailure.AccountUnknown) => Number(UserUnknown),
        (SigningState.Waiting, _) => Number(Waiting),
        (SigningState.Signed, _) => Number(Signed),
        (SigningState.Rejected, _) => Number(Rejected),
        (SigningState.Expired, _) => Number(TimedOut),
        _ => Number(CertificateUnusable),
    };

    public static string Describe(int code) => code switch
    {
        Signed => "Ký thành công",
        TimedOut => "Time out: user did not confirm",
        Rejected => "User rejected the request",
        CertificateUnusable => "Certificate is expired or revoked",
        QuotaUsedUp => "Out of signing turns",
        ClientUnknown => "Client ID does not exist",
        UserUnknown => "User ID does not exist",
        UserOrPasswordInvalid => "User ID or password is invalid",
        ClientSecretInvalid => "Client secret is invalid",
        TlsCertificateRevoked => "TLS client certificate is revoked",
        TransactionUnknown => "Transaction does not exist",
        Unavailable => "Service unavailable",
        Internal => "Internal error",
        _ => "Signing failed",
    };

    public static IResult Refuse(int code, int httpStatus, string? description = null) =>
        PlainWire.Answer(new { error = code, error_description = description ?? Describe(code) }, httpStatus);

    private static string Number(int code) => code.ToString(CultureInfo.InvariantCulture);

    private sealed class FaultWords : IFaultWords
    {
        public IResult Say(FaultOrder fault, FaultSubject subject) => fault.Fault switch
        {
            FaultKind.AccountUnknown => Refuse(UserUnknown, 400),
            FaultKind.QuotaUsedUp => Refuse(QuotaUsedUp, 400),
            FaultKind.RevokedCertificate or FaultKind.ExpiredCertificate => Refuse(CertificateUnusable, 400),
            // The status call says its codes in an answer that is well in itself.
            FaultKind.Code when subject.Call == FaultCalls.Status =>
                PlainWire.Answer(new { signatures = (object?)null, status = fault.Code ?? Number(Failed) }),
            FaultKind.Code => Refuse(
                int.TryParse(fault.Code, NumberStyles.None, CultureInfo.InvariantCulture, out var code) ? code : Failed, 400, fault.Message),
            _ => Refuse(Internal, 500),
        };
    }
}
