using System.Text.Json;
using KonTum.Tthc.Domain.Failures;

namespace KonTum.Tthc.Infrastructure.Signing.Adapters.Sp769;

/// <summary>An answer of a gateway: JSON of an acceptable size, read only as far as all readings of QĐ 769 agree.</summary>
/// <param name="HttpStatus">HTTP status.</param>
/// <param name="Code"><c>status_code</c>, or <c>code</c> of an error; null if it has neither.</param>
/// <param name="Message"><c>message</c>. It can name the account: it is judged and never logged.</param>
/// <param name="Data"><c>data</c>; undefined if there is none.</param>
internal sealed record Sp769Answer(int HttpStatus, int? Code, string Message, JsonElement Data)
{
    private static readonly char[] NameEnd = [':', ' ', ',', ';', '.'];

    /// <summary>The name in front of the message, for example SP_CREDENTIAL_INVALID.</summary>
    public string MessageName => Message.IndexOfAny(NameEnd) is var end and >= 0 ? Message[..end] : Message;

    /// <summary>What follows the name.</summary>
    public string MessageDetails => Message[MessageName.Length..];

    /// <summary>Reads an answer.</summary>
    /// <exception cref="FailureException">SIGNING_PROVIDER_FAILED: it is not a JSON object.</exception>
    public static Sp769Answer Of(ProviderAnswer answer)
    {
        var root = answer.Root;
        if (root.ValueKind != JsonValueKind.Object) throw Failures.ProviderFailed.Because();
        var data = root.TryGetProperty("data", out var member) ? member : default;
        // The national gateway was seen with code and message inside of data (facts 1.3).
        var spoken = data.ValueKind == JsonValueKind.Object && Number(root, "status_code") is null && Number(root, "code") is null ? data : root;
        return new Sp769Answer(
            answer.HttpStatus,
            Number(spoken, "status_code") ?? Number(spoken, "code"),
            Text(spoken, "message") is { Length: > 0 } message ? message : Text(root, "message"),
            data);
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
