using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using KonTum.Tthc.Application.Signing;

namespace KonTum.Tthc.Infrastructure.Signing.Adapters.Mobile;

/// <summary>
/// The documents of a confirmation as providers with narrow limits take them: identifiers of 36 characters that can be made again from
/// the request, so that nothing has to be kept, and names beside them for the phone.
/// </summary>
internal static class WireDocuments
{
    /// <summary>The identifier of a document on the wire: a GUID made of transaction and document.</summary>
    public static string IdOf(RemoteSigningRequest request, RemoteDocument document) => new Guid(
        SHA256.HashData(Encoding.UTF8.GetBytes($"{request.Transaction}\n{document.DocumentId}")).AsSpan(0, 16)).ToString("D");

    /// <summary>
    /// Signatures that come without identifiers, in the order of the documents. When some are missing, the order says nothing: then each is
    /// given to the document whose digest it signs, and one that fits none is left out.
    /// </summary>
    public static IReadOnlyDictionary<string, byte[]> InOrder(RemoteSigningRequest request, IReadOnlyList<byte[]?> signatures)
    {
        if (signatures.Count == request.Documents.Count)
        {
            return request.Documents.Zip(signatures).Where(p => p.Second is not null)
                .ToDictionary(p => p.First.DocumentId, p => p.Second!, StringComparer.Ordinal);
        }

        var found = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        foreach (var signature in signatures.OfType<byte[]>())
        {
            if (request.Documents.FirstOrDefault(d => !found.ContainsKey(d.DocumentId) && Verifies(request.Certificate, d.Digest, signature)) is { } document)
                found.Add(document.DocumentId, signature);
        }

        return found;
    }

    /// <summary>Whether a certificate has run out, when a provider has one code for "expired or revoked".</summary>
    public static bool HasRunOut(byte[] certificate, DateTimeOffset now)
    {
        try
        {
            using var parsed = X509CertificateLoader.LoadCertificate(certificate);
            return parsed.NotAfter.ToUniversalTime() < now.UtcDateTime;
        }
        catch (CryptographicException)
        {
            return false;
        }
    }

    private static bool Verifies(byte[] certificate, byte[] digest, byte[] signature)
    {
        try
        {
            using var parsed = X509CertificateLoader.LoadCertificate(certificate);
            using var key = parsed.GetRSAPublicKey();
            return key is not null && key.VerifyHash(digest, signature, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        }
        catch (CryptographicException)
        {
            return false;
        }
    }
}
