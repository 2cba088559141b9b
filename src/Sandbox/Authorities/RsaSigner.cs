using System.Security.Cryptography;
using Org.BouncyCastle.Asn1;
using Org.BouncyCastle.Asn1.Pkcs;
using Org.BouncyCastle.Asn1.X509;
using Org.BouncyCastle.Crypto;

namespace KonTum.Tthc.Sandbox.Authorities;

/// <summary>
/// sha256WithRSAEncryption through the platform's RSA. The library's own proves the primes of every modulus that it reads, which costs
/// tens of milliseconds for each of some forty keys.
/// </summary>
internal sealed class RsaSigner(string privateKeyPem) : ISignatureFactory
{
    public object AlgorithmDetails { get; } = new AlgorithmIdentifier(PkcsObjectIdentifiers.Sha256WithRsaEncryption, DerNull.Instance);

    public IStreamCalculator<IBlockResult> CreateCalculator() => new Calculator(privateKeyPem);

    private sealed class Calculator(string privateKeyPem) : IStreamCalculator<IBlockResult>, IDisposable
    {
        private readonly MemoryStream content = new();

        public Stream Stream => content;

        public void Dispose() => content.Dispose();

        public IBlockResult GetResult()
        {
            using var key = KeyPairs.Read(privateKeyPem);
            return new Signature(key.SignData(content.ToArray(), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1));
        }
    }

    private sealed class Signature(byte[] value) : IBlockResult
    {
        public byte[] Collect() => value;

        public int Collect(byte[] buf, int off) => Collect(buf.AsSpan(off));

        public int Collect(Span<byte> output)
        {
            value.CopyTo(output);
            return value.Length;
        }

        public int GetMaxResultLength() => value.Length;
    }
}
