using System.Globalization;
using KonTum.Tthc.Domain.Dossiers;
using Shouldly;

namespace KonTum.Tthc.Domain.Tests.Dossiers;

public sealed class Forms
{
    private static readonly DateOnly Today = new(2026, 11, 23);
    private static readonly string[] Types = ["Mới", "Bổ sung"];

    [Fact]
    public void An_empty_form_is_not_malformed_and_misses_every_required_field_at_once()
    {
        new DossierForm().FindMalformed(Today, Types).ShouldBeEmpty();
        new DossierForm().FindMissing(Types).Select(v => v.Field).ShouldBe(
        [
            "form.owner_name", "form.submitter_name", "form.identity_number", "form.identity_issue_date", "form.identity_issue_place",
            "form.birth_date", "form.sex", "form.country", "form.province", "form.ward", "form.address", "form.phone_number",
            "form.set_count", "form.dossier_type",
        ]);
    }

    [Fact]
    public void A_complete_form_misses_nothing_and_needs_no_type_where_there_are_none()
    {
        Given.CompleteForm.FindMissing(Types).ShouldBeEmpty();
        Given.CompleteForm.FindMalformed(Today, Types).ShouldBeEmpty();
        (Given.CompleteForm with { DossierType = "" }).FindMissing([]).ShouldBeEmpty();
        (Given.CompleteForm with { DossierType = "Tự đặt" }).FindMalformed(Today, []).ShouldBeEmpty();
    }

    [Fact]
    public void Blanks_are_not_an_answer()
    {
        var form = Given.CompleteForm with { OwnerName = "  ", Ward = "\t", Address = " " };
        form.FindMissing(Types).Select(v => v.Field).ShouldBe(["form.owner_name", "form.ward", "form.address"]);
    }

    [Fact]
    public void Everything_malformed_is_said_at_once()
    {
        var form = new DossierForm
        {
            OwnerName = new string('a', 201),
            Note = new string('a', 2001),
            IdentityNumber = "12",
            PhoneNumber = "113",
            Email = "x",
            IdentityIssueDate = Today.AddDays(1),
            BirthDate = Today.AddDays(1),
            Sex = (Sex)99,
            SetCount = 100,
            DossierType = "Khác",
        };

        form.FindMalformed(Today, Types).Select(v => v.Field).ShouldBe(
        [
            "form.owner_name", "form.note", "form.identity_number", "form.phone_number", "form.email",
            "form.identity_issue_date", "form.birth_date", "form.sex", "form.set_count", "form.dossier_type",
        ], ignoreOrder: true);
    }

    [Fact]
    public void The_limits_themselves_are_allowed()
    {
        var form = Given.CompleteForm with
        {
            OwnerName = new string('a', 200), Address = new string('a', 500), FaxNumber = new string('1', 30), SetCount = 99,
            BirthDate = Today, IdentityIssueDate = Today,
        };
        form.FindMalformed(Today, Types).ShouldBeEmpty();
        (Given.CompleteForm with { SetCount = -1 }).FindMalformed(Today, Types).ShouldHaveSingleItem().Field.ShouldBe("form.set_count");
    }

    [Theory]
    [InlineData("vi-VN")]
    [InlineData("de-DE")]
    [InlineData("th-TH")]
    public void Dates_in_texts_do_not_follow_the_machine(string culture)
    {
        var before = CultureInfo.CurrentCulture;
        CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo(culture);
        try
        {
            new DossierForm { BirthDate = Today.AddDays(1) }.FindMalformed(Today, Types)
                .ShouldHaveSingleItem().Vietnamese.ShouldContain("23/11/2026");
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Fact]
    public void Texts_of_violations_repeat_no_personal_data()
    {
        var form = new DossierForm { IdentityNumber = "secret-1", PhoneNumber = "secret-2", Email = "secret-3", DossierType = "secret-4" };
        foreach (var violation in form.FindMalformed(Today, Types))
        {
            (violation.Vietnamese + violation.English).ShouldNotContain("secret");
        }
    }
}
