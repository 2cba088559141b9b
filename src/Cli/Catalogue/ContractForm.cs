using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using KonTum.Tthc.Contract.V1;
using Date = Google.Type.Date;

namespace KonTum.Tthc.Cli.Catalogue;

/// <summary>
/// A procedure as a file and as a message of the contract. Files are for people: words instead of names of constants, days as they are
/// written, numbers as numbers. The contract's descriptors tell what is what, so a new field needs no line here.
/// </summary>
internal static class ContractForm
{
    // What the platform gives when a version is published; a file does not hold it.
    private static readonly HashSet<string> Given = ["version", "publishTime", "inForce"];

    private static readonly JsonFormatter Everything = new(JsonFormatter.Settings.Default.WithFormatDefaultValues(true));

    /// <summary>The message that publishes a file.</summary>
    /// <exception cref="JsonException">The contract has no such member or word.</exception>
    public static Procedure ToMessage(string file) =>
        JsonParser.Default.Parse<Procedure>(ToContract(JsonNode.Parse(file)!.AsObject(), Procedure.Descriptor).ToJsonString());

    /// <summary>What a published procedure says, in the members of a file.</summary>
    public static string ToFile(Procedure procedure)
    {
        var members = FromContract(JsonNode.Parse(Everything.Format(procedure))!.AsObject(), Procedure.Descriptor);
        foreach (var name in Given) members.Remove(name);
        return members.ToJsonString();
    }

    private static JsonObject ToContract(JsonObject members, MessageDescriptor type)
    {
        var message = new JsonObject();
        foreach (var (name, value) in members)
        {
            var field = FieldOf(type, name) ?? throw new JsonException($"{type.Name} has no {name}.");
            message[field.JsonName] = Each(value, one => field.FieldType switch
            {
                FieldType.Message when field.MessageType == Date.Descriptor => Day(one.GetValue<string>()),
                FieldType.Message => ToContract(one.AsObject(), field.MessageType),
                FieldType.Enum => Constant(field.EnumType, one.GetValue<string>()),
                // As text, since the parser takes every number for one of double precision.
                FieldType.Int64 => one.ToJsonString(),
                FieldType.String when one.GetValueKind() == JsonValueKind.Number => one.ToJsonString(),
                _ => one.DeepClone(),
            });
        }

        return message;
    }

    private static JsonObject FromContract(JsonObject message, MessageDescriptor type)
    {
        var members = new JsonObject();
        foreach (var (name, value) in message)
        {
            var field = FieldOf(type, name)!;
            if (IsNumber(field) && value!.GetValue<string>().Length == 0) continue;
            members[NameInFile(field)] = Each(value, one => field.FieldType switch
            {
                FieldType.Message when field.MessageType == Date.Descriptor => Day(one.AsObject()),
                FieldType.Message => FromContract(one.AsObject(), field.MessageType),
                FieldType.Enum => Word(field.EnumType, one.GetValue<string>()),
                FieldType.Int64 => JsonNode.Parse(one.GetValue<string>())!,
                FieldType.String when IsNumber(field) => JsonNode.Parse(one.GetValue<string>())!,
                _ => one.DeepClone(),
            });
        }

        return members;
    }

    private static JsonNode? Each(JsonNode? value, Func<JsonNode, JsonNode> map) => value switch
    {
        null => null,
        JsonArray list => new JsonArray([.. list.Select(one => map(one!))]),
        _ => map(value),
    };

    // In a file a thing has a name; the contract calls the name of a thing that also has an identifier "display_name".
    private static FieldDescriptor? FieldOf(MessageDescriptor type, string name) =>
        type.Fields.InDeclarationOrder().FirstOrDefault(f => f.JsonName == name)
        ?? (name == "name" ? type.FindFieldByName("display_name") : null);

    private static string NameInFile(FieldDescriptor field) => field.Name == "display_name" ? "name" : field.JsonName;

    // Numbers of forms travel as text, so that decimals stay exact.
    private static bool IsNumber(FieldDescriptor field) =>
        field.ContainingType == FormField.Descriptor && field.Name is "minimum" or "maximum";

    private static JsonObject Day(string text)
    {
        var day = DateOnly.ParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture);
        return new JsonObject { ["year"] = day.Year, ["month"] = day.Month, ["day"] = day.Day };
    }

    private static JsonNode Day(JsonObject date) => JsonValue.Create(
        new DateOnly((int)date["year"]!, (int)date["month"]!, (int)date["day"]!).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));

    private static JsonNode Constant(EnumDescriptor type, string word) => JsonValue.Create(
        type.Values.FirstOrDefault(value => WordOf(type, value.Name) == word)?.Name
        ?? throw new JsonException($"{type.Name} has no {word}."));

    private static JsonNode Word(EnumDescriptor type, string constant) => JsonValue.Create(WordOf(type, constant));

    /// <summary>LONG_TEXT of FORM_FIELD_KIND_LONG_TEXT is longText.</summary>
    private static string WordOf(EnumDescriptor type, string constant)
    {
        var prefix = new StringBuilder();
        foreach (var letter in type.Name) prefix.Append(prefix.Length > 0 && char.IsUpper(letter) ? "_" : "").Append(char.ToUpperInvariant(letter));
        var words = constant[(prefix.Length + 1)..].Split('_');
        return words[0].ToLowerInvariant() + string.Concat(words.Skip(1).Select(w => w[0] + w[1..].ToLowerInvariant()));
    }
}
