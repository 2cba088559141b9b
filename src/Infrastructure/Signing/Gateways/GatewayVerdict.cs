using System.Collections.Frozen;

namespace KonTum.Tthc.Infrastructure.Signing.Gateways;

/// <summary>What an answer of a gateway means.</summary>
internal enum GatewayVerdict
{
    /// <summary>Done, or taken.</summary>
    Success,

    /// <summary>The person has not confirmed yet, or the signature is being made.</summary>
    Pending,

    /// <summary>Rejected on the phone.</summary>
    Rejected,

    /// <summary>Not confirmed in time.</summary>
    Expired,

    /// <summary>The gateway does not know the transaction.</summary>
    TransactionUnknown,

    /// <summary>The gateway does not know the account.</summary>
    AccountUnknown,

    /// <summary>The gateway refuses the platform's own credentials.</summary>
    PlatformRefused,

    /// <summary>The certificate is revoked, locked or suspended.</summary>
    CertificateUnusable,

    /// <summary>The certificate has run out.</summary>
    CertificateExpired,

    /// <summary>No signatures are left.</summary>
    QuotaExhausted,

    /// <summary>The gateway says that this transaction has failed for good.</summary>
    Failed,

    /// <summary>The gateway cannot work at the moment.</summary>
    Unavailable,

    /// <summary>The gateway does not accept the request, or answered something that is not published anywhere.</summary>
    NotUnderstood,
}

/// <summary>
/// The published codes of the QĐ 769 family, in one table (facts 1.2: sp769, VNPT's older interface, the SmartCA SDK; 2.1 where gateways
/// hand codes of a provider through). No document says which of them a status call gives, so all are understood.
/// </summary>
internal static class GatewayCodes
{
    private static readonly FrozenDictionary<int, GatewayVerdict> Specific = new Dictionary<int, GatewayVerdict>
    {
        [1] = GatewayVerdict.Rejected, // SDK. The older interface's 1 is SUCCESS: it comes with signatures, which are looked at first.
        [4000] = GatewayVerdict.Pending,
        [4001] = GatewayVerdict.Expired,
        [4002] = GatewayVerdict.Rejected,
        [4003] = GatewayVerdict.Failed, // AUTHORIZE_KEY_FAILED
        [4004] = GatewayVerdict.Failed, // SIGN_FAILED
        [4005] = GatewayVerdict.QuotaExhausted,
        [6000] = GatewayVerdict.Pending, // confirmed, being signed
        [13004] = GatewayVerdict.CertificateUnusable,
        [60000] = GatewayVerdict.AccountUnknown, // credential does not exist
        [60001] = GatewayVerdict.AccountUnknown, // credential and identity do not fit
        [60002] = GatewayVerdict.Failed, // no result
        [60003] = GatewayVerdict.CertificateUnusable,
        [61000] = GatewayVerdict.Failed, // assigning the key failed
        [62000] = GatewayVerdict.TransactionUnknown,
        [62001] = GatewayVerdict.Failed, // transaction and identity do not fit
        [62002] = GatewayVerdict.Expired,
        [62003] = GatewayVerdict.Failed, // the transaction does not wait
        [62010] = GatewayVerdict.Failed, // bad data format
        [63000] = GatewayVerdict.Failed, // the signer could not be authenticated
        [63001] = GatewayVerdict.Failed,
        [63002] = GatewayVerdict.Failed,
        [64000] = GatewayVerdict.Failed,
        [64001] = GatewayVerdict.Failed,
        [64002] = GatewayVerdict.Failed,
    }.ToFrozenDictionary();

    private static readonly FrozenDictionary<string, GatewayVerdict> Names = new Dictionary<string, GatewayVerdict>
    {
        ["SUCCESS"] = GatewayVerdict.Success,
        ["SIG_WAIT_FOR_USER_CONFIRM"] = GatewayVerdict.Pending,
        ["WAITING_FOR_SIGNER_CONFIRM"] = GatewayVerdict.Pending,
        ["EXPIRED"] = GatewayVerdict.Expired,
        ["SIGNER_REJECTED"] = GatewayVerdict.Rejected,
        ["AUTHORIZE_KEY_FAILED"] = GatewayVerdict.Failed,
        ["SIGN_FAILED"] = GatewayVerdict.Failed,
        ["TRANSACTION_NOT_FOUND"] = GatewayVerdict.TransactionUnknown,
        ["CREDENTIAL_STATUS_INVALID"] = GatewayVerdict.CertificateUnusable,
        ["SERVICE_PACK_EXEED_OR_INVALID"] = GatewayVerdict.QuotaExhausted, // spelled like this
        ["SP_CREDENTIAL_INVALID"] = GatewayVerdict.PlatformRefused,
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    private static readonly string[] UserWords = ["user", "subscriber", "người dùng", "thuê bao", "khách hàng"];

    /// <summary>The meaning of an answer, from the narrowest statement in it to the widest.</summary>
    public static GatewayVerdict Judge(GatewayAnswer answer)
    {
        if (answer.Code is { } specific && Specific.TryGetValue(specific, out var verdict)) return verdict;
        if (Names.TryGetValue(answer.MessageName, out verdict) && (verdict != GatewayVerdict.Success || answer.Code is null or 0 or 200))
            return Refine(verdict, answer);
        return answer.Code switch
        {
            0 or 200 => GatewayVerdict.Success,
            null when answer.HttpStatus is >= 200 and < 300 => GatewayVerdict.NotUnderstood,
            401 => Refine(GatewayVerdict.PlatformRefused, answer),
            403 => Refine(GatewayVerdict.CertificateUnusable, answer),
            { } code => JudgeStatus(code),
            null => JudgeStatus(answer.HttpStatus),
        };
    }

    /// <summary>The meaning of an HTTP status when there is nothing better to go by.</summary>
    public static GatewayVerdict JudgeStatus(int status) => status switch
    {
        401 => GatewayVerdict.PlatformRefused,
        408 or 429 or 502 or 503 or 504 => GatewayVerdict.Unavailable,
        _ => GatewayVerdict.NotUnderstood,
    };

    /// <summary>Two codes stand for two causes each; the rest of the message tells them apart.</summary>
    private static GatewayVerdict Refine(GatewayVerdict verdict, GatewayAnswer answer) => verdict switch
    {
        // 401 SP_CREDENTIAL_INVALID: "SP or user account invalid, details in message".
        GatewayVerdict.PlatformRefused when NamesUser(answer.MessageDetails) => GatewayVerdict.AccountUnknown,
        GatewayVerdict.CertificateUnusable when answer.MessageDetails.Contains("EXPIRED", StringComparison.OrdinalIgnoreCase)
            && !answer.MessageDetails.Contains("REVOKED", StringComparison.OrdinalIgnoreCase) => GatewayVerdict.CertificateExpired,
        _ => verdict,
    };

    private static bool NamesUser(string details) =>
        UserWords.Any(word => details.Contains(word, StringComparison.OrdinalIgnoreCase));
}
