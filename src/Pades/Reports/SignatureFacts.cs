using System.Security.Cryptography;

namespace KonTum.Tthc.Pades.Reports;

/// <summary>What follows from a result and every rendering needs.</summary>
internal static class SignatureFacts
{
    /// <summary>
    /// Whether the names in the certificate are vouched for by a trusted authority. Otherwise anybody may have written them there.
    /// </summary>
    public static bool IsSignerVerified(this SignatureResult signature) =>
        signature.Integrity == Integrity.Intact
        && (signature.Indication == Indication.TotalPassed || signature.Chain is [.., { IsAnchor: true }]);

    /// <summary>The earliest moment that a believed timestamp proves; null when none does and only the signer's word is left.</summary>
    public static DateTimeOffset? ProvenTime(this SignatureResult signature) =>
        signature.Kind == SignatureKind.DocumentTimestamp
            ? signature.Indication == Indication.TotalPassed ? signature.SigningTime : null
            : signature.Timestamps.Where(t => t.Indication == Indication.TotalPassed).Min(t => t.Time) ?? signature.TimestampTime;

    /// <summary>SHA-256 of what <c>/Contents</c> holds, upper-case hex; null when it holds nothing.</summary>
    public static string? ContentsSha256(this SignatureResult signature) =>
        signature.Contents.IsEmpty ? null : Convert.ToHexString(SHA256.HashData(signature.Contents.Span));

    /// <summary>How a building block ended: a failed check outweighs the others; null when nothing of it was checked.</summary>
    public static CheckStatus? StatusOf(this SignatureResult signature, BuildingBlock block)
    {
        var checks = signature.Checks.Where(c => c.Block == block).Select(c => c.Status).ToHashSet();
        return checks.Count == 0 ? null
            : checks.Contains(CheckStatus.Failed) ? CheckStatus.Failed
            : checks.Contains(CheckStatus.Passed) ? CheckStatus.Passed
            : CheckStatus.Noted;
    }
}
