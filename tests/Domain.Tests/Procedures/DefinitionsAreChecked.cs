using KonTum.Tthc.Domain.Procedures;
using Shouldly;

namespace KonTum.Tthc.Domain.Tests.Procedures;

/// <summary>Each thing that can be wrong with a definition, by its path.</summary>
public sealed class DefinitionsAreChecked
{
    private static readonly ProcedureDefinition Sound = new(
        "1.001193", "Đăng ký khai sinh", "Hộ tịch", "Toàn trình", [new Agency("A", "UBND phường")],
        [new ComponentDefinition("to-khai", "Tờ khai", true, 1, 0)], ["Mới", "Lại"])
    {
        Fees = [new FeeDefinition("le-phi", "Lệ phí", FeeKind.Charge, 0, 8000, FeeUnit.Copy) { ComponentId = "to-khai", DossierTypes = ["Mới"] }],
        FormFields =
        [
            new FormField("has_father", "Có cha", FormFieldKind.YesNo),
            new FormField("father", "Cha", FormFieldKind.Person) { Condition = new FormCondition("has_father", ["true"]) },
            new FormField("code", "Mã", FormFieldKind.Text) { Pattern = "[0-9]{4}" },
        ],
    };

    public static TheoryData<string, ProcedureDefinition, string[]> Wrong => new()
    {
        { "code", Sound with { Code = "abc" }, ["code"] },
        { "no code", Sound with { Code = "" }, ["code"] },
        { "name", Sound with { Name = " " }, ["display_name"] },
        { "turned name", Sound with { Name = "Khai\u202Esinh" }, ["display_name"] },
        { "level", Sound with { Level = "Mức độ 5" }, ["level"] },
        { "days", Sound with { ProcessingDays = 366 }, ["processing_days"] },
        { "agency unknown", Sound with { Agencies = [new Agency("X", "Không có")] }, ["agencies[0].code"] },
        { "agency ended", Sound with { Agencies = [new Agency("OLD", "Đã hết")] }, ["agencies[0].code"] },
        { "agency twice", Sound with { Agencies = [new Agency("A", "Một"), new Agency("A", "Hai")] }, ["agencies[1].code"] },
        { "no agency", Sound with { Agencies = [] }, ["agencies"] },
        { "no components", Sound with { Components = [], Fees = [] }, ["components"] },
        { "component twice", Sound with { Components = [Sound.Components[0], Sound.Components[0]] }, ["components[1].id"] },
        { "component id", Sound with { Components = [.. Sound.Components, Sound.Components[0] with { Id = "Tờ khai" }] }, ["components[1].id"] },
        { "counts", Sound with { Components = [Sound.Components[0] with { OriginalCount = -1, CopyCount = 100 }] }, ["components[0].original_count", "components[0].copy_count"] },
        { "type", Sound with { Components = [Sound.Components[0] with { AcceptedTypes = ["text/html"] }] }, ["components[0].accepted_types[0]"] },
        { "template", Sound with { Components = [Sound.Components[0] with { TemplateFileName = "khong-co.docx" }] }, ["components[0].template_file_name"] },
        { "fee below", Fee(f => f with { OnlineAmount = -1 }), ["fees[0].online_amount"] },
        { "fee above", Fee(f => f with { CounterAmount = 10_000_000_000 }), ["fees[0].counter_amount"] },
        { "fee of a component", Fee(f => f with { ComponentId = "khac" }), ["fees[0].component_id"] },
        { "fee of a unit", Fee(f => f with { Unit = FeeUnit.Set }), ["fees[0].component_id"] },
        { "fee of a type", Fee(f => f with { DossierTypes = ["Khác"] }), ["fees[0].dossier_types[0]"] },
        { "fee kind", Fee(f => f with { Kind = 0 }), ["fees[0].kind"] },
        { "paid before, but what", Sound with { Fees = [], PaymentRule = PaymentRule.BeforeSubmission }, ["fees"] },
        { "audience", Sound with { Audiences = [(Audience)7, Audience.Citizen, Audience.Citizen] }, ["audiences[0]", "audiences[2]"] },
        { "field twice", Form(Field("a"), Field("a")), ["form_fields[1].name"] },
        { "field name", Form(Field("Họ tên")), ["form_fields[0].name"] },
        { "kind", Form(Field("a") with { Kind = 0 }), ["form_fields[0].kind"] },
        { "pattern broken", Form(Field("a") with { Pattern = "[0-9" }), ["form_fields[0].pattern"] },
        { "pattern that backtracks", Form(Field("a") with { Pattern = @"(a)\1" }), ["form_fields[0].pattern"] },
        { "pattern that looks ahead", Form(Field("a") with { Pattern = "(?=a)b" }), ["form_fields[0].pattern"] },
        { "pattern of a number", Form(Field("a", FormFieldKind.Number) with { Pattern = "1" }), ["form_fields[0].pattern"] },
        { "range", Form(Field("a", FormFieldKind.Number) with { Minimum = 2, Maximum = 1 }), ["form_fields[0].maximum"] },
        { "days turned", Form(Field("a", FormFieldKind.Date) with { Earliest = new(2025, 2, 1), Latest = new(2025, 1, 1) }), ["form_fields[0].latest"] },
        { "number of a text", Form(Field("a") with { Minimum = 1, Integer = true }), ["form_fields[0].minimum", "form_fields[0].integer"] },
        { "no choices", Form(Field("a", FormFieldKind.Choice)), ["form_fields[0].choices"] },
        { "choice twice", Form(Choice("a", "x", "x")), ["form_fields[0].choices[1].value"] },
        { "condition on itself", Form(Choice("a", "x") with { Condition = new("a", ["x"]) }), ["form_fields[0].condition.field"] },
        { "condition on a later one", Form(Field("b") with { Condition = new("a", ["x"]) }, Choice("a", "x")), ["form_fields[0].condition.field"] },
        { "condition on a text", Form(Field("a"), Field("b") with { Condition = new("a", ["x"]) }), ["form_fields[1].condition.field"] },
        { "condition on another value", Form(Choice("a", "x"), Field("b") with { Condition = new("a", ["y"]) }), ["form_fields[1].condition.values[0]"] },
        { "condition on nothing", Form(Choice("a", "x"), Field("b") with { Condition = new("a", []) }), ["form_fields[1].condition.values"] },
        { "condition out of its group", Form(Choice("a", "x"), Group("g", Field("b") with { Condition = new("a", ["x"]) })), ["form_fields[1].fields[0].condition.field"] },
        { "empty group", Form(Group("g")), ["form_fields[0].fields"] },
        { "items", Form(Group("g", Field("a")) with { MinItems = 3, MaxItems = 2 }), ["form_fields[0].min_items"] },
        { "too deep", Form(Group("g", Group("h", Group("i", Field("a"))))), ["form_fields[0].fields[0].fields[0].kind"] },
        { "two at once", Sound with { Name = "", Level = "" }, ["display_name", "level"] },
    };

