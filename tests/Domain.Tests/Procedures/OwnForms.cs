using System.Text.Json;
using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using KonTum.Tthc.Domain.Procedures;
using KonTum.Tthc.Domain.Procedures.Forms;
using Shouldly;
using static KonTum.Tthc.Domain.Failures.Failures;

namespace KonTum.Tthc.Domain.Tests.Procedures;

/// <summary>A procedure's own form judges what was filled in.</summary>
public sealed class OwnForms
{
    private static readonly ProcedureForm Form = new(FormOfBirth.Fields, Given.Rules.Form);

    [Fact]
    public void A_filled_form_has_nothing_wrong_and_nothing_missing()
    {
        Form.FindMalformed(FormOfBirth.Filled().ToJsonString()).ShouldBeEmpty();
        Form.FindMissing(FormOfBirth.Filled().ToJsonString()).ShouldBeEmpty();
    }

    [Fact]
    public void An_empty_form_is_well_formed_and_everything_required_is_missing_at_once()
    {
        Form.FindMalformed("{}").ShouldBeEmpty();
        Form.FindMissing("{}").Select(v => v.Field).ShouldBe(
        [
            "form.procedure_fields.child.name",
            "form.procedure_fields.child.birth_date",
            "form.procedure_fields.born_at.province",
            "form.procedure_fields.born_at.ward",
            "form.procedure_fields.born_at.detail",
            "form.procedure_fields.weight",
            "form.procedure_fields.married",
            "form.procedure_fields.witnesses",
        ]);
    }

    [Fact]
    public void Texts_name_the_label_as_the_person_sees_it()
    {
        var missing = Form.FindMissing("""{"witnesses": [{}, {"name": "Y Lan"}]}""");

        missing.Single(v => v.Field == "form.procedure_fields.child.name").Vietnamese.ShouldBe("Trẻ em › Họ và tên: Thông tin này là bắt buộc.");
        missing.Single(v => v.Field == "form.procedure_fields.witnesses[0].name").Vietnamese
            .ShouldBe("Người làm chứng 1 › Họ tên người làm chứng: Thông tin này là bắt buộc.");
        missing.ShouldNotContain(v => v.Field.StartsWith("form.procedure_fields.witnesses[1]"));
    }

