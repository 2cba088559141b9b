using System.Text.Json;
using System.Text.Json.Serialization;
using KonTum.Tthc.Pades.Cms;

namespace KonTum.Tthc.Pades;

/// <summary>
/// What must be carried from <see cref="PadesSigner.PrepareAsync"/> to <see cref="PadesSigner.FinishAsync"/>: a small document without
/// secrets that survives a process and a version change. Nothing in it is ever computed a second time.
/// </summary>
public sealed record PreparedSignature
{
    private const int LatestVersion = 2;

    /// <summary>Version of this document's shape.</summary>
    public int Version { get; init; } = LatestVersion;

    /// <summary>Length of the prepared file in bytes.</summary>
    public required long FileLength { get; init; }

    /// <summary>SHA-256 of the whole prepared file, with the placeholder still empty.</summary>
    public required byte[] FileDigest { get; init; }

    /// <summary>Offset of the <c>&lt;</c> that opens the <c>/Contents</c> hex string.</summary>
    public required long ContentsOffset { get; init; }

    /// <summary>Length of the hex string with both angle brackets.</summary>
    public required int ContentsLength { get; init; }

    /// <summary>Digest over the byte range: everything but the hex string.</summary>
    public required byte[] RangeDigest { get; init; }

    /// <summary>The algorithm of <see cref="RangeDigest"/> and of <see cref="DigestToSign"/>.</summary>
    public required SignatureDigest Digest { get; init; }

    /// <summary>How the remote key must sign. Documents of version 1 do not tell it: the kind of key did.</summary>
    public SignatureScheme Scheme { get; init; }

    /// <summary>DER of the CMS signed attributes as a SET OF (RFC 5652, 5.4): the bytes whose digest the remote key signs.</summary>
    public required byte[] SignedAttributes { get; init; }

    /// <summary>DER certificates, the signer's first.</summary>
    public required IReadOnlyList<byte[]> CertificateChain { get; init; }

    /// <summary>Full name of the signature field.</summary>
    public required string FieldName { get; init; }

    /// <summary>The field asks for a timestamp (<c>/SV /TimeStamp</c>); finishing without one is refused.</summary>
    public bool RequiresTimestamp { get; init; }

    /// <summary>The digest of <see cref="SignedAttributes"/>: what is sent to the remote signer.</summary>
    public byte[] DigestToSign() => Digest.Hash(SignedAttributes);

    /// <summary>This document as UTF-8 JSON.</summary>
    public byte[] ToJson() => JsonSerializer.SerializeToUtf8Bytes(this, PreparedSignatureJson.Default.PreparedSignature);

    /// <summary>Reads what <see cref="ToJson"/> wrote, of this version or an earlier one.</summary>
    /// <exception cref="FormatException">Not such a document, or of a later version.</exception>
    public static PreparedSignature FromJson(ReadOnlySpan<byte> json)
    {
        PreparedSignature? read;
        try
        {
            read = JsonSerializer.Deserialize(json, PreparedSignatureJson.Default.PreparedSignature);
        }
        catch (JsonException e)
        {
            throw new FormatException("Not a prepared signature.", e);
        }

        if (read is not { Version: >= 1 and <= LatestVersion, CertificateChain.Count: > 0, SignedAttributes.Length: > 0 })
            throw new FormatException("Not a prepared signature of a version that is known here.");
        return Usable(read);
    }

    /// <summary>Checks what finishing takes for granted, and completes what version 1 did not tell.</summary>
    private static PreparedSignature Usable(PreparedSignature read)
    {
        try
        {
            var usual = SigningAlgorithm.Usual(SignerKey.Read(CertificateParts.Read(read.CertificateChain[0]).PublicKeyInfo));
            var complete = read.Version == 1 ? read with { Version = LatestVersion, Scheme = usual } : read;
            _ = SigningAlgorithm.Of(complete.Scheme, complete.Digest);
            return complete;
        }
        catch (ArgumentException e)
        {
            throw new FormatException("Not a prepared signature: its digest, its scheme or its certificate cannot be used.", e);
        }
    }
}

/// <summary>Names and numbers of enumerations are part of the stored form: digests are written by name.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true, RespectNullableAnnotations = true)]
[JsonSerializable(typeof(PreparedSignature))]
internal sealed partial class PreparedSignatureJson : JsonSerializerContext;
