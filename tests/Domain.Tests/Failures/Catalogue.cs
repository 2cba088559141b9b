using System.Text.RegularExpressions;
using KonTum.Tthc.Domain.Failures;
using Shouldly;

namespace KonTum.Tthc.Domain.Tests.Failures;

public sealed partial class Catalogue
{
    public static TheoryData<string> Codes => [.. KonTum.Tthc.Domain.Failures.Failures.All.Keys];

    [Theory]
    [MemberData(nameof(Codes))]
    public void Each_entry_says_the_same_in_both_languages_under_a_stable_code(string code)
    {
        var failure = KonTum.Tthc.Domain.Failures.Failures.All[code];

        failure.Code.ShouldBe(code);
        UpperSnakeCase().IsMatch(code).ShouldBeTrue();
        failure.Vietnamese.ShouldNotBeNullOrWhiteSpace();
        failure.English.ShouldNotBeNullOrWhiteSpace();
        failure.Vietnamese.ShouldNotBe(failure.English);
        failure.Vietnamese[^1].ShouldBe('.');
        failure.English[^1].ShouldBe('.');
        Enum.IsDefined(failure.Kind).ShouldBeTrue();

        // {reason_vi} is the Vietnamese wording of {reason}.
        Placeholders(failure.Vietnamese).Select(p => p.EndsWith("_vi", StringComparison.Ordinal) ? p[..^3] : p).Order()
            .ShouldBe(Placeholders(failure.English).Order());
    }

    [Fact]
    public void Every_public_entry_is_in_the_catalogue_and_no_two_share_a_code_or_a_text()
    {
        var entries = typeof(KonTum.Tthc.Domain.Failures.Failures).GetFields().Where(f => f.FieldType == typeof(Failure))
            .Select(f => (Failure)f.GetValue(null)!).ToList();

        entries.Count.ShouldBe(KonTum.Tthc.Domain.Failures.Failures.All.Count);
        entries.Select(e => e.Code).Distinct().Count().ShouldBe(entries.Count);
        entries.Select(e => e.Vietnamese).Distinct().Count().ShouldBe(entries.Count);
        entries.Select(e => e.English).Distinct().Count().ShouldBe(entries.Count);
    }

    /// <summary>ALREADY_EXISTS has no entry yet: nothing that a client names exists before it.</summary>
    [Fact]
    public void Every_family_that_the_platform_needs_has_an_entry_and_names_fit_families()
    {
        var all = KonTum.Tthc.Domain.Failures.Failures.All.Values.ToList();
        Enum.GetValues<FailureKind>().Except(all.Select(f => f.Kind)).ShouldBe([FailureKind.AlreadyExists]);

        all.Where(f => f.Kind == FailureKind.NotFound).ShouldAllBe(f => f.Code.EndsWith("_NOT_FOUND", StringComparison.Ordinal));
        all.Where(f => f.Kind == FailureKind.Internal).ShouldHaveSingleItem().Code.ShouldBe("INTERNAL");
        // Whoever gets one of these reads again and repeats.
        all.Where(f => f.Kind == FailureKind.Aborted).Select(f => f.Code)
            .ShouldBe(["CHANGED_MEANWHILE", "UPLOAD_OFFSET_MISMATCH", "UPLOAD_IN_USE"], ignoreOrder: true);
        all.Where(f => f.Code.EndsWith("_UNAVAILABLE", StringComparison.Ordinal)).ShouldAllBe(f => f.Kind == FailureKind.Unavailable);
    }

    [Fact]
    public void A_failure_fills_its_texts_and_keeps_its_values()
    {
        var thrown = KonTum.Tthc.Domain.Failures.Failures.TooManyAttachments.Because(("limit", 20));

        thrown.Vietnamese.ShouldBe("Mỗi thành phần chỉ được đính kèm tối đa 20 tệp.");
        thrown.English.ShouldBe("A component can have at most 20 attachments.");
        thrown.Details.ShouldHaveSingleItem().ShouldBe(new KeyValuePair<string, string>("limit", "20"));
        thrown.Message.ShouldBe("TOO_MANY_ATTACHMENTS");
    }

    [Fact]
    public void An_invalid_request_names_its_fields_and_not_their_values()
    {
        var thrown = KonTum.Tthc.Domain.Failures.Failures.Invalid(
            KonTum.Tthc.Domain.Failures.Failures.Malformed.At("form.email", ("expected", "ten@mien.vn")),
            KonTum.Tthc.Domain.Failures.Failures.Required.At("form.ward"));

        thrown.Failure.ShouldBe(KonTum.Tthc.Domain.Failures.Failures.InvalidRequest);
        thrown.Message.ShouldBe("INVALID_REQUEST at form.email, form.ward");
        thrown.Violations[0].English.ShouldBe("The value is malformed: ten@mien.vn.");
    }

    private static IEnumerable<string> Placeholders(string text) => Placeholder().Matches(text).Select(m => m.Groups[1].Value).Distinct();

    [GeneratedRegex("^[A-Z]+(_[A-Z]+)*$")]
    private static partial Regex UpperSnakeCase();

    [GeneratedRegex(@"\{([^}]*)\}")]
    private static partial Regex Placeholder();
}
