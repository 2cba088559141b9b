using KonTum.Tthc.Sandbox.Faults;
using KonTum.Tthc.Sandbox.Gateways;

namespace KonTum.Tthc.Sandbox.Csc;

/// <summary>How the CSC API says no. It has no words for signatures that are used up; those here are invented.</summary>
internal sealed class CscWords : IFaultWords
{
    public static readonly CscWords Instance = new();

    public IResult Say(FaultOrder fault, FaultSubject subject) => (fault.Fault switch
    {
        FaultKind.AccountUnknown => subject.Call == FaultCalls.GetCertificate ? CscRefusal.Invalid("userID") : CscRefusal.Invalid("credentialID"),
        FaultKind.QuotaUsedUp => UsedUp(),
        FaultKind.RevokedCertificate => CscRefusal.Disabled(),
        FaultKind.ExpiredCertificate => CscRefusal.CertificateExpired(),
        FaultKind.Code => Named(fault.Code, fault.Message),
        _ => new CscRefusal(
            StatusCodes.Status500InternalServerError, "server_error", "The server encountered an unexpected condition"),
    }).Answer();

    /// <summary>What is said of a confirmation that did not lead to signatures.</summary>
    public static CscRefusal Failed(SigningRequest request) => request.Failure switch
    {
        SigningFailure.QuotaUsedUp => UsedUp(),
        SigningFailure.AccountUnknown => CscRefusal.Invalid("credentialID"),
        SigningFailure.Other => Named(request.FailureCode, request.FailureMessage),
        _ => CscRefusal.Disabled(),
    };

    private static CscRefusal UsedUp() => CscRefusal.Request("The signature quota of the account is used up");

    private static CscRefusal Named(string? error, string? description) => new(
        StatusCodes.Status400BadRequest, error ?? CscRefusal.InvalidRequest, description ?? "");
}
