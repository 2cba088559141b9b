using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using KonTum.Tthc.Pades.Tests.Cms;
using KonTum.Tthc.Pades.Tests.Pki;
using KonTum.Tthc.Pades.Timestamps;
using Org.BouncyCastle.Math;
using Org.BouncyCastle.Tsp;
using Org.BouncyCastle.Utilities.Collections;
using Org.BouncyCastle.X509;
using Xunit;

namespace KonTum.Tthc.Pades.Tests.Judgement;

/// <summary>
/// A real file that grows revision by revision: signed by our signer, with stores and document timestamps written here by hand, so that
/// the judgement does not depend on what our own augmenter would write.
/// </summary>
internal sealed record JudgedFile(byte[] Bytes)
{
    public static JudgedFile Plain { get; } = new(TestPdf.OnePage());

    /// <summary>Signs, with a signature timestamp if a unit and a time are given.</summary>
    public async Task<JudgedFile> SignAsync(
        Identity signer, IReadOnlyList<byte[]> chain, Identity? unit = null, DateTimeOffset? time = null, SignatureDigest digest = SignatureDigest.Sha256)
    {
        var request = new SignatureRequest { CertificateChain = chain, ClaimedTime = time ?? TestPki.Now, ReservedBytes = 16 * 1024, Digest = digest };
        var file = new MemoryStream();
        var prepared = await PadesSigner.PrepareAsync(new MemoryStream(Bytes), file, request, TestContext.Current.CancellationToken);
        var raw = signer.SignHash(prepared.DigestToSign(), digest.ToName());
        await PadesSigner.FinishAsync(file, prepared, raw, unit is null ? null : new Stamper(unit, time!.Value), TestContext.Current.CancellationToken);
        return new(file.ToArray());
    }

    /// <summary>Adds a document security store, or adds to the one that is there.</summary>
    public JudgedFile Store(IEnumerable<byte[]> certificates, IEnumerable<byte[]>? responses = null, IEnumerable<byte[]>? lists = null)
    {
        var number = TestPdf.NextNumber(Bytes);
        var objects = new List<(int, string)>();
        var catalog = TestPdf.Body(Bytes, 1);
        var known = Regex.Match(catalog, @"/DSS (\d+) 0 R");
        var old = known.Success ? TestPdf.Body(Bytes, int.Parse(known.Groups[1].Value, CultureInfo.InvariantCulture)) : string.Empty;
        var store = new StringBuilder("<</Type/DSS");
        foreach (var (key, items) in new[] { ("Certs", certificates), ("OCSPs", responses ?? []), ("CRLs", lists ?? []) })
        {
            store.Append(CultureInfo.InvariantCulture, $"/{key}[{Regex.Match(old, $@"/{key}\[([^]]*)\]").Groups[1].Value}");
            foreach (var item in items)
            {
                objects.Add((number, TestPdf.Stream(Encoding.Latin1.GetString(item))));
                store.Append(CultureInfo.InvariantCulture, $" {number++} 0 R");
            }

            store.Append(']');
        }

        objects.Add((number, store.Append(">>").ToString()));
        catalog = Regex.Replace(catalog, @"/DSS \d+ 0 R", string.Empty);
        objects.Add((1, catalog[..catalog.LastIndexOf(">>", StringComparison.Ordinal)] + string.Create(CultureInfo.InvariantCulture, $"/DSS {number} 0 R>>")));
        return new(TestPdf.Append(Bytes, [.. objects]));
    }

    /// <summary>Adds a document timestamp over all that is there.</summary>
    public async Task<JudgedFile> StampAsync(Identity unit, DateTimeOffset time)
    {
        var request = new SignatureRequest { CertificateChain = [unit.Der], ClaimedTime = time, ReservedBytes = 8 * 1024 };
        var file = new MemoryStream();
        var prepared = await PadesSigner.PrepareAsync(new MemoryStream(Bytes), file, request, TestContext.Current.CancellationToken);
        var bytes = file.ToArray();
        var dictionary = "<</Type /Sig/Filter /Adobe.PPKLite/SubFilter /ETSI.CAdES.detached";
        var at = bytes.AsSpan(Bytes.Length).IndexOf(Encoding.ASCII.GetBytes(dictionary)) + Bytes.Length;
        Encoding.ASCII.GetBytes("<</Type/DocTimeStamp/Filter/Adobe.PPKLite/SubFilter/ETSI.RFC3161".PadRight(dictionary.Length)).CopyTo(bytes, at);
        byte[] covered = [.. bytes.AsSpan(0, (int)prepared.ContentsOffset), .. bytes.AsSpan((int)prepared.ContentsOffset + prepared.ContentsLength)];
        var token = Stamper.Token(unit, SHA256.HashData(covered), time);
        Encoding.ASCII.GetBytes(Convert.ToHexString(token)).CopyTo(bytes, (int)prepared.ContentsOffset + 1);
        return new(bytes);
    }

    public async Task<IReadOnlyList<SignatureResult>> ValidateAsync(ValidationOptions options) =>
        (await PadesValidator.ValidateAsync(new MemoryStream(Bytes, writable: false), options, TestContext.Current.CancellationToken)).Signatures;

    /// <summary>A time-stamping unit in this process, with the time it is told.</summary>
    internal sealed class Stamper(Identity unit, DateTimeOffset time) : ITimestampClient
    {
        public static byte[] Token(Identity unit, byte[] digest, DateTimeOffset time, string algorithm = "2.16.840.1.101.3.4.2.1")
        {
            var request = new TimeStampRequestGenerator();
            request.SetCertReq(true);
            var generator = new TimeStampTokenGenerator(unit.Keys.Private, unit.Certificate, TspAlgorithms.Sha256, "1.2.3.4.1");
            generator.SetCertificates(CollectionUtilities.CreateStore<X509Certificate>([unit.Certificate]));
            return generator.Generate(request.Generate(algorithm, digest), BigInteger.One, time.UtcDateTime).GetEncoded();
        }

        public Task<byte[]> GetTokenAsync(ReadOnlyMemory<byte> digest, HashAlgorithmName algorithm, CancellationToken cancellationToken = default) =>
            Task.FromResult(Token(unit, digest.ToArray(), time, algorithm == HashAlgorithmName.SHA256 ? TspAlgorithms.Sha256 : TspAlgorithms.Sha512));
    }
}

internal static class DigestName
{
    public static HashAlgorithmName ToName(this SignatureDigest digest) => KonTum.Tthc.Pades.Cms.DigestNames.ToHashName(digest);
}
