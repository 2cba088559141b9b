using System.Globalization;
using System.Text;
using KonTum.Tthc.Application.Uploads;
using KonTum.Tthc.Domain.Failures;

namespace KonTum.Tthc.Api.Uploads;

/// <summary>Headers of tus 1.0.0 (https://tus.io/protocols/resumable-upload) as they are read and written.</summary>
internal static class TusProtocol
{
    public const string Version = "1.0.0";
    public const string Extensions = "creation,termination,checksum,expiration";
    public const string PartType = "application/offset+octet-stream";

    /// <summary>Reads a header that holds a number of bytes.</summary>
    public static long Number(HttpRequest request, string header) =>
        long.TryParse(request.Headers[header].ToString(), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw Failures.Invalid(Failures.Malformed.At(header, ("expected", "a number of bytes")));

    /// <summary>Reads Upload-Metadata: keys, each with a value in base64, separated by commas.</summary>
    public static IReadOnlyDictionary<string, string> Metadata(HttpRequest request)
    {
        var found = new Dictionary<string, string>(StringComparer.Ordinal);
        var strict = new UTF8Encoding(false, throwOnInvalidBytes: true);
        foreach (var pair in request.Headers["Upload-Metadata"].ToString().Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            var parts = pair.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            try
            {
                if (!found.TryAdd(parts[0], parts.Length > 1 ? strict.GetString(Convert.FromBase64String(parts[1])) : "")) throw new FormatException();
            }
            catch (Exception e) when (e is FormatException or ArgumentException)
            {
                throw Failures.Invalid(Failures.Malformed.At("Upload-Metadata", ("expected", "key base64,key base64")));
            }
        }

        return found;
    }

    /// <summary>Writes the metadata of an upload back, as HEAD must.</summary>
    public static string Metadata(Upload upload)
    {
        (string Key, string Value)[] pairs =
        [
            ("dossier_id", upload.DossierId.ToString()), ("component_id", upload.ComponentId), ("filename", upload.FileName), ("sha256", upload.Sha256),
        ];
        return string.Join(',', pairs.Select(p => $"{p.Key} {Convert.ToBase64String(Encoding.UTF8.GetBytes(p.Value))}"));
    }

    /// <summary>Reads Upload-Checksum; null where there is none.</summary>
    public static PartChecksum? Checksum(HttpRequest request)
    {
        if (request.Headers["Upload-Checksum"].ToString() is not { Length: > 0 } header) return null;
        var parts = header.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var value = new byte[64];
        return parts.Length == 2 && PartChecksum.Algorithms.Contains(parts[0], StringComparer.Ordinal)
            && Convert.TryFromBase64String(parts[1], value, out var length)
            ? new PartChecksum(parts[0], value.AsMemory(0, length))
            : throw Failures.Invalid(Failures.Malformed.At("Upload-Checksum", ("expected", "sha1|sha256 base64")));
    }
}
