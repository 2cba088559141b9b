using KonTum.Tthc.Application.Exchange;
using Shouldly;
using Xunit;

namespace KonTum.Tthc.Application.Tests.Exchange;

/// <summary>Templates of mail and SMS are read once, when the platform starts; what could go wrong later stops it then.</summary>
public sealed class TemplatesAreChecked
{
    private static readonly List<(string Name, string Text)> Good =
    [
        .. ExchangeRules.All.Where(r => r.TellsPerson).SelectMany(r => new[]
        {
            ($"{r.Name}.mail.txt", "Tiêu đề: Hồ sơ {ma_ho_so}\n\nKính gửi {ho_ten},\nLý do: {ly_do}\n"), ($"{r.Name}.sms.txt", "Ho so {ma_ho_so}"),
        }),
    ];

    [Fact]
    public void Each_event_that_tells_the_person_has_both_also_an_answered_petition()
    {
        ExchangeRules.All.Where(r => r.TellsPerson).Select(r => r.Name).ShouldContain("petition_answered");
        var read = new NoticeCatalogue(Good);
        foreach (var rule in ExchangeRules.All.Where(r => r.TellsPerson))
            (read.Mail(rule.Name).Subject, read.Sms(rule.Name).Subject).ShouldBe(("Hồ sơ {ma_ho_so}", ""));
    }

    [Theory]
    [InlineData("dossier_accepted.mail.txt", "Tiêu đề: Hồ sơ\n\nHẹn trả {han_tr}", "nobody fills {han_tr}")]
    [InlineData("dossier_accepted.mail.txt", "Tiêu đề: Hồ sơ {code}\n\nx", "nobody fills {code}")]
    [InlineData("dossier_accepted.sms.txt", "{MA_HO_SO} {} {a b}", "nobody fills {MA_HO_SO}, {}, {a b}")]
    [InlineData("dossier_accepted.mail.txt", "Hồ sơ {ma_ho_so}\n\nx", "the first line must be")]
    [InlineData("dossier_accepted.mail.txt", "Tiêu đề:\n\nx", "it is empty")]
    [InlineData("dossier_accepted.sms.txt", "\n", "it is empty")]
    [InlineData("dossier_lost.sms.txt", "x", "no event that a person is told of")]
    [InlineData("dossier_accepted.txt", "x", "no event that a person is told of")]
    public void A_wrong_one_stops_the_platform_and_is_named(string file, string text, string says) =>
        Should.Throw<InvalidDataException>(() => new NoticeCatalogue(Good.Where(f => f.Name != file).Append((file, text))))
            .Message.ShouldSatisfyAllConditions(m => m.ShouldStartWith(file + ":"), m => m.ShouldContain(says));

    [Fact]
    public void A_missing_one_stops_the_platform() =>
        Should.Throw<InvalidDataException>(() => new NoticeCatalogue(Good.Where(f => f.Name != "petition_answered.sms.txt")))
            .Message.ShouldEndWith("are missing: petition_answered.sms.txt.");

    [Theory]
    [InlineData("\r\n")]
    [InlineData("\n")]
    [InlineData("\r")]
    [InlineData("\u0085")]
    [InlineData("\u2028")]
    public void A_name_with_a_line_break_makes_no_header(string lineBreak)
    {
        var values = NoticeValues.Names.ToDictionary(n => n, _ => "", StringComparer.Ordinal);
        values["ho_ten"] = $"Nguyễn Văn A{lineBreak}Bcc: ke.xau@example.com";
        var filled = NoticeTemplate.Read("x.mail.txt", "Tiêu đề: Chào {ho_ten}\n\nKính gửi {ho_ten}", hasSubject: true, NoticeValues.Names).Fill(values);
        filled.Subject.ShouldBe("Chào Nguyễn Văn A Bcc: ke.xau@example.com");
    }

    [Fact]
    public void A_value_that_looks_like_a_placeholder_is_not_filled_again()
    {
        var values = NoticeValues.Names.ToDictionary(n => n, n => $"<{n}>", StringComparer.Ordinal);
        values["ho_ten"] = "{ly_do}{tra_cuu}";
        NoticeTemplate.Read("x.sms.txt", "{ho_ten}", hasSubject: false, NoticeValues.Names).Fill(values).Body.ShouldBe("{ly_do}{tra_cuu}");
    }
}
