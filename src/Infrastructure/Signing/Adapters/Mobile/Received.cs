using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using KonTum.Tthc.Application.Signing;
using KonTum.Tthc.Infrastructure.Signing.Certificates;

namespace KonTum.Tthc.Infrastructure.Signing.Adapters.Mobile;

/// <summary>Reads answers that promise little: every member may be absent, or of another type.</summary>
internal static class Received
{
    /// <summary>A text, or a number as text; empty when there is none.</summary>
    public static string Text(JsonElement parent, string name) =>
        parent.ValueKind != JsonValueKind.Object || !parent.TryGetProperty(name, out var value) ? ""
        : value.ValueKind == JsonValueKind.String ? value.GetString()!.Trim()
        : value.ValueKind == JsonValueKind.Number ? value.GetRawText()
        : "";

    /// <summary>A whole number, also when it is written as a text: providers do either.</summary>
    public static int? Number(JsonElement parent, string name) =>
        int.TryParse(Text(parent, name), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : null;

    /// <summary>An object; undefined when there is none.</summary>
    public static JsonElement Child(JsonElement parent, string name) =>
        parent.ValueKind == JsonValueKind.Object && parent.TryGetProperty(name, out var value) ? value : default;

    /// <summary>An array; empty when there is none.</summary>
    public static IReadOnlyList<JsonElement> List(JsonElement parent, string name) =>
        Child(parent, name) is { ValueKind: JsonValueKind.Array } list ? [.. list.EnumerateArray()] : [];

    /// <summary>Base64, line breaks allowed; null when it is none.</summary>
    public static byte[]? Bytes(string text)
    {
        var bytes = new byte[text.Length];
        return text.Length > 0 && Convert.TryFromBase64String(text, bytes, out var length) && length > 0 ? bytes[..length] : null;
    }

    /// <summary>A certificate with what the provider added; null when it cannot be read. What counts is the certificate itself.</summary>
    public static RemoteCertificate? Certificate(IEnumerable<string> chain, bool active, string credentialId)
    {
        var certificates = chain.Select(Bytes).OfType<byte[]>().ToList();
        if (certificates.Count == 0) return null;
        try
        {
            using var parsed = X509CertificateLoader.LoadCertificate(certificates[0]);
            List<byte[]> issuers = [.. certificates.Skip(1).Where(c => !c.AsSpan().SequenceEqual(certificates[0]))];
            return new RemoteCertificate(
                CertificateReading.SerialNumber(parsed), [certificates[0], .. issuers], CertificateUse.Unknown, active, credentialId);
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    /// <summary>Identifiers that come from outside go into paths and back to the provider: nothing else than these characters.</summary>
    public static bool IsUsable(string identifier) =>
        identifier.Length is >= 4 and <= 200 && identifier.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_')
        && identifier.Any(char.IsAsciiLetterOrDigit);
}
