using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using KonTum.Tthc.Pades;

namespace KonTum.Tthc.Cli.Pdf.Validate;

/// <summary>One line of <c>--json</c>; the names of the members are its contract.</summary>
internal sealed record FileOutcome(string File, string Outcome, string? Reason, IReadOnlyList<SignatureOutcome> Signatures)
{
    /// <summary>Why, for people; not part of the JSON.</summary>
    [JsonIgnore]
    public (string Vietnamese, string English) Why { get; init; }

    public static FileOutcome Validated(string file, ValidationReport report) =>
        new(file, "validated", null, [.. report.Signatures.Select(SignatureOutcome.Of)]);

    public static FileOutcome Refused(string file, string reason, (string Vietnamese, string English) why) =>
        new(file, "refused", reason, []) { Why = why };

    public string ToJson() => JsonSerializer.Serialize(this, FileOutcomeJson.Readable.FileOutcome);
}

/// <summary>One signature. Indications are spelled as in ETSI EN 319 102-1.</summary>
internal sealed record SignatureOutcome
{
    public required string Field { get; init; }

    public required string Kind { get; init; }

    public required string Indication { get; init; }

    public string? SubIndication { get; init; }

    public required string Integrity { get; init; }

    public required string Coverage { get; init; }

    public required string Modifications { get; init; }

    public IReadOnlyList<int>? Pages { get; init; }

    public string? Signer { get; init; }

    public string? Authority { get; init; }

    public DateTimeOffset? SigningTime { get; init; }

    public string? Level { get; init; }

    public static SignatureOutcome Of(SignatureResult result) => new()
    {
        Field = result.Field,
        Kind = Snake(result.Kind),
        Indication = result.Indication switch
        {
            Pades.Indication.TotalPassed => "TOTAL-PASSED",
            Pades.Indication.TotalFailed => "TOTAL-FAILED",
            _ => "INDETERMINATE",
        },
        SubIndication = result.SubIndication is { } sub ? JsonNamingPolicy.SnakeCaseUpper.ConvertName(sub.ToString()) : null,
        Integrity = Snake(result.Integrity),
        Coverage = Snake(result.Coverage),
        Modifications = Snake(result.Modifications),
        Pages = result.Pages.Count > 0 ? result.Pages : null,
        Signer = result.Signer,
        Authority = result.Authority,
        SigningTime = result.SigningTime,
        Level = result.Level switch
        {
            PadesLevel.BB => "B-B",
            PadesLevel.BT => "B-T",
            PadesLevel.BLT => "B-LT",
            PadesLevel.BLTA => "B-LTA",
            _ => null,
        },
    };

    private static string Snake<T>(T value)
        where T : struct, Enum => JsonNamingPolicy.SnakeCaseLower.ConvertName(value.ToString());
}

[JsonSerializable(typeof(FileOutcome))]
internal sealed partial class FileOutcomeJson : JsonSerializerContext
{
    /// <summary>Vietnamese letters as letters: the output goes to terminals and files, never into HTML.</summary>
    public static FileOutcomeJson Readable { get; } = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });
}
