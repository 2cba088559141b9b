using System.Security.Cryptography;
using KonTum.Tthc.Pades.Tests.Cms;
using KonTum.Tthc.Pades.Timestamps;
using Org.BouncyCastle.Math;
using Org.BouncyCastle.Tsp;
using Org.BouncyCastle.Utilities.Collections;
using Org.BouncyCastle.X509;

namespace KonTum.Tthc.Pades.Tests.LongTerm;

/// <summary>A time-stamping unit without network, for tests over many files.</summary>
internal sealed class LocalStamper(Identity unit, Identity issuer, DateTimeOffset? time = null) : ITimestampClient
{
    public Task<byte[]> GetTokenAsync(ReadOnlyMemory<byte> digest, HashAlgorithmName algorithm, CancellationToken cancellationToken = default)
    {
        var query = new TimeStampRequestGenerator();
        query.SetCertReq(true);
        var stamp = new TimeStampTokenGenerator(unit.Keys.Private, unit.Certificate, TspAlgorithms.Sha256, "1.2.3.4.1");
        stamp.SetCertificates(CollectionUtilities.CreateStore<X509Certificate>([unit.Certificate, issuer.Certificate]));
        var request = query.Generate(TspAlgorithms.Sha256, digest.ToArray(), BigInteger.Ten);
        return Task.FromResult(stamp.Generate(request, BigInteger.One, (time ?? TestPki.Now).UtcDateTime).GetEncoded());
    }
}