    [Theory]
    [InlineData("""{"place": 5}""", "place", "MALFORMED")]
    [InlineData("""{"place": "một\nhai"}""", "place", "CHARACTERS_NOT_ACCEPTED")]
    [InlineData("""{"place": "12345678901"}""", "place", "OUT_OF_RANGE")]
    [InlineData("""{"book": "ab12"}""", "book", "MALFORMED")]
    [InlineData("""{"book": "x AB-12 x"}""", "book", "MALFORMED")]
    [InlineData("""{"weight": "nặng"}""", "weight", "MALFORMED")]
    [InlineData("""{"weight": true}""", "weight", "MALFORMED")]
    [InlineData("""{"weight": 0.4}""", "weight", "OUT_OF_RANGE")]
    [InlineData("""{"weight": "9.9000000000000000000000001"}""", "weight", "OUT_OF_RANGE")]
    [InlineData("""{"weight": 1e400}""", "weight", "MALFORMED")]
    [InlineData("""{"weight": "0x10"}""", "weight", "MALFORMED")]
    [InlineData("""{"copies": 2.5}""", "copies", "MALFORMED")]
    [InlineData("""{"day": "2026-02-30"}""", "day", "MALFORMED")]
    [InlineData("""{"day": "23/11/2026"}""", "day", "MALFORMED")]
    [InlineData("""{"day": "2026-11-24"}""", "day", "OUT_OF_RANGE")]
    [InlineData("""{"day": "1899-12-31"}""", "day", "OUT_OF_RANGE")]
    [InlineData("""{"married": "yes"}""", "married", "MALFORMED")]
    [InlineData("""{"relation": "khac"}""", "relation", "MALFORMED")]
    [InlineData("""{"child": "Y Lan"}""", "child", "MALFORMED")]
    [InlineData("""{"child": {"name": 1}}""", "child.name", "MALFORMED")]
    [InlineData("""{"child": {"identity_number": "123"}}""", "child.identity_number", "MALFORMED")]
    [InlineData("""{"child": {"birth_date": "2027-01-01"}}""", "child.birth_date", "OUT_OF_RANGE")]
    [InlineData("""{"child": {"sex": "Nam"}}""", "child.sex", "MALFORMED")]
    [InlineData("""{"child": {"nickname": "Tèo"}}""", "child.nickname", "FORM_FIELD_UNKNOWN")]
    [InlineData("""{"born_at": {"province": "99"}}""", "born_at.province", "ADMINISTRATIVE_UNIT_NOT_IN_FORCE")]
    [InlineData("""{"born_at": {"province": "01", "ward": "23284"}}""", "born_at.ward", "ADMINISTRATIVE_UNIT_NOT_IN_FORCE")]
    [InlineData("""{"born_at": {"ward": "23284"}}""", "born_at.ward", "ADMINISTRATIVE_UNIT_NOT_IN_FORCE")]
    [InlineData("""{"witnesses": {}, "nothing": null}""", "nothing", "FORM_FIELD_UNKNOWN")]
    [InlineData("""{"witnesses": "Y Lan"}""", "witnesses", "MALFORMED")]
    [InlineData("""{"witnesses": [{"name": "a"}, 7]}""", "witnesses[1]", "MALFORMED")]
    [InlineData("""{"witnesses": [{}, {}, {}, {}]}""", "witnesses", "OUT_OF_RANGE")]
    [InlineData("""{"witnesses": [{"home": {"province": "51", "ward": "00001"}}]}""", "witnesses[0].home.ward", "ADMINISTRATIVE_UNIT_NOT_IN_FORCE")]
    [InlineData("""{"Nguyễn Thị Ánh": 1}""", "?", "FORM_FIELD_UNKNOWN")]
    [InlineData("""{"place": "a\u202Egpj"}""", "place", "CHARACTERS_NOT_ACCEPTED")]
    [InlineData("""{"place": "\ud800"}""", "place", "CHARACTERS_NOT_ACCEPTED")]
    public void What_is_wrong_is_told_with_its_path(string json, string path, string code)
    {
        var violation = Form.FindMalformed(json).ShouldHaveSingleItem();

        (violation.Field, violation.Failure.Code).ShouldBe(($"form.procedure_fields.{path}", code));
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("{")]
    [InlineData("""{"place": "a", "place": "b"}""")]
    [InlineData("""{"\ud800": 1}""")]
    public void What_is_no_form_is_refused_as_a_whole(string json) =>
        Form.FindMalformed(json).ShouldHaveSingleItem().Field.ShouldBe("form.procedure_fields");

    /// <summary>Half a character is written here and not in an attribute: attributes are stored as UTF-8, which has no form for it.</summary>
    [Fact]
    public void Half_a_character_is_no_text() =>
        Form.FindMalformed("{\"place\": \"" + (char)0xd800 + "\"}").ShouldHaveSingleItem().Field.ShouldBe("form.procedure_fields");

    [Fact]
    public void Size_depth_and_number_of_values_are_bounded()
    {
        Form.FindMalformed(JsonSerializer.Serialize(new { place = new string('a', 200_000) })).ShouldHaveSingleItem().Failure.ShouldBe(OutOfRange);
        Form.FindMalformed(string.Concat(Enumerable.Repeat("""{"place":""", 40)) + "1" + new string('}', 40)).ShouldHaveSingleItem().Failure.ShouldBe(Malformed);
        Form.FindMalformed($$"""{"witnesses": [{{string.Join(',', Enumerable.Repeat("{}", 9000))}}]}""").ShouldHaveSingleItem().Failure.ShouldBe(OutOfRange);
    }

    [Fact]
    public void Several_things_wrong_are_told_together() =>
        Form.FindMalformed("""{"place": 1, "weight": "x", "child": {"sex": "?"}, "witnesses": [{"name": 2}]}""").Count.ShouldBe(4);

    [Fact]
    public void Where_a_province_has_districts_one_is_needed()
    {
        var filled = FormOfBirth.Filled();
        filled["born_at"] = new JsonObject { ["province"] = "01", ["detail"] = "1 Phố Thử", ["ward"] = "00001" };
        Form.FindMissing(filled.ToJsonString()).ShouldHaveSingleItem().Field.ShouldBe("form.procedure_fields.born_at.district");

        filled["born_at"]!["district"] = "001";
        Form.FindMissing(filled.ToJsonString()).ShouldBeEmpty();
        Form.FindMalformed(filled.ToJsonString()).ShouldBeEmpty();
    }

