using KonTum.Tthc.Pades.Tests.Cms;
using Org.BouncyCastle.Asn1;
using Org.BouncyCastle.Asn1.Ocsp;
using Org.BouncyCastle.Asn1.X509;
using Org.BouncyCastle.X509;

namespace KonTum.Tthc.Pades.Tests.Pki;

/// <summary>
/// Authorities of invented names with their people: a root, an issuing authority, an OCSP responder, signers, and time-stamping units that
/// follow each other for thirty years. Certificates name the addresses of an <see cref="AuthorityServer"/> when one is given.
/// </summary>
internal sealed class TestWorld
{
    private readonly string? _address;
    private readonly string _name;

    public TestWorld(Uri? address = null, string name = "Thu Nghiem", DateTimeOffset? now = null)
    {
        _address = address?.ToString().TrimEnd('/');
        _name = name;
        var start = now ?? TestPki.Now;
        var (from, to) = (start.AddYears(-20), start.AddYears(60));
        Profile Authority(string kind) => new($"CN={kind} {name},O={name},C=VN")
        {
            IsAuthority = true, Usage = KeyUsage.KeyCertSign | KeyUsage.CrlSign, From = from, To = to,
        };
        Root = TestPki.Issue(Authority("Root"), TestPki.Ec());
        Issuing = TestPki.Issue(Authority("CA") with { Extend = Addresses("root") }, TestPki.Ec(), Root);
        Responder = TestPki.Issue(
            new($"CN=OCSP {name},C=VN")
            {
                Usage = KeyUsage.DigitalSignature,
                Purposes = [KeyPurposeID.id_kp_OCSPSigning],
                PurposesCritical = false,
                From = from,
                To = to,
                Extend = g => g.AddExtension(OcspObjectIdentifiers.PkixOcspNocheck, critical: false, DerNull.Instance),
            },
            TestPki.Ec(),
            Issuing);
        Signer = TestPki.Issue(
            new($"CN=Nguyễn Thị Phượng {name},C=VN") { From = start.AddYears(-1), To = start.AddYears(2), Extend = Addresses("issuing") }, TestPki.Rsa(2048), Issuing);
        EcSigner = TestPki.Issue(
            new($"CN=Trần Văn Ẩn {name},C=VN") { From = start.AddYears(-1), To = start.AddYears(2), Extend = Addresses("issuing") }, TestPki.Ec(), Issuing);
        Units = [.. Enumerable.Range(0, 4).Select(n => TestPki.Issue(
            new($"CN=TSA {n + 1} {name},C=VN")
            {
                Usage = KeyUsage.DigitalSignature,
                Purposes = [KeyPurposeID.id_kp_timeStamping],
                From = start.AddYears(-1 + (5 * n)),
                To = start.AddYears(6 + (5 * n)),
                Extend = Addresses("issuing"),
            },
            TestPki.Ec(),
            Issuing))];
    }

    public Identity Root { get; }

    /// <summary>The authority that issues to people, responder and time-stamping units.</summary>
    public Identity Issuing { get; }

    /// <summary>OCSP responder of <see cref="Issuing"/>, with id-pkix-ocsp-nocheck.</summary>
    public Identity Responder { get; }

    public Identity Signer { get; }

    public Identity EcSigner { get; }

    /// <summary>Time-stamping units: seven years each, a new one every five years.</summary>
    public IReadOnlyList<Identity> Units { get; }

    /// <summary>The chain as a signer brings it, without the root.</summary>
    public IReadOnlyList<byte[]> ChainOf(Identity signer) => [signer.Der, Issuing.Der];

    /// <summary>A further certificate of the issuing authority.</summary>
    public Identity Issue(Profile profile) => TestPki.Issue(profile with { Extend = profile.Extend ?? Addresses("issuing") }, TestPki.Ec(), Issuing);

    /// <summary>AIA and CRL distribution point (RFC 5280, 4.2.2.1 and 4.2.1.13).</summary>
    private Action<X509V3CertificateGenerator>? Addresses(string authority)
    {
        if (_address is null) return null;
        GeneralName Url(string path) => new(GeneralName.UniformResourceIdentifier, $"{_address}/{Uri.EscapeDataString(_name)}/{path}");
        return generator =>
        {
            generator.AddExtension(X509Extensions.AuthorityInfoAccess, critical: false, new DerSequence(
                new AccessDescription(AccessDescription.IdADOcsp, Url($"ocsp/{authority}")),
                new AccessDescription(AccessDescription.IdADCAIssuers, Url($"cert/{authority}"))));
            generator.AddExtension(X509Extensions.CrlDistributionPoints, critical: false, new CrlDistPoint(
            [
                new DistributionPoint(new DistributionPointName(new GeneralNames(Url($"crl/{authority}"))), null, null),
            ]));
        };
    }
}
