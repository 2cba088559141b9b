using System.Security.Cryptography;
using Org.BouncyCastle.Crypto;
using Org.BouncyCastle.Security;
using Org.BouncyCastle.Utilities;

namespace KonTum.Tthc.Pades.Cms;

/// <summary>Digests that .NET has, and those that it lacks or that need a newer system library (SHA-224, SHA-3), from BouncyCastle.</summary>
internal static class Digests
{
    /// <summary>SHA-224, which .NET does not know.</summary>
    public static readonly HashAlgorithmName Sha224 = new("SHA224");

    /// <summary>Name as the standards write it.</summary>
    public static string Text(HashAlgorithmName name) => name.Name switch
    {
        "SHA1" => "SHA-1",
        "SHA224" => "SHA-224",
        "SHA256" => "SHA-256",
        "SHA384" => "SHA-384",
        "SHA512" => "SHA-512",
        { } other => other,
        null => "unknown",
    };

    /// <summary>Digest of some bytes.</summary>
    public static byte[] Hash(HashAlgorithmName name, ReadOnlySpan<byte> bytes)
    {
        if (HasNative(name)) return CryptographicOperations.HashData(name, bytes);
        using var running = RunningDigest.Start(name);
        running.Append(bytes);
        return running.Finish();
    }

    /// <summary>Whether .NET computes it here; SHA-3 depends on the system's OpenSSL.</summary>
    public static bool HasNative(HashAlgorithmName name) => name != Sha224 && (name.Name?.StartsWith("SHA3", StringComparison.Ordinal) != true || SHA3_256.IsSupported);

    /// <summary>DER of the DigestInfo (RFC 8017, 9.2, note 1) in front of the digest.</summary>
    public static byte[] DigestInfoPrefix(HashAlgorithmName name, int length)
    {
        var writer = new System.Formats.Asn1.AsnWriter(System.Formats.Asn1.AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            using (writer.PushSequence())
            {
                writer.WriteObjectIdentifier(Oids.OfHash(name));
                writer.WriteNull();
            }

            writer.WriteOctetString(new byte[length]);
        }

        return writer.Encode()[..^length];
    }
}

/// <summary>A digest that grows, and that can be forked where two ranges begin alike.</summary>
internal sealed class RunningDigest : IDisposable
{
    private readonly IncrementalHash? native;
    private readonly IDigest? other;

    private RunningDigest(IncrementalHash? native, IDigest? other) => (this.native, this.other) = (native, other);

    public static RunningDigest Start(HashAlgorithmName name) => Digests.HasNative(name)
        ? new(IncrementalHash.CreateHash(name), null)
        : new(null, DigestUtilities.GetDigest(name == Digests.Sha224 ? "SHA-224" : name.Name));

    public void Append(ReadOnlySpan<byte> bytes)
    {
        if (native is not null) native.AppendData(bytes);
        else other!.BlockUpdate(bytes);
    }

    public RunningDigest Fork() => native is not null ? new(native.Clone(), null) : new(null, (IDigest)((IMemoable)other!).Copy());

    public byte[] Finish() => native is not null ? native.GetHashAndReset() : DigestUtilities.DoFinal(other);

    public void Dispose() => native?.Dispose();
}
