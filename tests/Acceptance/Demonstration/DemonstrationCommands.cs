using System.Text.Json.Nodes;
using KonTum.Tthc.TestKit;

namespace KonTum.Tthc.Acceptance.Tests.Demonstration;

/// <summary><c>tthc demo</c> and <c>tthc token sign</c> as a person calls them, and what they read.</summary>
[Collection(DemonstrationCollection.Name)]
public sealed class DemonstrationCommands(DemonstrationPlatform platform)
{
    [Fact]
    public async Task Demo_provider_tells_each_step_and_where_the_file_is()
    {
        var folder = Directory.CreateTempSubdirectory("tthc-demo-provider-");
        try
        {
            var (exit, output, error) = await platform.TthcAsync("demo", "--provider", "csc1-explicit", "--out", folder.FullName);

            exit.ShouldBe(0, $"{output}\n{error}");
            output.ShouldContain("Nhập mã PIN và mã OTP");
            output.ShouldContain("Kết quả: SIGNED: Ký số thành công");
            output.ShouldContain("Outcome: SIGNED: Signed successfully");
            output.ShouldContain("đã ký 1/1 tệp");
            File.Exists(Path.Combine(folder.FullName, "csc1-explicit.pdf")).ShouldBeTrue();
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Theory]
    [InlineData("grpc")]
    [InlineData("rest")]
    public async Task Demo_goes_on_until_the_citizen_has_the_sealed_result(string over)
    {
        var folder = Directory.CreateTempSubdirectory("tthc-demo-result-");
        try
        {
            var (exit, output, error) = await platform.TthcAsync("demo", "--over", over, "--out", folder.FullName);

            exit.ShouldBe(0, $"{output}\n{error}");
            foreach (var said in (string[])["Tiếp nhận hồ sơ, hẹn trả kết quả", "Đã ký số của cơ quan", "trả kết quả trực tuyến: Returned", "Công dân nhận 1 giấy tờ kết quả"])
                output.ShouldContain(said);
            var receipt = await Programs.RunAsync("pdftotext", [Path.Combine(folder.FullName, "receipt.pdf"), "-"]);
            receipt.Output.ShouldContain("/tra-cuu/000.21.24.H34-");
            var seal = await Programs.RunAsync("pdfsig", ["-nocert", Path.Combine(folder.FullName, "result.pdf")]);
            seal.Output.ShouldContain("UBND phường Duy Tân");
            seal.Output.ShouldContain("Signature is Valid");
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task Demo_batch_is_split_as_the_provider_allows_and_says_so()
    {
        var (exit, output, error) = await platform.TthcAsync("demo", "--provider", "misa", "--batch", "23");

        exit.ShouldBe(0, $"{output}\n{error}");
        output.ShouldContain("Bắt đầu ký số: 23 tệp, cần 2 lần xác nhận");
        output.ShouldContain("Lưu ý: Nhà cung cấp nhận tối đa 20 tệp mỗi lần: cần xác nhận 2 lần trên điện thoại.");
        output.ShouldContain("đã ký 23/23 tệp");
    }

    [Fact]
    public async Task Demo_batch_beyond_a_dossier_says_how_many_it_takes()
    {
        var (exit, output, _) = await platform.TthcAsync("demo", "--batch", "100");

        exit.ShouldBe(1);
        output.ShouldContain("Hồ sơ của thủ tục này nhận nhiều nhất 80 tệp. / A dossier of this procedure takes 80 files at most.");
    }

    [Theory]
    [InlineData("reject", "SIGNING_REJECTED", "Bạn đã từ chối ký số", "The signing was rejected", "đã ký 0/1 tệp")]
    [InlineData("partial_batch", "SIGNING_PARTLY_SIGNED", "Đã ký 1 trên 2 tệp", "1 of 2 files were signed", "đã ký 1/2 tệp")]
    [InlineData("duplicate_callback", "SIGNED", "Ký số thành công", "Signed successfully", "đã ký 1/1 tệp")]
    public async Task Demo_fault_shows_the_outcome_in_both_languages_and_the_dossier(
        string fault, string code, string vietnamese, string english, string dossier)
    {
        var (exit, output, error) = await platform.TthcAsync("demo", "--fault", fault);

        exit.ShouldBe(0, $"{output}\n{error}");
        output.ShouldContain($"Kết quả: {code}: {vietnamese}");
        output.ShouldContain($"Outcome: {code}: {english}");
        output.ShouldContain(dossier);
    }

    [Fact]
    public async Task Demo_fault_that_nobody_knows_names_those_there_are()
    {
        var (_, output, error) = await platform.TthcAsync("demo", "--fault", "no_such_fault");

        (output + error).ShouldContain("fault must be one of delay, silence");
    }

    [Fact]
    public async Task Token_sign_signs_what_is_unsigned()
    {
        var citizen = new Applicant(
            platform.Rest, platform.World, await platform.World.PersonAsync("phuong"), await platform.World.LogInAsync("phuong"), "SIGNATURE_KIND_TOKEN");
        var profile = await citizen.ConfigureAsync(citizen.Person.IdentityNumber, "VNPT-CA");
        var sample = Path.Combine(Repository.Root, "src", "Cli", "Demo", "Samples", "to-khai-dang-ky-khai-sinh.pdf");
        var paper = await citizen.PreparePaperAsync(await File.ReadAllBytesAsync(sample, TestContext.Current.CancellationToken));

        string[] words =
        [
            "token", "sign", "--login", "phuong", "--dossier", paper.DossierId, "--profile", profile.Text("id"),
            "--key", Path.Combine(platform.Data, "token", "token.pem"), "--keyword", "(ký số)",
        ];
        var (exit, output, error) = await platform.TthcAsync(words);

        exit.ShouldBe(0, $"{output}\n{error}");
        output.ShouldContain("_signed.pdf");
        output.ShouldContain("Ký số thành công / Signed successfully");
        var dossier = await citizen.CallAsync(Calls.GetDossier, new JsonObject { ["dossierId"] = paper.DossierId });
        dossier.Items("components").SelectMany(c => c.Items("attachments")).ShouldHaveSingleItem()["signed"]!.GetValue<bool>().ShouldBeTrue();

        var (again, _, refusal) = await platform.TthcAsync(words);
        again.ShouldNotBe(0, "nothing is left to sign");
        refusal.ShouldNotContain(" at KonTum.");
    }
}
