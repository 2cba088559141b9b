using System.Collections.Frozen;

namespace KonTum.Tthc.Infrastructure.Signing.Adapters.Sp769;

/// <summary>What an answer of a gateway means.</summary>
internal enum Sp769Verdict
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
internal static class Sp769Codes
{
    private static readonly FrozenDictionary<int, Sp769Verdict> Specific = new Dictionary<int, Sp769Verdict>
    {
        [1] = Sp769Verdict.Rejected, // SDK. The older interface's 1 is SUCCESS: it comes with signatures, which are looked at first.
        [4000] = Sp769Verdict.Pending,
        [4001] = Sp769Verdict.Expired,
        [4002] = Sp769Verdict.Rejected,
        [4003] = Sp769Verdict.Failed, // AUTHORIZE_KEY_FAILED
        [4004] = Sp769Verdict.Failed, // SIGN_FAILED
        [4005] = Sp769Verdict.QuotaExhausted,
        [6000] = Sp769Verdict.Pending, // confirmed, being signed
        [13004] = Sp769Verdict.CertificateUnusable,
        [60000] = Sp769Verdict.AccountUnknown, // credential does not exist
        [60001] = Sp769Verdict.AccountUnknown, // credential and identity do not fit
        [60002] = Sp769Verdict.Failed, // no result
        [60003] = Sp769Verdict.CertificateUnusable,
        [61000] = Sp769Verdict.Failed, // assigning the key failed
        [62000] = Sp769Verdict.TransactionUnknown,
        [62001] = Sp769Verdict.Failed, // transaction and identity do not fit
        [62002] = Sp769Verdict.Expired,
        [62003] = Sp769Verdict.Failed, // the transaction does not wait
        [62010] = Sp769Verdict.Failed, // bad data format
        [63000] = Sp769Verdict.Failed, // the signer could not be authenticated
        [63001] = Sp769Verdict.Failed,
        [63002] = Sp769Verdict.Failed,
        [64000] = Sp769Verdict.Failed,
        [64001] = Sp769Verdict.Failed,
        [64002] = Sp769Verdict.Failed,
    }.ToFrozenDictionary();

    private static readonly FrozenDictionary<string, Sp769Verdict> Names = new Dictionary<string, Sp769Verdict>
    {
        ["SUCCESS"] = Sp769Verdict.Success,
        ["SIG_WAIT_FOR_USER_CONFIRM"] = Sp769Verdict.Pending,
        ["WAITING_FOR_SIGNER_CONFIRM"] = Sp769Verdict.Pending,
        ["EXPIRED"] = Sp769Verdict.Expired,
        ["SIGNER_REJECTED"] = Sp769Verdict.Rejected,
        ["AUTHORIZE_KEY_FAILED"] = Sp769Verdict.Failed,
        ["SIGN_FAILED"] = Sp769Verdict.Failed,
        ["TRANSACTION_NOT_FOUND"] = Sp769Verdict.TransactionUnknown,
        ["CREDENTIAL_STATUS_INVALID"] = Sp769Verdict.CertificateUnusable,
        ["SERVICE_PACK_EXEED_OR_INVALID"] = Sp769Verdict.QuotaExhausted, // spelled like this
        ["SP_CREDENTIAL_INVALID"] = Sp769Verdict.PlatformRefused,
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    private static readonly string[] UserWords = ["user", "subscriber", "người dùng", "thuê bao", "khách hàng"];

    /// <summary>The meaning of an answer, from the narrowest statement in it to the widest.</summary>
    public static Sp769Verdict Judge(Sp769Answer answer)
    {
        if (answer.Code is { } specific && Specific.TryGetValue(specific, out var verdict)) return verdict;
        if (Names.TryGetValue(answer.MessageName, out verdict) && (verdict != Sp769Verdict.Success || answer.Code is null or 0 or 200))
            return Refine(verdict, answer);
        return answer.Code switch
        {
            0 or 200 => Sp769Verdict.Success,
            null when answer.HttpStatus is >= 200 and < 300 => Sp769Verdict.NotUnderstood,
            401 => Refine(Sp769Verdict.PlatformRefused, answer),
            403 => Refine(Sp769Verdict.CertificateUnusable, answer),
            { } code => JudgeStatus(code),
            null => JudgeStatus(answer.HttpStatus),
        };
    }

    /// <summary>The meaning of an HTTP status when there is nothing better to go by.</summary>
    public static Sp769Verdict JudgeStatus(int status) => status switch
    {
        401 => Sp769Verdict.PlatformRefused,
        408 or 429 or 502 or 503 or 504 => Sp769Verdict.Unavailable,
        _ => Sp769Verdict.NotUnderstood,
    };

    /// <summary>Two codes stand for two causes each; the rest of the message tells them apart.</summary>
    private static Sp769Verdict Refine(Sp769Verdict verdict, Sp769Answer answer) => verdict switch
    {
        // 401 SP_CREDENTIAL_INVALID: "SP or user account invalid, details in message".
        Sp769Verdict.PlatformRefused when NamesUser(answer.Message) => Sp769Verdict.AccountUnknown,
        Sp769Verdict.CertificateUnusable when answer.MessageDetails.Contains("EXPIRED", StringComparison.OrdinalIgnoreCase)
            && !answer.MessageDetails.Contains("REVOKED", StringComparison.OrdinalIgnoreCase) => Sp769Verdict.CertificateExpired,
        _ => verdict,
    };

    private static bool NamesUser(string message) =>
        UserWords.Any(word => message.Contains(word, StringComparison.OrdinalIgnoreCase));
}