    [Fact]
    public void A_sound_one_passes() => Find(Sound).ShouldBeEmpty();

    [Theory]
    [MemberData(nameof(Wrong), DisableDiscoveryEnumeration = true)]
    public void What_is_wrong_is_found_where_it_is(string what, ProcedureDefinition definition, string[] paths) =>
        Find(definition).ShouldBe(paths, what);

    [Fact]
    public void A_seed_gives_way_to_an_administrator_and_says_nothing_twice()
    {
        var now = DateTimeOffset.UnixEpoch;
        var procedure = new Procedure();
        procedure.Apply(Procedure.Seed(null, Sound, now)!);
        var next = Sound with { Name = "Bản sau" };
        Procedure.Seed(procedure, Sound, now).ShouldBeNull();
        procedure.Apply(Procedure.Seed(procedure, next, now)!);
        procedure.Version.ShouldBe(2);
        Procedure.Seed(procedure, Sound, now).ShouldBeNull("an older node would take it back");

        procedure.Apply(Procedure.Publish(procedure, Sound, now)!);
        procedure.Version.ShouldBe(3);
        Procedure.Publish(procedure, Sound, now).ShouldBeNull();
        Procedure.Seed(procedure, Sound with { Name = "Bản của nền tảng" }, now).ShouldBeNull("an administrator's version is in its place");
    }

    [Fact]
    public void Force_changes_only_when_it_changes()
    {
        var procedure = new Procedure();
        procedure.InForce.ShouldBeTrue();
        procedure.SetInForce(true, DateTimeOffset.UnixEpoch).ShouldBeNull();
        procedure.Apply(procedure.SetInForce(false, DateTimeOffset.UnixEpoch)!);
        procedure.InForce.ShouldBeFalse();
    }

    private static IEnumerable<string> Find(ProcedureDefinition definition) => ProcedureCheck.Find(
        definition,
        code => code switch { "A" => AgencyStanding.InForce, "OLD" => AgencyStanding.NotInForce, _ => AgencyStanding.Unknown },
        _ => false).Select(v => v.Field);

    private static ProcedureDefinition Fee(Func<FeeDefinition, FeeDefinition> change) => Sound with { Fees = [change(Sound.Fees[0])] };

    private static ProcedureDefinition Form(params FormField[] fields) => Sound with { FormFields = fields };

    private static FormField Field(string name, FormFieldKind kind = FormFieldKind.Text) => new(name, "Nhãn", kind);

    private static FormField Choice(string name, params string[] values) =>
        Field(name, FormFieldKind.Choice) with { Choices = [.. values.Select(v => new FormChoice(v, "Nhãn"))] };

    private static FormField Group(string name, params FormField[] fields) => Field(name, FormFieldKind.Group) with { Fields = fields };
}
