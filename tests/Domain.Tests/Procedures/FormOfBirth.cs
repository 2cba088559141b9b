using System.Text.Json;
using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;
using KonTum.Tthc.Domain.Procedures;

namespace KonTum.Tthc.Domain.Tests.Procedures;

/// <summary>A form with fields of every kind.</summary>
internal static class FormOfBirth
{
    public static IReadOnlyList<FormField> Fields { get; } =
    [
        new("child", "Trẻ em", FormFieldKind.Person) { Required = true },
        new("born_at", "Nơi sinh", FormFieldKind.Address) { Required = true },
        new("weight", "Cân nặng (kg)", FormFieldKind.Number) { Required = true, Minimum = 0.5m, Maximum = 9.9m },
        new("copies", "Số bản trích lục", FormFieldKind.Number) { Integer = true, Minimum = 0 },
        new("place", "Cơ sở y tế", FormFieldKind.Text) { MaxLength = 10 },
        new("book", "Số sổ", FormFieldKind.Text) { Pattern = "[A-Z]{2}-[0-9]+", Hint = "AB-12" },
        new("story", "Trình bày", FormFieldKind.LongText),
        new("day", "Ngày cấp giấy chứng sinh", FormFieldKind.Date) { Earliest = new DateOnly(1900, 1, 1), NotInFuture = true },
        new("relation", "Quan hệ", FormFieldKind.Choice) { Choices = [new("cha", "Cha"), new("me", "Mẹ")] },
        new("married", "Đã kết hôn", FormFieldKind.YesNo) { Required = true },
        new("spouse", "Vợ/chồng", FormFieldKind.Person) { Required = true, Condition = new FormCondition("married", ["true"]) },
        new("spouse_abroad", "Vợ/chồng ở nước ngoài", FormFieldKind.YesNo) { Condition = new FormCondition("married", ["true"]) },
        new("spouse_country", "Nước", FormFieldKind.Text) { Required = true, Condition = new FormCondition("spouse_abroad", ["true"]) },
        new("witnesses", "Người làm chứng", FormFieldKind.Group)
        {
            MinItems = 1,
            MaxItems = 3,
            Fields =
            [
                new("name", "Họ tên người làm chứng", FormFieldKind.Text) { Required = true },
                new("home", "Nơi cư trú", FormFieldKind.Address),
            ],
        },
    ];

    /// <summary>Forms filled in as they ask for it.</summary>
    public static Arbitrary<JsonObject> Any { get; } = (
        from name in Gen.Elements("Y Lan", "Nguyễn Thị Ánh Tuyết", "A Blăng")
        from withNumber in Gen.Elements(true, false)
        from ward in Gen.Elements("23284", "23293")
        from weight in Gen.Choose(5, 99)
        from asText in Gen.Elements(true, false)
        from married in Gen.Elements(true, false)
        from witnesses in Gen.Choose(1, 3)
        from story in Gen.Elements(null, "", "Một dòng\nhai dòng")
        select Filled(name, withNumber, ward, weight / 10m, asText, married, witnesses, story)).ToArbitrary();

    public static JsonObject Filled(
        string name = "Y Lan",
        bool withNumber = false,
        string ward = "23284",
        decimal weight = 3.2m,
        bool asText = false,
        bool married = false,
        int witnesses = 1,
        string? story = null)
    {
        var person = new JsonObject { ["name"] = name, [withNumber ? "identity_number" : "birth_date"] = withNumber ? "062090000001" : "2026-11-01" };
        var filled = new JsonObject
        {
            ["child"] = person,
            ["born_at"] = new JsonObject { ["province"] = "51", ["ward"] = ward, ["detail"] = "1 Đường Thử" },
            ["weight"] = asText ? JsonValue.Create(weight.ToString(System.Globalization.CultureInfo.InvariantCulture)) : JsonValue.Create(weight),
            ["book"] = "AB-12",
            ["day"] = "2026-11-02",
            ["relation"] = "me",
            ["married"] = married,
            ["story"] = story,
            ["witnesses"] = new JsonArray([.. Enumerable.Range(1, witnesses).Select(n => new JsonObject { ["name"] = $"Người {n}" })]),
        };
        if (married) filled["spouse"] = person.DeepClone();
        return filled;
    }
}

/// <summary>Texts that are JSON, of any shape, with the names of the form in them; and some that are none.</summary>
internal static class AnyJson
{
    private static readonly string[] Names =
        ["child", "born_at", "weight", "copies", "place", "book", "day", "relation", "married", "spouse", "witnesses", "name", "province", "ward", "", "ó"];

    public static Arbitrary<string> Arbitrary { get; } = Gen.Frequency(
        (9, Object(3).Select(o => o.ToJsonString())),
        (1, ArbMap.Default.GeneratorFor<string>().Select(s => s ?? ""))).ToArbitrary();

    private static Gen<JsonNode?> Value(int depth)
    {
        var leaf = Gen.OneOf(
            Gen.Constant<JsonNode?>(null),
            Gen.Elements("", " ", "51", "23284", "true", "2026-11-01", "-1.5", "\ud800x", "a\u0000", "Ư").Select(s => (JsonNode?)JsonValue.Create(s)),
            ArbMap.Default.GeneratorFor<int>().Select(n => (JsonNode?)JsonValue.Create(n)),
            Gen.Elements(true, false).Select(b => (JsonNode?)JsonValue.Create(b)),
            Gen.Constant("1e999").Select(n => JsonNode.Parse(n)));
        return depth == 0
            ? leaf
            : Gen.Frequency(
                (3, leaf),
                (2, Object(depth - 1).Select(o => (JsonNode?)o)),
                (1, Value(depth - 1).ArrayOf(3).Select(items => (JsonNode?)new JsonArray([.. items.Select(i => i?.DeepClone())]))));
    }

    private static Gen<JsonObject> Object(int depth) =>
        from names in Gen.Elements(Names).ArrayOf(5)
        from values in Value(depth).ArrayOf(5)
        select new JsonObject([.. names.Distinct().Select((n, i) => KeyValuePair.Create(n, values[i]?.DeepClone()))]);
}
