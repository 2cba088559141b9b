using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace KonTum.Tthc.Sandbox.Csc;

/// <summary>JSON of the CSC API: the names are written as they are (credentialID, SAD, SCAL), absent members are left out.</summary>
internal static class CscWire
{
    private static readonly JsonSerializerOptions Json = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    public static IResult Answer(object body, int status = StatusCodes.Status200OK) =>
        Results.Json(body, Json, "application/json", status);
}

/// <summary>The body of a call. A member of another type than documented counts as missing, as the published descriptions say.</summary>
internal sealed class CscBody(JsonElement root)
{
    public static async Task<CscBody> ReadAsync(HttpRequest request, CancellationToken cancellation)
    {
        if (!request.HasJsonContentType())
            throw CscRefusal.Request("The content type must be application/json");
        try
        {
            using var document = await JsonDocument.ParseAsync(request.Body, default, cancellation);
            return document.RootElement.ValueKind == JsonValueKind.Object
                ? new CscBody(document.RootElement.Clone())
                : throw CscRefusal.Request("The body must be a JSON object");
        }
        catch (JsonException)
        {
            throw CscRefusal.Request("The body must be a JSON object");
        }
    }

    /// <summary>Null when it is absent.</summary>
    public string? Text(string name) => Find(name) switch
    {
        null => null,
        { ValueKind: JsonValueKind.String } value => value.GetString(),
        _ => throw CscRefusal.MissingText(name),
    };

    /// <summary>Null also when it is something else than text.</summary>
    public string? Peek(string name) => Find(name) is { ValueKind: JsonValueKind.String } value ? value.GetString() : null;

    public string RequiredText(string name) => Text(name) is { Length: > 0 } text ? text : throw CscRefusal.MissingText(name);

    public bool Flag(string name) => Find(name) switch
    {
        null => false,
        { ValueKind: JsonValueKind.True } => true,
        { ValueKind: JsonValueKind.False } => false,
        _ => throw CscRefusal.Invalid(name),
    };

    public int? Integer(string name) => Find(name) switch
    {
        null => null,
        { ValueKind: JsonValueKind.Number } value when value.TryGetInt32(out var number) => number,
        _ => throw CscRefusal.MissingInteger(name),
    };

    /// <summary>SHA-256 digests in Base64; null when the member is absent. The descriptions call it "hash" in both versions.</summary>
    public IReadOnlyList<byte[]>? Digests(string name, bool checkLength = true)
    {
        if (Find(name) is not { } found)
            return null;
        if (found.ValueKind != JsonValueKind.Array)
            throw CscRefusal.MissingArray("hash");
        var digests = new List<byte[]>();
        foreach (var entry in found.EnumerateArray())
        {
            if (entry.ValueKind != JsonValueKind.String || !entry.TryGetBytesFromBase64(out var digest))
                throw CscRefusal.Request("Invalid Base64 hash string parameter");
            digests.Add(digest);
        }

        if (digests.Count == 0)
            throw CscRefusal.Request("Empty hash array");
        return checkLength ? CheckLength(digests) : digests;
    }

    public static IReadOnlyList<byte[]> CheckLength(IReadOnlyList<byte[]> digests) =>
        digests.All(d => d.Length == System.Security.Cryptography.SHA256.HashSizeInBytes)
            ? digests
            : throw CscRefusal.Request("Invalid digest value length");

    /// <summary>The authentication objects of version 2: value by id.</summary>
    public IReadOnlyDictionary<string, string> AuthData()
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        if (Find("authData") is not { } found)
            return values;
        if (found.ValueKind != JsonValueKind.Array)
            throw CscRefusal.MissingArray("authData");
        foreach (var entry in found.EnumerateArray())
        {
            if (entry.ValueKind != JsonValueKind.Object
                || !entry.TryGetProperty("id", out var id) || id.ValueKind != JsonValueKind.String)
                throw CscRefusal.Invalid("authData");
            values[id.GetString()!] = entry.TryGetProperty("value", out var value) && value.ValueKind == JsonValueKind.String
                ? value.GetString()!
                : "";
        }

        return values;
    }

    private JsonElement? Find(string name) =>
        root.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;
}
