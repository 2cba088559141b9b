using FsCheck;
using FsCheck.Xunit;
using KonTum.Tthc.Domain.Failures;
using KonTum.Tthc.Domain.People;
using Shouldly;

namespace KonTum.Tthc.Domain.Tests.People;

public sealed class ValueObjects
{
    [Theory]
    [InlineData("233123456")] // CMND
    [InlineData("062090000001")] // CCCD
    [InlineData("6100123456")] // tax code
    [InlineData("6100123456-001")] // tax code of a branch
    [InlineData("B1234567")] // passport
    public void Identity_numbers_of_every_kind_are_taken(string text) => IdentityNumber.IsValid(text).ShouldBeTrue();

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("23312345")] // 8 digits
    [InlineData("06209000000")] // 11 digits
    [InlineData("0620900000011")] // 13 digits
    [InlineData("06209000000a")]
    [InlineData("062090000001 ")]
    [InlineData("٠٦٢٠٩٠٠٠٠٠٠١")] // digits, but not ours
    [InlineData("6100123456_001")]
    [InlineData("b1234567")]
    [InlineData("B123456a")]
    public void Anything_else_is_no_identity_number(string? text)
    {
        IdentityNumber.IsValid(text).ShouldBeFalse();
        var found = new List<FieldViolation>();
        IdentityNumber.Check(text, "form.identity_number", found);
        found.ShouldHaveSingleItem().Failure.ShouldBe(KonTum.Tthc.Domain.Failures.Failures.Malformed);
    }

    [Theory]
    [InlineData("062090000001", "•••••••••001")]
    [InlineData("001", "•••")]
    [InlineData("", "")]
    public void A_mask_leaves_three_characters_of_a_longer_number(string text, string masked) => IdentityNumber.Mask(text).ShouldBe(masked);

    [Property]
    public void A_mask_never_shows_more_and_keeps_the_length(NonNull<string> text)
    {
        var masked = IdentityNumber.Mask(text.Get);
        masked.Length.ShouldBe(text.Get.Length);
        masked.Take(text.Get.Length <= 3 ? masked.Length : masked.Length - 3).ShouldAllBe(c => c == '•');
    }

    [Theory]
    [InlineData("0912345678", true)]
    [InlineData("+84912345678", true)]
    [InlineData("0312345678", true)]
    [InlineData("0612345678", false)] // no mobile network
    [InlineData("84912345678", false)]
    [InlineData("091234567", false)]
    [InlineData("09123456789", false)]
    [InlineData("0912345678\n", false)]
    [InlineData("0912 345 678", false)]
    [InlineData("", false)]
    [InlineData(null, false)]
    public void Phone_numbers_are_mobile_numbers_of_the_country(string? text, bool valid) => PhoneNumber.IsValid(text).ShouldBe(valid);

    [Theory]
    [InlineData("+84912345678")]
    [InlineData("0912345678")]
    public void Phone_numbers_are_kept_with_a_leading_zero(string text)
    {
        PhoneNumber.Normalize(text).ShouldBe("0912345678");
        PhoneNumber.IsValid(PhoneNumber.Normalize(text)).ShouldBeTrue();
    }

    [Theory]
    [InlineData("ten@mien.vn", true)]
    [InlineData("ten.dem+nhan@cong.gov.vn", true)]
    [InlineData("Tên <ten@mien.vn>", false)]
    [InlineData("ten@localhost", false)]
    [InlineData("ten@", false)]
    [InlineData("@mien.vn", false)]
    [InlineData("ten mien.vn", false)]
    [InlineData(" ten@mien.vn", false)]
    [InlineData("", false)]
    [InlineData(null, false)]
    public void Email_addresses_are_plain_addresses(string? text, bool valid) => EmailAddress.IsValid(text).ShouldBe(valid);

    [Fact]
    public void Email_addresses_have_at_most_254_characters()
    {
        EmailAddress.IsValid(new string('a', 60) + "@" + string.Join('.', Enumerable.Repeat(new string('b', 60), 3)) + ".vn").ShouldBeTrue();
        EmailAddress.IsValid(new string('a', 60) + "@" + string.Join('.', Enumerable.Repeat(new string('b', 60), 4)) + ".vn").ShouldBeFalse();
    }

    [Property]
    public void Personal_data_never_prints_itself(NonEmptyString secret)
    {
        var value = "bí mật " + secret.Get;
        var personal = Personal.Of("citizen-1", value);
        foreach (var printed in new[] { personal.ToString(), $"{personal}", string.Concat(personal), new { personal }.ToString()! })
        {
            printed.ShouldNotContain("bí mật");
        }

        personal.ShouldBe(Personal.Of("citizen-1", value));
        new Personal<string>("citizen-1", null).ToString().ShouldNotBeNull("also when it is gone");
    }
}
