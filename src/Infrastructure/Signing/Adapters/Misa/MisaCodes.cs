using System.Text.Json;
using KonTum.Tthc.Application.Signing;
using KonTum.Tthc.Domain.Failures;
using KonTum.Tthc.Infrastructure.Signing.Adapters.Mobile;

namespace KonTum.Tthc.Infrastructure.Signing.Adapters.Misa;

/// <summary>What an answer of MISA says went wrong.</summary>
internal enum MisaVerdict
{
    /// <summary>Nothing that is known here.</summary>
    NotUnderstood,
    Rejected,
    Expired,
    TransactionUnknown,
    NotConnected,
    CertificateUnusable,
    CertificateExpired,
    QuotaExhausted,
}

/// <summary>
/// What MISA's failures mean, in one table. Its document gives the statuses and one code, 122 (facts 2.2); the codes of ended ceremonies are
/// published nowhere, so their words are read, Vietnamese and English, the narrowest cause first.
/// </summary>
internal static class MisaCodes
{
    /// <summary>The login wants a second factor.</summary>
    public const int TwoFactorsWanted = 122;

    private static readonly string[] OfCertificates = ["certificate", "cert_", "chứng thư", "cks"];

    private static readonly (MisaVerdict Verdict, string[] Words)[] ByWords =
    [
        (MisaVerdict.NotConnected, ["not connected", "not_connected", "not set up", "chưa kết nối", "chưa thiết lập"]),
        (MisaVerdict.QuotaExhausted, ["quota", "out of sign", "out_of_sign", "hết lượt", "hết số lượt"]),
        (MisaVerdict.Rejected, ["reject", "declin", "cancel", "từ chối", "hủy", "huỷ"]),
        (MisaVerdict.Expired, ["expire", "timeout", "time out", "timed out", "hết hạn", "quá hạn"]),
    ];

    private static readonly string[] Revoked = ["revoked", "invalid", "not active", "inactive", "thu hồi", "tạm dừng", "không hợp lệ"];
    private static readonly string[] RunOut = ["expire", "hết hạn", "quá hạn"];

    /// <summary>How a ceremony stands by its status; null when that says nothing: then it is asked again until its time is up.</summary>
    public static RemoteOutcome? OutcomeOf(JsonElement answer) => Received.Text(answer, "status").ToUpperInvariant() switch
    {
        "PENDING" => new RemoteOutcome.Pending(),
        "CANCELLED" or "CANCELED" => Judge(answer) == MisaVerdict.Expired ? new RemoteOutcome.Expired() : new RemoteOutcome.Rejected(),
        "FAILED" => Judge(answer) switch
        {
            MisaVerdict.Rejected => new RemoteOutcome.Rejected(),
            MisaVerdict.Expired => new RemoteOutcome.Expired(),
            var verdict => new RemoteOutcome.Failed(FailureOf(verdict)),
        },
        _ => null,
    };

    /// <summary>What a refused call means.</summary>
    public static Failure FailureOf(ProviderAnswer answer) => answer.HttpStatus switch
    {
        403 => Failures.ProviderRefusesPlatform, // x-clientId and x-clientKey
        408 or 429 or 502 or 503 or 504 => Failures.ProviderUnavailable,
        >= 500 => Failures.ProviderFailed,
        _ => FailureOf(Judge(answer.Root)),
    };

    /// <summary>The meaning of code, error and messages together.</summary>
    public static MisaVerdict Judge(JsonElement answer)
    {
        var said = string.Join(
            ' ', ((string[])["errorCode", "error", "errorDescription", "devMsg", "userMsg"]).Select(name => Received.Text(answer, name))).Normalize();
        if (Has(said, OfCertificates))
        {
            if (Has(said, Revoked)) return MisaVerdict.CertificateUnusable;
            if (Has(said, RunOut)) return MisaVerdict.CertificateExpired;
        }

        var transaction = Has(said, ["transaction", "giao dịch"]) && Has(said, ["not found", "not_found", "not exist", "không tồn tại", "không tìm thấy"]);
        return transaction ? MisaVerdict.TransactionUnknown : ByWords.FirstOrDefault(w => Has(said, w.Words)).Verdict;
    }

    private static bool Has(string said, string[] words) => words.Any(word => said.Contains(word, StringComparison.OrdinalIgnoreCase));

    private static Failure FailureOf(MisaVerdict verdict) => verdict switch
    {
        MisaVerdict.NotConnected => Failures.AccountNotConnected,
        MisaVerdict.QuotaExhausted => Failures.QuotaExhausted,
        MisaVerdict.CertificateUnusable => Failures.CertificateRevoked,
        MisaVerdict.CertificateExpired => Failures.CertificateExpired,
        MisaVerdict.Rejected => Failures.SigningRejected,
        MisaVerdict.Expired => Failures.SigningExpired,
        _ => Failures.ProviderFailed,
    };
}
