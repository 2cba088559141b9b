using Org.BouncyCastle.Asn1;
using Org.BouncyCastle.Asn1.X509;
using Org.BouncyCastle.X509;

namespace KonTum.Tthc.Pades.Revocation;

/// <summary>
/// Which certificates a list speaks of: its issuing distribution point (RFC 5280, 5.2.5 and 6.3.3 b). What cannot be told to be inside
/// is outside.
/// </summary>
internal sealed class ListScope
{
    private readonly IssuingDistributionPoint? _point;

    private ListScope(IssuingDistributionPoint? point) => _point = point;

    /// <summary>Entries may be of certificates that others issued.</summary>
    public bool IsIndirect => _point?.IsIndirectCrl == true;

    public static ListScope Read(ReadOnlyMemory<byte>? extension) =>
        new(extension is { } value ? IssuingDistributionPoint.GetInstance(Asn1Object.FromByteArray(value.ToArray())) : null);

    /// <param name="certificate">The certificate that is asked for.</param>
    /// <param name="someReasonsOnly">Whether revocations for other reasons stand elsewhere.</param>
    public bool Covers(X509Certificate certificate, out bool someReasonsOnly)
    {
        someReasonsOnly = _point?.OnlySomeReasons is not null;
        if (_point is null) return true;
        var isAuthority = certificate.GetBasicConstraints() >= 0;
        if (_point.OnlyContainsAttributeCerts || (_point.OnlyContainsUserCerts && isAuthority) || (_point.OnlyContainsCACerts && !isAuthority))
            return false;
        if (_point.DistributionPoint is not { } name) return true;
        foreach (var point in PointsOf(certificate))
        {
            if (point.DistributionPointName is not { } own || !Overlap(name, own)) continue;
            someReasonsOnly |= point.Reasons is not null;
            return true;
        }

        return false;
    }

    /// <summary>The distribution points that a certificate names.</summary>
    public static DistributionPoint[] PointsOf(X509Certificate certificate)
    {
        try
        {
            return certificate.GetExtensionParsedValue(X509Extensions.CrlDistributionPoints) is { } value
                ? CrlDistPoint.GetInstance(value).GetDistributionPoints()
                : [];
        }
        catch (Exception exception) when (exception is ArgumentException or IOException or InvalidOperationException)
        {
            return [];
        }
    }

    private static bool Overlap(DistributionPointName a, DistributionPointName b)
    {
        if (a.Type != b.Type) return false;
        if (a.Type != DistributionPointName.FullName) return a.Name.ToAsn1Object().Equals(b.Name.ToAsn1Object());
        var names = GeneralNames.GetInstance(b.Name).GetNames();
        return GeneralNames.GetInstance(a.Name).GetNames().Any(x => names.Any(y => x.ToAsn1Object().Equals(y.ToAsn1Object())));
    }
}
