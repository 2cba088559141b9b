using System.Text.Encodings.Web;
using System.Text.Json;

namespace KonTum.Tthc.Sandbox.Gateways;

/// <summary>JSON of providers whose names follow no one rule: members are written as they stand in the code.</summary>
internal static class PlainWire
{
    private static readonly JsonSerializerOptions Json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static IResult Answer(object body, int httpStatus = StatusCodes.Status200OK) =>
        Results.Json(body, Json, "application/json", httpStatus);

    /// <summary>The body, when it is a JSON object.</summary>
    public static async Task<JsonElement?> ReadObjectAsync(HttpContext context)
    {
        if (!context.Request.HasJsonContentType())
            return null;
        try
        {
            using var document = await JsonDocument.ParseAsync(context.Request.Body, default, context.RequestAborted);
            return document.RootElement.ValueKind == JsonValueKind.Object ? document.RootElement.Clone() : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>A text; null when there is none.</summary>
    public static string? Text(this JsonElement parent, string name) =>
        parent.ValueKind == JsonValueKind.Object && parent.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String
            ? value.GetString()
            : null;

    /// <summary>A text, or a number as text: some clients number their documents.</summary>
    public static string? TextOrNumber(this JsonElement parent, string name) =>
        parent.Text(name) ?? (parent.Number(name) is { } number ? number.ToString(System.Globalization.CultureInfo.InvariantCulture) : null);

    public static int? Number(this JsonElement parent, string name) =>
        parent.ValueKind == JsonValueKind.Object && parent.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number
        && value.TryGetInt32(out var number)
            ? number
            : null;

    public static IReadOnlyList<JsonElement> List(this JsonElement parent, string name) =>
        parent.ValueKind == JsonValueKind.Object && parent.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Array
            ? [.. value.EnumerateArray()]
            : [];
}
