using KonTum.Tthc.Pades.Tests.Cms;
using KonTum.Tthc.Pades.Tests.Pki;
using Org.BouncyCastle.Asn1.X509;
using Org.BouncyCastle.Math;

namespace KonTum.Tthc.Pades.Tests.Judgement;

/// <summary>Authorities with people, and moments: the signature is made on day 0, everything else is counted from there.</summary>
internal static class Scene
{
    public static readonly DateTimeOffset Day0 = TestPki.Now;

    private static readonly Lazy<TestWorld> s_world = new(() => new TestWorld());

    public static TestWorld World => s_world.Value;

    /// <summary>In time from a month before to a month after day 0.</summary>
    public static Identity ShortLived { get; } = World.Issue(new("CN=Chứng thư ngắn") { From = Day(-30), To = Day(30) });

    public static Identity Unit => World.Units[0];

    /// <summary>In time for a year from day 0 on.</summary>
    public static Identity ShortUnit { get; } = World.Issue(new("CN=TSA ngắn")
    {
        From = Day(-30), To = Day(365), Usage = KeyUsage.DigitalSignature, Purposes = [KeyPurposeID.id_kp_timeStamping],
    });

    public static DateTimeOffset Day(int day) => Day0.AddDays(day);

    /// <summary>Strict: revocation must be known.</summary>
    public static ValidationOptions At(int day) => new() { At = Day(day), TrustAnchors = [World.Root.Der] };

    public static ValidationOptions Lenient(int day) => At(day) with { Revocation = RevocationPolicy.IfPresent };

    public static Task<JudgedFile> SignedAsync(Identity? signer = null, int? stampedAt = 0, Identity? unit = null) =>
        JudgedFile.Plain.SignAsync(signer ?? World.Signer, World.ChainOf(signer ?? World.Signer), stampedAt is null ? null : unit ?? Unit, stampedAt is { } day ? Day(day) : null);

    /// <summary>What the issuing authority says on a day of some of its certificates.</summary>
    public static byte[] Ocsp(int day, IEnumerable<Identity> subjects, IReadOnlyDictionary<Identity, int>? revoked = null, int reason = CrlReason.KeyCompromise) =>
        new RevocationAnswers(World.Issuing) { At = Day(day), Responder = World.Responder, Revoked = Revoked(revoked, reason) }.Ocsp([.. subjects]);

    /// <summary>What the root says of the issuing authority.</summary>
    public static byte[] RootCrl(int day, int? issuingRevokedAt = null) =>
        new RevocationAnswers(World.Root) { At = Day(day), Revoked = issuingRevokedAt is { } at ? new() { [World.Issuing.Certificate.SerialNumber] = (Day(at), CrlReason.CACompromise) } : [] }.Crl();

    /// <summary>A store with what is needed for the signer, the unit and the authority, as known on a day.</summary>
    public static JudgedFile WithStore(this JudgedFile file, int day, params Identity[] subjects) =>
        file.Store([World.Issuing.Der, World.Responder.Der], [Ocsp(day, subjects.Length == 0 ? [World.Signer, Unit] : subjects)], [RootCrl(day)]);

    private static Dictionary<BigInteger, (DateTimeOffset At, int Reason)> Revoked(IReadOnlyDictionary<Identity, int>? revoked, int reason) =>
        (revoked ?? new Dictionary<Identity, int>()).ToDictionary(r => r.Key.Certificate.SerialNumber, r => (Day(r.Value), reason));
}
