namespace KonTum.Tthc.Pades.Validation.Judgement;

/// <summary>The checks of one signature in their order, and what follows from all of them together.</summary>
internal sealed class CheckLog
{
    /// <summary>
    /// When several things fail, the one that says most is told: first what ends the process (EN 319 102-1, 5.3.4), then what is certain,
    /// last what fresher information may settle.
    /// </summary>
    private static readonly List<SubIndication> s_weight =
    [
        SubIndication.FormatFailure, SubIndication.HashFailure, SubIndication.SigCryptoFailure, SubIndication.NoSigningCertificateFound,
        SubIndication.SignedDataNotFound, SubIndication.Generic, SubIndication.NotYetValid, SubIndication.Revoked, SubIndication.Expired,
        SubIndication.NoCertificateChainFound, SubIndication.CertificateChainGeneralFailure, SubIndication.ChainConstraintsFailure,
        SubIndication.CryptoConstraintsFailure, SubIndication.RevokedNoPoe, SubIndication.RevokedCaNoPoe, SubIndication.OutOfBoundsNoPoe,
        SubIndication.OutOfBoundsNotRevoked, SubIndication.CryptoConstraintsFailureNoPoe, SubIndication.TimestampOrderFailure,
        SubIndication.SigConstraintsFailure, SubIndication.NoPoe, SubIndication.TryLater,
    ];

    private readonly List<ValidationCheck> _checks = [];

    public IReadOnlyList<ValidationCheck> Checks => _checks;

    /// <summary>What follows; null when nothing speaks against belief.</summary>
    public SubIndication? Outcome
    {
        get
        {
            var failed = _checks.Where(c => c is { Status: CheckStatus.Failed, SubIndication: not null }).Select(c => c.SubIndication!.Value).ToList();
            return failed.Count == 0 ? null : failed.MinBy(sub => s_weight.IndexOf(sub));
        }
    }

    /// <summary>How far the outcome is from passing; more is nearer.</summary>
    public int Nearness => Outcome is { } sub ? s_weight.IndexOf(sub) : int.MaxValue;

    /// <summary>Sentences for developers: what failed or is worth knowing.</summary>
    public IEnumerable<string> Details => _checks.Where(c => c.Status != CheckStatus.Passed).Select(c => c.Detail);

    public void Passed(BuildingBlock block, string detail) => _checks.Add(new(block, CheckStatus.Passed, null, detail));

    public void Noted(BuildingBlock block, string detail) => _checks.Add(new(block, CheckStatus.Noted, null, detail));

    public void Failed(BuildingBlock block, SubIndication sub, string detail) => _checks.Add(new(block, CheckStatus.Failed, sub, detail));

    public void Add(CheckLog other) => _checks.AddRange(other._checks);

    /// <summary>EN 319 102-1, 5.1.3, tables 5 and 6: which sub-indications are final.</summary>
    public static Indication IndicationOf(SubIndication? sub) => sub switch
    {
        null => Indication.TotalPassed,
        SubIndication.FormatFailure or SubIndication.HashFailure or SubIndication.SigCryptoFailure
            or SubIndication.Revoked or SubIndication.Expired or SubIndication.NotYetValid => Indication.TotalFailed,
        _ => Indication.Indeterminate,
    };
}
