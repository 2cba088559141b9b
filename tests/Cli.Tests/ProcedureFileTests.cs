using System.Text;
using KonTum.Tthc.Cli.Catalogue;
using KonTum.Tthc.Contract.V1;
using KonTum.Tthc.Infrastructure.Catalogue;
using Shouldly;
using Xunit;

namespace KonTum.Tthc.Cli.Tests;

/// <summary>Procedures as files and as messages say the same.</summary>
public sealed class ProcedureFileTests
{
    /// <summary>Everything that a file can hold and the seed does not happen to.</summary>
    private const string Fullest = """
        {
          "$comment": "for people",
          "code": "9.000001", "name": "Thủ tục thử", "field": "Hộ tịch", "level": "Toàn trình", "paymentRule": "beforeSubmission",
          "audiences": ["citizen", "business"], "lifeEvents": ["Có con nhỏ"], "processingDays": 3, "featured": true,
          "agencies": [{"code": "000.21.24.H34", "name": "UBND phường Duy Tân"}], "dossierTypes": ["A"], "steps": ["Một"], "legalBases": ["Luật"],
          "components": [{"id": "don", "name": "Đơn", "required": false, "originalCount": 0, "copyCount": 2, "acceptedTypes": ["application/pdf"], "signatureRequired": true}],
          "fees": [{"id": "phi", "name": "Phí", "kind": "charge", "onlineAmount": 0, "counterAmount": 9007199254740993, "unit": "copy", "componentId": "don", "dossierTypes": ["A"]}],
          "formFields": [
            {"name": "note", "label": "Ghi chú", "kind": "longText", "maxLength": 90, "pattern": "a+"},
            {"name": "area", "label": "Diện tích", "kind": "number", "minimum": 0, "maximum": 12345678901234567.125},
            {"name": "day", "label": "Ngày", "kind": "date", "earliest": "1990-02-28", "latest": "2030-12-31", "notInFuture": true},
            {"name": "people", "label": "Người", "kind": "group", "minItems": 1, "maxItems": 5, "fields": [
              {"name": "how", "label": "Cách", "kind": "choice", "required": true, "choices": [{"value": "a", "label": "Cách a"}]},
              {"name": "why", "label": "Lý do", "kind": "text", "condition": {"field": "how", "values": ["a"]}}]}
          ],
          "results": [{"id": "giay", "name": "Giấy"}]
        }
        """;

    public static TheoryData<string> Seed => [.. Directory.GetFiles(Path.Combine(Workplace.Repository, "data", "procedures"), "*.json").Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Seed))]
    public void Nothing_of_a_file_is_lost_on_the_way(string name)
    {
        var file = Canonical(File.ReadAllText(Path.Combine(Workplace.Repository, "data", "procedures", name)));

        Canonical(ContractForm.ToFile(ContractForm.ToMessage(file))).ShouldBe(file);
    }

    [Fact]
    public void All_that_a_file_can_hold_arrives()
    {
        var file = Canonical(Fullest);
        var message = ContractForm.ToMessage(file);

        message.DisplayName.ShouldBe("Thủ tục thử");
        message.PaymentRule.ShouldBe(PaymentRule.BeforeSubmission);
        message.Audiences.ShouldBe([Audience.Citizen, Audience.Business]);
        message.Components.Single().DisplayName.ShouldBe("Đơn");
        (message.Fees.Single().Kind, message.Fees.Single().Unit, message.Fees.Single().CounterAmount)
            .ShouldBe((FeeKind.Charge, FeeUnit.Copy, 9007199254740993));
        message.FormFields.Select(f => f.Kind).ShouldBe([FormFieldKind.LongText, FormFieldKind.Number, FormFieldKind.Date, FormFieldKind.Group]);
        (message.FormFields[1].Minimum, message.FormFields[1].Maximum).ShouldBe(("0", "12345678901234567.125"));
        (message.FormFields[2].Earliest.Year, message.FormFields[2].Earliest.Month, message.FormFields[2].Earliest.Day).ShouldBe((1990, 2, 28));
        message.FormFields[3].Fields[1].Condition.Values.ShouldBe(["a"]);
        Canonical(ContractForm.ToFile(message)).ShouldBe(file);
    }

    [Fact]
    public void What_the_platform_gives_stays_out_of_the_file()
    {
        var message = ContractForm.ToMessage(Canonical(Fullest));
        message.Version = 7;
        message.InForce = true;

        Canonical(ContractForm.ToFile(message)).ShouldBe(Canonical(Fullest));
    }

    [Fact]
    public async Task Files_are_checked_without_a_platform()
    {
        using var place = new Workplace();
        var good = Path.Combine(Workplace.Repository, "data", "procedures", "1.001193.json");
        var wrong = place.Path("wrong.json");
        File.WriteAllText(wrong, File.ReadAllText(good).Replace("000.21.24.H34", "000.99.99.H34", StringComparison.Ordinal));
        var none = place.Path("none.json");
        File.WriteAllText(none, "[]");

        var all = await Tthc.RunAsync("catalogue", "check", good, wrong, none);

        all.Exit.ShouldBe(1);
        all.Output.ShouldBe($"1.001193.json\t1.001193\tThủ tục đăng ký khai sinh{Environment.NewLine}");
        all.Error.ShouldContain("wrong.json: agencies[0]");
        all.Error.ShouldContain("none.json: $");
        (await Tthc.RunAsync("catalogue", "check", good)).Exit.ShouldBe(0);
    }

    private static string Canonical(string text)
    {
        using var content = new MemoryStream(Encoding.UTF8.GetBytes(text));
        return ProcedureFile.Canonical(content);
    }
}
