namespace KonTum.Tthc.Sandbox.Faults;

/// <summary>Whose call it is, and which. An account is not known in every call.</summary>
/// <param name="Gateway">One of <see cref="Gateways.GatewayNames"/>.</param>
/// <param name="Call">One of <see cref="FaultCalls"/>.</param>
/// <param name="CaName">The authority, as <c>Providers</c> spells it.</param>
/// <param name="UserId">The account number, without prefixes that an interface puts before it.</param>
internal sealed record FaultSubject(string Gateway, string Call, string? CaName = null, string? UserId = null);

/// <summary>The names of calls, the same for all gateways, whatever their paths are.</summary>
internal static class FaultCalls
{
    public const string Login = "login";
    public const string GetCertificate = "get_certificate";
    public const string Authorize = "authorize";
    public const string AuthorizeCheck = "authorize_check";
    public const string SendOtp = "send_otp";
    public const string Sign = "sign";
    public const string Status = "status";
    public const string Confirm = "confirm";
    public const string Callback = "callback";
    public const string Timestamp = "timestamp";
    public const string Refund = "refund";

    public static readonly IReadOnlyList<string> All =
        [Login, GetCertificate, Authorize, AuthorizeCheck, SendOtp, Sign, Status, Confirm, Callback, Timestamp, Refund];
}

/// <summary>What shall go wrong, for whom, and how often. A field that is null stands for every value.</summary>
internal sealed record FaultOrder(
    FaultKind Fault,
    string? Gateway = null,
    string? CaName = null,
    string? UserId = null,
    string? Call = null,
    int? Times = null,
    int After = 0,
    double? Seconds = null,
    bool ActsFirst = false,
    string? Code = null,
    string? Message = null)
{
    /// <summary>Calls that a refusal strikes when none is named: those that ask for a signature.</summary>
    private static readonly string[] AskForSignature = [FaultCalls.Sign, FaultCalls.Authorize];

    /// <summary>An account that nobody knows is unknown from the first call on.</summary>
    private static readonly string[] NameAnAccount = [.. AskForSignature, FaultCalls.GetCertificate, FaultCalls.Login];

    public FaultStage Stage => FaultNames.Of(Fault).Stage;

    public TimeSpan SecondsOr(double usual) => TimeSpan.FromSeconds(Seconds ?? usual);

    public bool Concerns(FaultSubject subject) =>
        (Gateway is null || Gateway == subject.Gateway)
        && (CaName is null || string.Equals(CaName, subject.CaName, StringComparison.OrdinalIgnoreCase))
        && (UserId is null || UserId == subject.UserId)
        && ConcernsCall(subject.Call);

    private bool ConcernsCall(string call) => Call is not null ? Call == call : Stage switch
    {
        FaultStage.Wire => call is not (FaultCalls.Callback or FaultCalls.Confirm),
        FaultStage.Refusal => (Fault == FaultKind.AccountUnknown ? NameAnAccount : AskForSignature).Contains(call),
        _ => true,
    };
}
