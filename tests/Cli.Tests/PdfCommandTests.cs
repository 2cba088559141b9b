using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using Shouldly;
using Xunit;

namespace KonTum.Tthc.Cli.Tests;

public sealed class PdfCommandTests
{
    [Fact]
    public async Task Without_a_key_a_throw_away_certificate_signs_and_the_tool_says_so()
    {
        using var place = new Workplace();

        var (exit, output, error) = await Tthc.RunAsync("pdf", "sign", place.Pdf(), "--out", place.Path("out.pdf"));

        exit.ShouldBe(0);
        error.ShouldContain("không có giá trị pháp lý");
        error.ShouldContain("throw-away");
        output.ShouldContain("out.pdf");
        place.Files().ShouldBe(["in.pdf", "out.pdf"]);
    }

    [Fact]
    public async Task A_refused_file_ends_with_its_reason_and_leaves_nothing()
    {
        using var place = new Workplace();
        var encrypted = place.Pdf(trailer: "/Encrypt<</Filter/Standard>>");

        var (exit, _, error) = await Tthc.RunAsync("pdf", "sign", encrypted, "--out", place.Path("out.pdf"));

        exit.ShouldBe(2);
        error.ShouldContain("mã hóa");
        error.ShouldContain("encrypted");
        place.Files().ShouldBe(["in.pdf"]);
    }

    [Theory]
    [InlineData("--rect", "1,2,3")]
    [InlineData("--rect", "0,0,-5,10")]
    [InlineData("--page", "one")]
    public async Task Wrong_words_are_told_and_nothing_is_written(string option, string value)
    {
        using var place = new Workplace();

        var (exit, _, error) = await Tthc.RunAsync("pdf", "sign", place.Pdf(), "--out", place.Path("out.pdf"), option, value);

        exit.ShouldNotBe(0);
        error.ShouldNotBeEmpty();
        place.Files().ShouldBe(["in.pdf"]);
    }

    [Theory]
    [InlineData("not an address")]
    [InlineData("ftp://tsa.example/")]
    public async Task An_address_that_cannot_be_asked_is_told(string address)
    {
        using var place = new Workplace();

        var (exit, _, error) = await Tthc.RunAsync("pdf", "sign", place.Pdf(), "--out", place.Path("out.pdf"), "--tsa", address);

        exit.ShouldBe(2);
        error.ShouldContain("--tsa");
        error.ShouldNotContain("   at ");
        place.Files().ShouldBe(["in.pdf"]);
    }

    [Fact]
    public async Task An_authority_that_does_not_answer_leaves_nothing()
    {
        using var place = new Workplace();

        // Port 9 (discard) of loopback: nobody listens there on a machine of today.
        var (exit, _, error) = await Tthc.RunAsync("pdf", "sign", place.Pdf(), "--out", place.Path("out.pdf"), "--tsa", "http://127.0.0.1:9/");

        exit.ShouldBe(2);
        error.ShouldContain("dấu thời gian");
        place.Files().ShouldBe(["in.pdf"]);
    }

    [Fact]
    public async Task A_folder_that_is_not_there_is_told()
    {
        using var place = new Workplace();

        var (exit, _, error) = await Tthc.RunAsync("pdf", "sign", place.Pdf(), "--out", Path.Combine(place.Path("missing"), "out.pdf"));

        exit.ShouldBe(2);
        error.ShouldContain("không ghi được");
    }

    [Fact]
    public async Task What_can_only_be_read_once_is_told()
    {
        Assert.SkipUnless(Directory.Exists("/proc/self/fd"), "Pipes have no names here.");
        using var place = new Workplace();
        await using var pipe = new System.IO.Pipes.AnonymousPipeServerStream(System.IO.Pipes.PipeDirection.Out);
        var name = $"/proc/self/fd/{pipe.GetClientHandleAsString()}";

        var signed = await Tthc.RunAsync("pdf", "sign", name, "--out", place.Path("out.pdf"));
        var validated = await Tthc.RunAsync("pdf", "validate", "--json", name, place.Pdf());

        signed.Exit.ShouldBe(2);
        signed.Error.ShouldContain("a pipe");
        place.Files().ShouldBe(["in.pdf"]);
        validated.Exit.ShouldBe(2);
        validated.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length.ShouldBe(2);
    }

    [Fact]
    public async Task A_page_that_is_not_there_is_refused()
    {
        using var place = new Workplace();

        var (exit, _, error) = await Tthc.RunAsync("pdf", "sign", place.Pdf(), "--out", place.Path("out.pdf"), "--page", "7");

        exit.ShouldBe(2);
        error.ShouldContain("page_out_of_range");
        place.Files().ShouldBe(["in.pdf"]);
    }

