using FsCheck.Xunit;
using KonTum.Tthc.Domain.Dossiers;
using Shouldly;

namespace KonTum.Tthc.Domain.Tests.Dossiers;

public sealed class CodesAndNames
{
    [Theory]
    [InlineData("000.21.24.H34", 1, "000.21.24.H34-261123-0001")] // QCVN 102:2016/BTTTT
    [InlineData("H34.21.24", 12, "H34.21.24-261123-0012")] // QĐ 20/2020/QĐ-TTg
    [InlineData("H34", 9999, "H34-261123-9999")]
    [InlineData("H34.21.24.1", 10000, "H34.21.24.1-261123-10000")]
    public void Codes_are_made_of_agency_day_and_number(string agency, int number, string code)
    {
        DossierCode.Make(agency, new DateOnly(2026, 11, 23), number).ShouldBe(code);
        DossierCode.IsValid(code).ShouldBeTrue();
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("000.21.24.H34-261123-1")]
    [InlineData("000.21.24.h34-261123-0001")]
    [InlineData("000.21.H34-261123-0001")]
    [InlineData("H34.21.24.1.2-261123-0001")]
    [InlineData("000.21.24.H34-20261123-0001")]
    [InlineData("000.21.24.H34-261123-0001\n")]
    [InlineData(" 000.21.24.H34-261123-0001")]
    [InlineData("000.21.24.H34_261123_0001")]
    public void Anything_else_is_no_code(string? text) => DossierCode.IsValid(text).ShouldBeFalse();

    [Property]
    public void Different_numbers_and_days_make_different_codes(ushort day, ushort otherDay, uint number, uint otherNumber)
    {
        var (one, other) = (Make(day, number), Make(otherDay, otherNumber));
        DossierCode.IsValid(one).ShouldBeTrue(one);
        (one == other).ShouldBe(day % 3650 == otherDay % 3650 && number % 999_999 == otherNumber % 999_999);

        static string Make(ushort day, uint number) =>
            DossierCode.Make("H34.21", new DateOnly(2026, 1, 1).AddDays(day % 3650), (int)(number % 999_999) + 1);
    }

    [Theory]
    [InlineData("2026-11-22T16:59:59Z", 22)]
    [InlineData("2026-11-22T17:00:00Z", 23)]
    [InlineData("2026-11-23T23:30:00-05:00", 24)]
    public void The_day_is_that_of_Vietnam(string time, int day) =>
        DossierCode.DayOf(DateTimeOffset.Parse(time, System.Globalization.CultureInfo.InvariantCulture)).ShouldBe(new DateOnly(2026, 11, day));

    [Theory]
    [InlineData("to-khai.pdf", "to-khai_signed.pdf")]
    [InlineData("to-khai_signed.pdf", "to-khai_signed.pdf")]
    [InlineData("Tờ khai (bản 1.2).PDF", "Tờ khai (bản 1.2)_signed.pdf")]
    [InlineData("no-extension", "no-extension_signed.pdf")]
    [InlineData(".pdf", "_signed.pdf")]
    public void A_signed_file_says_so_once_in_its_name(string name, string signed)
    {
        Attachment.SignedName(name).ShouldBe(signed);
        Attachment.SignedName(signed).ShouldBe(signed);
    }
}
