using KonTum.Tthc.Pades.Cms;
using KonTum.Tthc.Pades.Timestamps;

namespace KonTum.Tthc.Pades.Validation.Judgement;

/// <summary>Whether the time of a timestamp is believed (EN 319 102-1, 5.4).</summary>
/// <remarks>
/// A timestamp is judged at the moment of validation, or at the time since when a newer one proves it to exist; never at the time that it
/// states itself. Only the freshness of revocation information is measured against that time: what says "not revoked" must be newer than
/// the timestamp, or still have been in force then; the standard leaves this to the validation policy (5.2.5).
/// </remarks>
internal static class StampJudge
{
    /// <param name="stamp">A timestamp that verifies.</param>
    /// <param name="existed">Since when it is proven to exist.</param>
    /// <param name="judge">Judges with the anchors of timestamps.</param>
    /// <param name="options">What is to be believed.</param>
    public static ChainVerdict Judge(Stamp stamp, DateTimeOffset existed, ChainJudge judge, ValidationOptions options)
    {
        try
        {
            return JudgeUnguarded(stamp, existed, judge, options);
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            var log = new CheckLog();
            log.Failed(BuildingBlock.Format, SubIndication.FormatFailure, $"The timestamp cannot be read: {exception.Message}");
            return new([], [], log, IsAnchored: false);
        }
    }

    private static ChainVerdict JudgeUnguarded(Stamp stamp, DateTimeOffset existed, ChainJudge judge, ValidationOptions options)
    {
        var (token, verdict) = (stamp.Token!, stamp.Verdict);
        var certificate = CertificateView.Of(verdict.Certificate!);
        var chain = judge.Judge(certificate, new MomentOfSigning(existed, null, token.Time, null), isNamed: true);
        var log = chain.Log;
        if (!TimestampToken.IsForTimeStamping(certificate.Certificate) || !PathRules.MaySign(certificate))
            log.Failed(BuildingBlock.Certificate, SubIndication.ChainConstraintsFailure, "The certificate is not for time stamping alone (RFC 3161, 2.3).");
        if (token.Time < certificate.NotBefore || token.Time > certificate.NotAfter)
            log.Failed(BuildingBlock.Certificate, SubIndication.ChainConstraintsFailure, "The timestamp claims a time at which its certificate was not valid.");
        if (token.Time > options.At + token.Accuracy)
            log.Failed(BuildingBlock.Time, SubIndication.SigConstraintsFailure, "The timestamp claims a time after the moment of validation.");
        Acceptance.Algorithms(certificate, [.. verdict.Hashes, token.ImprintHash!.Value], new MomentOfSigning(existed, null, token.Time, null), options, log);
        return chain;
    }
}