    [Fact]
    public void A_field_whose_condition_does_not_hold_is_not_judged_and_not_handed_in()
    {
        var filled = FormOfBirth.Filled();
        filled["married"] = true;
        Form.FindMissing(filled.ToJsonString()).Select(v => v.Field).ShouldBe(["form.procedure_fields.spouse.name", "form.procedure_fields.spouse.birth_date"]);

        filled["spouse"] = new JsonObject { ["name"] = 5 };
        filled["spouse_abroad"] = true;
        filled["spouse_country"] = "Lào";
        Form.FindMalformed(filled.ToJsonString()).ShouldHaveSingleItem().Field.ShouldBe("form.procedure_fields.spouse.name");

        filled["married"] = false; // and with it goes what depends on what depends on it
        Form.FindMalformed(filled.ToJsonString()).ShouldBeEmpty();
        Form.FindMissing(filled.ToJsonString()).ShouldBeEmpty();
        var handedIn = JsonNode.Parse(Form.Trim(filled.ToJsonString()))!.AsObject();
        handedIn.Select(p => p.Key).ShouldBe(filled.Select(p => p.Key).Except(["spouse", "spouse_abroad", "spouse_country"]));
        JsonNode.DeepEquals(JsonNode.Parse(Form.Trim(handedIn.ToJsonString())), handedIn).ShouldBeTrue();
    }

    [Fact]
    public void Fields_that_wait_for_each_other_are_not_there()
    {
        var circle = new ProcedureForm(
            [
                new FormField("a", "A", FormFieldKind.YesNo) { Required = true, Condition = new FormCondition("b", ["true"]) },
                new FormField("b", "B", FormFieldKind.YesNo) { Required = true, Condition = new FormCondition("a", ["true"]) },
            ],
            Given.Rules.Form);

        circle.FindMissing("""{"a": true, "b": true}""").ShouldBeEmpty();
    }

    [Fact]
    public void A_number_keeps_every_digit()
    {
        var fields = new[] { new FormField("n", "N", FormFieldKind.Number) { Minimum = 0.1m, Maximum = 9999999999999999.99m } };
        var form = new ProcedureForm(fields, Given.Rules.Form);

        form.FindMalformed("""{"n": "9999999999999999.99"}""").ShouldBeEmpty();
        form.FindMalformed("""{"n": "9999999999999999.991"}""").ShouldHaveSingleItem();
        form.FindMalformed("""{"n": 0.1}""").ShouldBeEmpty();
        form.FindMalformed("""{"n": "0.09999999999999999999"}""").ShouldHaveSingleItem();
    }

    [Fact]
    public void A_pattern_takes_linear_time_whatever_is_typed()
    {
        var form = new ProcedureForm([new FormField("p", "P", FormFieldKind.Text) { Pattern = "(a+)+", MaxLength = 50_000 }], Given.Rules.Form);

        form.FindMalformed(JsonSerializer.Serialize(new { p = new string('a', 40_000) + "!" })).ShouldHaveSingleItem();
        FormPatterns.IsUsable("(?=a)").ShouldBeFalse("look-around needs backtracking");
    }

    [Property(MaxTest = 300)]
    public Property No_json_makes_it_throw() => Prop.ForAll(AnyJson.Arbitrary, json =>
    {
        Form.FindMalformed(json);
        Form.FindMissing(json);
        var trimmed = Form.Trim(json);
        if (Form.FindMalformed(json).Count == 0)
        {
            Form.FindMalformed(trimmed).ShouldBeEmpty();
            Form.FindMissing(trimmed).Select(v => v.Field).ShouldBe(Form.FindMissing(json).Select(v => v.Field));
        }
    });

    [Property(MaxTest = 300)]
    public Property What_is_filled_by_the_form_passes_and_what_is_taken_away_is_found() => Prop.ForAll(FormOfBirth.Any, filled =>
    {
        Form.FindMalformed(filled.ToJsonString()).ShouldBeEmpty();
        Form.FindMissing(filled.ToJsonString()).ShouldBeEmpty();
        foreach (var name in new[] { "child", "born_at", "weight", "married", "witnesses" })
        {
            var less = filled.DeepClone().AsObject();
            less.Remove(name);
            Form.FindMissing(less.ToJsonString()).ShouldContain(v => v.Field.StartsWith($"form.procedure_fields.{name}", StringComparison.Ordinal), name);
        }
    });
}
