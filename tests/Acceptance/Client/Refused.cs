using System.Text.Json.Nodes;

namespace KonTum.Tthc.Acceptance.Tests.Client;

/// <summary>A call was refused; what a client of either surface can read.</summary>
/// <param name="Status">Canonical status name, for example "NOT_FOUND".</param>
/// <param name="Reason">Stable code.</param>
/// <param name="Vietnamese">Text for the person.</param>
/// <param name="English">The same in English.</param>
/// <param name="Violations">What is wrong with which field.</param>
internal sealed record Refusal(
    string Status, string Reason, string Vietnamese, string English, IReadOnlyList<(string Field, string Reason)> Violations)
{
    /// <summary>The canonical codes (google.rpc.Code) and the HTTP status of each.</summary>
    private static readonly Dictionary<int, (string Name, int Http)> Codes = new()
    {
        [3] = ("INVALID_ARGUMENT", 400), [5] = ("NOT_FOUND", 404), [6] = ("ALREADY_EXISTS", 409), [7] = ("PERMISSION_DENIED", 403),
        [8] = ("RESOURCE_EXHAUSTED", 429), [9] = ("FAILED_PRECONDITION", 400), [10] = ("ABORTED", 409), [12] = ("UNIMPLEMENTED", 501),
        [13] = ("INTERNAL", 500), [14] = ("UNAVAILABLE", 503), [16] = ("UNAUTHENTICATED", 401),
    };

    /// <summary>Values for programs, from ErrorInfo.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; init; } = new Dictionary<string, string>();

    public IEnumerable<string> Fields => Violations.Select(v => v.Field);

    public static int HttpStatusOf(int code) => Codes[code].Http;

    /// <summary>Reads google.rpc.Status in its JSON form.</summary>
    public static Refusal Read(JsonNode status)
    {
        string reason = "", vietnamese = "", english = "";
        var violations = new List<(string, string)>();
        var metadata = new Dictionary<string, string>();
        foreach (var detail in status.Items("details"))
        {
            switch (detail.Text("@type"))
            {
                case "type.googleapis.com/google.rpc.ErrorInfo":
                    detail.Text("domain").ShouldBe("tthc.kontum.gov.vn");
                    reason = detail.Text("reason");
                    foreach (var (name, value) in detail["metadata"]?.AsObject() ?? []) metadata[name] = (string)value!;
                    break;
                case "type.googleapis.com/google.rpc.LocalizedMessage" when detail.Text("locale").StartsWith("vi", StringComparison.Ordinal):
                    vietnamese = detail.Text("message");
                    break;
                case "type.googleapis.com/google.rpc.LocalizedMessage":
                    english = detail.Text("message");
                    break;
                case "type.googleapis.com/google.rpc.BadRequest":
                    violations.AddRange(detail.Items("fieldViolations").Select(v => (v.Text("field"), v.Text("reason"))));
                    break;
                default:
                    throw new InvalidOperationException($"Unknown detail {detail}");
            }
        }

        return new Refusal(Codes[(int)status["code"]!].Name, reason, vietnamese, english, violations) { Metadata = metadata };
    }
}

/// <summary>Thrown by both surfaces.</summary>
internal sealed class RefusedException(Refusal refusal) : Exception($"{refusal.Status} {refusal.Reason}: {refusal.English}")
{
    public Refusal Refusal { get; } = refusal;
}

internal static class Refused
{
    /// <summary>The refusal that a call ends with; the test fails when the call is answered.</summary>
    public static async Task<Refusal> ByAsync(Task call) => (await Should.ThrowAsync<RefusedException>(call)).Refusal;
}

internal static class JsonReading
{
    public static string Text(this JsonNode? node, string property) =>
        (string?)node?[property] ?? throw new InvalidOperationException($"No text \"{property}\" in {node}");

    public static IReadOnlyList<JsonNode> Items(this JsonNode node, string property) => [.. (node[property]?.AsArray() ?? []).Select(n => n!)];
}
