using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using KonTum.Tthc.Application.Signing;
using KonTum.Tthc.Infrastructure.Signing.Certificates;

namespace KonTum.Tthc.Infrastructure.Signing.Adapters.Sp769;

/// <summary>Reads the certificates in an answer to get_certificate. What counts is the certificate itself, not what is written beside it.</summary>
internal static class CertificateListing
{
    private const string ActiveStatus = "Đang hoạt động";

    /// <summary>The entries: <c>data.user_certificates</c>, or <c>data</c> itself in the reading of another client (facts 1.1).</summary>
    public static IReadOnlyList<JsonElement> Entries(Sp769Answer answer) =>
        answer.Data.ValueKind == JsonValueKind.Array
            ? [.. answer.Data.EnumerateArray()]
            : Sp769Answer.List(answer.Data, "user_certificates");

    /// <summary>Reads one entry; null when its certificate cannot be read.</summary>
    public static RemoteCertificate? Read(JsonElement entry)
    {
        if (entry.ValueKind != JsonValueKind.Object || Decode(Sp769Answer.Text(entry, "cert_data")) is not { } certificate) return null;
        string serialNumber;
        try
        {
            using var parsed = X509CertificateLoader.LoadCertificate(certificate);
            serialNumber = CertificateReading.SerialNumber(parsed);
        }
        catch (CryptographicException)
        {
            return null;
        }

        var use = Sp769Answer.Text(entry, "service_type").ToUpperInvariant() switch
        {
            "SMARTCA" => CertificateUse.Personal,
            "ESEAL" => CertificateUse.Seal,
            _ => CertificateUse.Unknown,
        };
        return new RemoteCertificate(serialNumber, [certificate, .. Chain(entry, certificate)], use, IsActive(entry));
    }

    /// <summary><c>chain_data</c> is an object with ca_cert and root_cert, or an array (facts 1.1, 1.2); either can hold nulls.</summary>
    private static IEnumerable<byte[]> Chain(JsonElement entry, byte[] certificate)
    {
        if (!entry.TryGetProperty("chain_data", out var chain)) yield break;
        IEnumerable<JsonElement> values = chain.ValueKind switch
        {
            JsonValueKind.Object => chain.EnumerateObject().Select(p => p.Value),
            JsonValueKind.Array => chain.EnumerateArray(),
            _ => [],
        };
        foreach (var value in values)
        {
            if (value.ValueKind == JsonValueKind.String && Decode(value.GetString()!) is { } decoded && !decoded.AsSpan().SequenceEqual(certificate))
                yield return decoded;
        }
    }

    /// <summary>Whether the provider lets it be used. A certificate that has run out tells so itself.</summary>
    private static bool IsActive(JsonElement entry) =>
        Sp769Answer.Text(entry, "cert_status_code") is { Length: > 0 } code
            ? code.ToUpperInvariant() is "VALID" or "EXPIRED"
            : Sp769Answer.Text(entry, "cert_status") is not { Length: > 0 } status
                || status.Normalize().Equals(ActiveStatus, StringComparison.OrdinalIgnoreCase);

    /// <summary>Base64, with the line breaks that some gateways send also as the two characters backslash and n.</summary>
    private static byte[]? Decode(string text)
    {
        var plain = text.Replace("\\r", "", StringComparison.Ordinal).Replace("\\n", "", StringComparison.Ordinal);
        var bytes = new byte[plain.Length];
        return plain.Length > 0 && Convert.TryFromBase64String(plain, bytes, out var length) && length > 0 ? bytes[..length] : null;
    }
}
