using System.Text.Json;

namespace KonTum.Tthc.Infrastructure.Signing.Gateways;

/// <summary>An answer of a gateway: JSON of an acceptable size, read only as far as all readings of QĐ 769 agree.</summary>
/// <param name="HttpStatus">HTTP status.</param>
/// <param name="Code"><c>status_code</c>, or <c>code</c> of an error; null if it has neither.</param>
/// <param name="Message"><c>message</c>. It can name the account: it is judged and never logged.</param>
/// <param name="Data"><c>data</c>; undefined if there is none.</param>
internal sealed record GatewayAnswer(int HttpStatus, int? Code, string Message, JsonElement Data)
{
    private static readonly char[] NameEnd = [':', ' ', ',', ';', '.'];

    /// <summary>The name in front of the message, for example SP_CREDENTIAL_INVALID.</summary>
    public string MessageName => Message.IndexOfAny(NameEnd) is var end and >= 0 ? Message[..end] : Message;

    /// <summary>What follows the name.</summary>
    public string MessageDetails => Message[MessageName.Length..];

    /// <summary>Reads a body.</summary>
    /// <exception cref="JsonException">It is not a JSON object.</exception>
    public static GatewayAnswer Parse(int httpStatus, byte[] body)
    {
        using var document = JsonDocument.Parse(body);
        var root = document.RootElement;
        if (root.ValueKind != JsonValueKind.Object) throw new JsonException("Not an object.");
        return new GatewayAnswer(
            httpStatus,
            Number(root, "status_code") ?? Number(root, "code"),
            Text(root, "message"),
            root.TryGetProperty("data", out var data) ? data.Clone() : default);
    }

    /// <summary>A text of <see cref="Data"/>; empty if it has none.</summary>
    public string DataText(string name) => Data.ValueKind == JsonValueKind.Object ? Text(Data, name) : "";

    /// <summary>A text of an object; empty if it has none.</summary>
    public static string Text(JsonElement parent, string name) =>
        parent.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString()!.Trim() : "";

    /// <summary>The first array among the named members; empty if there is none.</summary>
    public static IReadOnlyList<JsonElement> List(JsonElement parent, params ReadOnlySpan<string> names)
    {
        if (parent.ValueKind != JsonValueKind.Object) return [];
        foreach (var name in names)
        {
            if (parent.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Array) return [.. value.EnumerateArray()];
        }

        return [];
    }

    /// <summary>Some send their codes as text.</summary>
    private static int? Number(JsonElement parent, string name) =>
        !parent.TryGetProperty(name, out var value) ? null
        : value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number) ? number
        : value.ValueKind == JsonValueKind.String && int.TryParse(value.GetString(), out number) ? number
        : null;
}