    [Fact]
    public async Task The_input_is_never_overwritten()
    {
        using var place = new Workplace();
        var file = place.Pdf();
        var before = await File.ReadAllBytesAsync(file, TestContext.Current.CancellationToken);

        var (exit, _, _) = await Tthc.RunAsync("pdf", "sign", file, "--out", file);

        exit.ShouldBe(2);
        (await File.ReadAllBytesAsync(file, TestContext.Current.CancellationToken)).ShouldBe(before);
    }

    [Fact]
    public async Task A_key_from_a_file_is_trusted_through_its_certificate()
    {
        using var place = new Workplace();
        var variable = $"TTHC_TEST_{Guid.NewGuid():N}";
        Environment.SetEnvironmentVariable(variable, "a password of this test");
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=Lê Thị Hoa", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.NonRepudiation, true));
        using var certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        await File.WriteAllBytesAsync(
            place.Path("key.p12"), certificate.Export(X509ContentType.Pkcs12, "a password of this test"), TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(place.Path("root.pem"), certificate.ExportCertificatePem(), TestContext.Current.CancellationToken);

        var signed = await Tthc.RunAsync(
            "pdf", "sign", place.Pdf(), "--out", place.Path("out.pdf"), "--p12", place.Path("key.p12"), "--password-env", variable,
            "--rect", "20,20,200,60", "--text", "Lê Thị Hoa", "Đã ký");
        var (exit, output, _) = await Tthc.RunAsync("pdf", "validate", "--json", place.Path("out.pdf"), "--trust", place.Path("root.pem"));

        signed.Exit.ShouldBe(0, signed.Error);
        exit.ShouldBe(0, output);
        var signature = JsonDocument.Parse(output).RootElement.GetProperty("signatures")[0];
        signature.GetProperty("indication").GetString().ShouldBe("TOTAL-PASSED");
        signature.GetProperty("kind").GetString().ShouldBe("signature");
        signature.GetProperty("integrity").GetString().ShouldBe("intact");
        signature.GetProperty("coverage").GetString().ShouldBe("whole_file");
        signature.GetProperty("modifications").GetString().ShouldBe("none");
        signature.GetProperty("level").GetString().ShouldBe("B-B");
        signature.GetProperty("signer").GetString().ShouldBe("Lê Thị Hoa");
        output.ShouldContain("Lê Thị Hoa");
    }

    [Fact]
    public async Task A_wrong_password_is_told()
    {
        using var place = new Workplace();
        await File.WriteAllTextAsync(place.Path("key.p12"), "not a key", TestContext.Current.CancellationToken);

        var (exit, _, error) = await Tthc.RunAsync("pdf", "sign", place.Pdf(), "--out", place.Path("out.pdf"), "--p12", place.Path("key.p12"));

        exit.ShouldBe(2);
        error.ShouldContain("khóa ký");
        place.Files().ShouldNotContain("out.pdf");
    }

    [Fact]
    public async Task A_bad_file_does_not_stop_the_others()
    {
        using var place = new Workplace();
        await File.WriteAllTextAsync(place.Path("text.pdf"), "no pdf", TestContext.Current.CancellationToken);
        await Tthc.RunAsync("pdf", "sign", place.Pdf(), "--out", place.Path("out.pdf"));

        var (exit, output, _) = await Tthc.RunAsync(
            "pdf", "validate", "--json", place.Path("text.pdf"), place.Path("missing.pdf"), place.Path("out.pdf"), place.Path("in.pdf"));

        exit.ShouldBe(2);
        var lines = output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => JsonDocument.Parse(l).RootElement).ToList();
        lines.Select(l => l.GetProperty("outcome").GetString()).ShouldBe(["refused", "refused", "validated", "validated"]);
        lines[0].GetProperty("reason").GetString().ShouldBe("not_pdf");
        lines[1].GetProperty("reason").GetString().ShouldBe("unreadable");
        lines[2].GetProperty("signatures")[0].GetProperty("sub_indication").GetString().ShouldBe("NO_CERTIFICATE_CHAIN_FOUND");
        lines[3].GetProperty("signatures").GetArrayLength().ShouldBe(0);
    }

    [Fact]
    public async Task An_untrusted_signature_has_not_passed_and_people_read_why_in_vietnamese()
    {
        using var place = new Workplace();
        await Tthc.RunAsync("pdf", "sign", place.Pdf(), "--out", place.Path("out.pdf"));

        var (exit, output, _) = await Tthc.RunAsync("pdf", "validate", place.Path("out.pdf"));

        exit.ShouldBe(1);
        output.ShouldContain("CHƯA ĐỦ CƠ SỞ KẾT LUẬN");
        output.ShouldContain("không có thay đổi");
    }
}
