using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Shouldly;
using Xunit;

namespace KonTum.Tthc.Cli.Tests;

/// <summary><c>tthc pdf sign</c>, <c>place</c> and <c>inspect</c> as processes.</summary>
public sealed class SignProcessTests
{
    private const string Field = "/AcroForm<</Fields[6 0 R]>>";

    [Fact]
    public async Task Many_files_go_into_a_folder_and_a_bad_one_stops_none()
    {
        using var place = new Workplace();
        await File.WriteAllTextAsync(place.Path("bad.pdf"), "no pdf", TestContext.Current.CancellationToken);
        string[] files = [place.Pdf("a.pdf"), place.Path("bad.pdf"), place.Pdf("tờ khai.pdf")];

        var (exit, output, error) = await TthcProcess.RunAsync(["pdf", "sign", .. files, "--out-dir", place.Path("out"), "--json", "--progress"]);

        exit.ShouldBe(2);
        var lines = TthcProcess.Lines(output, "sign");
        lines.Select(l => l.GetProperty("outcome").GetString()).ShouldBe(["signed", "refused", "signed"]);
        lines[0].GetProperty("test_certificate").GetBoolean().ShouldBeTrue();
        lines[1].GetProperty("reason").GetString().ShouldBe("not_pdf");
        error.ShouldContain("[2/3]");
        Directory.GetFiles(place.Path("out")).Select(Path.GetFileName).Order(StringComparer.Ordinal).ShouldBe(["a.pdf", "tờ khai.pdf"]);
    }

    [Fact]
    public async Task What_exists_is_overwritten_only_by_force()
    {
        using var place = new Workplace();
        var file = place.Pdf();
        await File.WriteAllTextAsync(place.Path("out.pdf"), "precious", TestContext.Current.CancellationToken);

        var kept = await TthcProcess.RunAsync("pdf", "sign", file, "--out", place.Path("out.pdf"), "--json");
        var before = await File.ReadAllTextAsync(place.Path("out.pdf"), TestContext.Current.CancellationToken);
        var forced = await TthcProcess.RunAsync("pdf", "sign", file, "--out", place.Path("out.pdf"), "--force");

        kept.Exit.ShouldBe(2);
        TthcProcess.Lines(kept.Output, "sign").Single().GetProperty("reason").GetString().ShouldBe("output_exists");
        before.ShouldBe("precious");
        forced.Exit.ShouldBe(0, forced.Error);
        place.Bytes("out.pdf").AsSpan(0, 5).SequenceEqual("%PDF-"u8).ShouldBeTrue();
        place.Files().ShouldBe(["in.pdf", "out.pdf"]);
    }

    [Theory]
    [InlineData("ln -s in.pdf other.pdf", "other.pdf")]
    [InlineData("ln in.pdf other.pdf", "other.pdf")]
    [InlineData("mkdir d; ln -s .. d/up", "d/up/in.pdf")]
    [InlineData("true", "./in.pdf")]
    public async Task The_input_is_never_the_output_by_whatever_name(string make, string output)
    {
        using var place = new Workplace();
        place.Pdf();
        var before = place.Bytes("in.pdf");

        var (exit, lines, _) = await TthcProcess.BashAsync($"{make}; tthc pdf sign in.pdf --out {output} --force --json", place.Folder);

        exit.ShouldBe(2);
        TthcProcess.Lines(lines, "sign").Single().GetProperty("reason").GetString().ShouldBe("output_is_input");
        place.Bytes("in.pdf").ShouldBe(before);
    }

    [Fact]
    public async Task Two_results_of_one_name_and_outputs_that_are_no_files_are_refused()
    {
        using var place = new Workplace();
        place.Pdf();
        var (exit, output, _) = await TthcProcess.BashAsync(
            """
            mkdir a b; cp in.pdf a; cp in.pdf b
            tthc pdf sign a/in.pdf b/in.pdf --out-dir out --force --json; echo "exit $?" >&2
            tthc pdf sign in.pdf --out /dev/null --force --json
            tthc pdf sign in.pdf --out a --force --json
            [ -c /dev/null ]
            """,
            place.Folder);

        exit.ShouldBe(0);
        TthcProcess.Lines(output, "sign").Select(l => l.TryGetProperty("reason", out var r) ? r.GetString() : "signed").ShouldBe(
            ["signed", "output_twice", "output_unusable", "output_unusable"]);
    }

    [Theory]
    [InlineData("a.pdf")]
    [InlineData("a.pdf", "b.pdf", "--out", "c.pdf")]
    [InlineData("a.pdf", "--out", "c.pdf", "--out-dir", "d")]
    [InlineData("a.pdf", "--out", "c.pdf", "--level", "b-t")]
    [InlineData("a.pdf", "--out", "c.pdf", "--level", "b-x")]
    [InlineData("a.pdf", "--out", "c.pdf", "--certify", "4")]
    [InlineData("a.pdf", "--out", "c.pdf", "--rect", "1,2,3,4", "--keyword", "x")]
    [InlineData("a.pdf", "--out", "c.pdf", "--digest", "md5")]
    [InlineData("a.pdf", "--out", "c.pdf", "--lock-all-fields", "--lock-fields", "x")]
    public async Task Words_that_do_not_fit_together_end_with_2(params string[] words)
    {
        var (exit, _, error) = await TthcProcess.RunAsync(["pdf", "sign", .. words]);

        exit.ShouldBe(2);
        error.ShouldContain(" / ");
    }

    [Fact]
    public async Task Keys_come_from_PEM_or_PKCS12_and_passwords_from_a_file()
    {
        using var place = new Workplace();
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=Lê Thị Hoa", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.NonRepudiation, true));
        using var certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        await File.WriteAllTextAsync(place.Path("cert.pem"), certificate.ExportCertificatePem(), TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(
            place.Path("key.pem"), key.ExportEncryptedPkcs8PrivateKeyPem("mật khẩu", new PbeParameters(PbeEncryptionAlgorithm.Aes256Cbc, HashAlgorithmName.SHA256, 1000)),
            TestContext.Current.CancellationToken);
        await File.WriteAllBytesAsync(place.Path("key.p12"), certificate.Export(X509ContentType.Pkcs12, "mật khẩu"), TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(place.Path("password.txt"), "mật khẩu\n", TestContext.Current.CancellationToken);
        place.Pdf();

        var (exit, output, error) = await TthcProcess.BashAsync(
            """
            tthc pdf sign in.pdf --out pem.pdf --key key.pem --chain cert.pem --password-file password.txt --pss --digest sha384 &&
            tthc pdf sign in.pdf --out p12.pdf --key key.p12 --password-file password.txt --invisible &&
            tthc pdf validate --json pem.pdf p12.pdf --trust cert.pem --report detailed || exit 1
            tthc pdf sign in.pdf --out wrong.pdf --key key.pem --chain cert.pem --password-env NOT_SET_ANYWHERE
            [ $? = 2 ] || exit 1
            tthc pdf sign in.pdf --out wrong.pdf --key cert.pem
            [ $? = 2 ]
            """,
            place.Folder);

        exit.ShouldBe(0, error);
        var lines = TthcProcess.Lines(string.Join('\n', output.Split('\n').Where(l => l.StartsWith('{'))), "validate");
        lines.Select(l => l.GetProperty("signatures")[0].GetProperty("indication").GetString()).ShouldBe(["TOTAL-PASSED", "TOTAL-PASSED"]);
        lines[0].GetProperty("report").GetProperty("signatures")[0].GetProperty("signature_algorithm").GetString().ShouldBe("RSA-2048 PSS");
        error.ShouldNotContain("throw-away");
        place.Files().ShouldNotContain("wrong.pdf");
    }

    [Fact]
    public async Task A_signature_goes_beside_a_keyword_into_a_field_and_certifies()
    {
        using var place = new Workplace();
        place.Pdf();
        place.Pdf("form.pdf", form: Field, more: "<</Type/Annot/Subtype/Widget/FT/Sig/T(Officer)/Rect[300 100 500 160]/P 3 0 R/F 4>>");

        var (exit, output, error) = await TthcProcess.BashAsync(
            """
            tthc pdf sign in.pdf --out keyword.pdf --keyword "here: Lan" --side right --size 150,40 --json
            tthc pdf sign in.pdf --out none.pdf --keyword "not there" --json
            tthc pdf sign in.pdf --out several.pdf --keyword "n" --json
            tthc pdf sign in.pdf --out second.pdf --keyword "n" --hit 2 --json
            tthc pdf sign form.pdf --out field.pdf --field Officer --certify 2 --json
            tthc pdf sign field.pdf --out twice.pdf --field Officer --json
            tthc pdf sign field.pdf --out certified.pdf --certify 1 --json
            true
            """,
            place.Folder);
        var inspected = await TthcProcess.RunAsync("pdf", "inspect", "--json", place.Path("field.pdf"), place.Path("form.pdf"));

        exit.ShouldBe(0, error);
        TthcProcess.Lines(output, "sign").Select(l => l.TryGetProperty("reason", out var r) ? r.GetString() : l.GetProperty("field").GetString()).ShouldBe(
            ["Signature1", "keyword_not_found", "keyword_ambiguous", "Signature1", "Officer", "field_already_signed", "not_first_signature"]);
        place.Files().ShouldBe(["field.pdf", "form.pdf", "in.pdf", "keyword.pdf", "second.pdf"]);
        var lines = TthcProcess.Lines(inspected.Output, "inspect");
        lines[0].GetProperty("signatures")[0].GetProperty("certification").GetInt32().ShouldBe(2);
        lines[1].GetProperty("signature_fields")[0].GetProperty("signed").GetBoolean().ShouldBeFalse();
        lines[1].GetProperty("signature_fields")[0].GetProperty("page").GetInt32().ShouldBe(1);
        inspected.Exit.ShouldBe(0);
    }

    [Theory]
    [InlineData("--lock-all-fields", "/Action/All")]
    [InlineData("--lock-fields Officer", "/Action/Include/Fields[<")]
    [InlineData("--lock-fields-except Officer", "/Action/Exclude/Fields[<")]
    public async Task Fields_are_locked_and_a_locked_one_is_not_signed(string words, string rule)
    {
        using var place = new Workplace();
        place.Pdf("form.pdf", form: Field, more: "<</Type/Annot/Subtype/Widget/FT/Sig/T(Officer)/Rect[300 100 500 160]/P 3 0 R/F 4>>");

        var (exit, output, error) = await TthcProcess.BashAsync(
            $"tthc pdf sign form.pdf --out locked.pdf --json {words}; tthc pdf sign locked.pdf --out second.pdf --field Officer --json", place.Folder);

        var lines = TthcProcess.Lines(output, "sign");
        lines[0].GetProperty("outcome").GetString().ShouldBe("signed", error);
        Encoding.Latin1.GetString(place.Bytes("locked.pdf")).Replace(" ", "", StringComparison.Ordinal).ShouldContain(rule);
        exit.ShouldBe(words.Contains("except", StringComparison.Ordinal) ? 0 : 2);
    }

    [Fact]
    public async Task A_keyword_is_found_with_the_place_of_a_signature()
    {
        using var place = new Workplace();

        var (exit, output, _) = await TthcProcess.RunAsync("pdf", "place", "--json", "--keyword", "Sign here", "--side", "above", place.Pdf());
        var none = await TthcProcess.RunAsync("pdf", "place", "--json", "--keyword", "nowhere", place.Path("in.pdf"));
        var text = await TthcProcess.RunAsync("pdf", "place", "--keyword", "Lan", place.Path("in.pdf"), place.Path("missing.pdf"));

        exit.ShouldBe(0);
        var line = TthcProcess.Lines(output, "place").Single();
        line.GetProperty("answer").GetString().ShouldBe("one");
        var hit = line.GetProperty("hits")[0];
        hit.GetProperty("rectangle").GetProperty("x").GetDouble().ShouldBe(72, 1);
        hit.GetProperty("signature").GetProperty("y").GetDouble().ShouldBeGreaterThan(700);
        hit.GetProperty("after").GetString().ShouldBe(": Lan");
        none.Exit.ShouldBe(1);
        TthcProcess.Lines(none.Output, "place").Single().GetProperty("answer").GetString().ShouldBe("none");
        text.Exit.ShouldBe(2);
        text.Output.ShouldContain("[Lan]");
        text.Error.ShouldContain("unreadable");
    }

    [Fact]
    public async Task A_file_that_cannot_be_signed_is_inspected_with_the_reason()
    {
        using var place = new Workplace();
        var encrypted = place.Pdf("encrypted.pdf", trailer: "/Encrypt<</Filter/Standard/V 4/R 4>>");
        await File.WriteAllTextAsync(place.Path("text.pdf"), "no pdf", TestContext.Current.CancellationToken);

        var (exit, output, _) = await TthcProcess.RunAsync("pdf", "inspect", "--json", encrypted);
        var bad = await TthcProcess.RunAsync("pdf", "inspect", "--json", place.Path("text.pdf"), encrypted);

        exit.ShouldBe(1);
        var line = TthcProcess.Lines(output, "inspect").Single();
        line.GetProperty("signing_refusal").GetString().ShouldBe("encrypted");
        line.GetProperty("encryption").GetProperty("version").GetInt32().ShouldBe(4);
        bad.Exit.ShouldBe(2);
        TthcProcess.Lines(bad.Output, "inspect").Count.ShouldBe(2);
    }

    [Fact]
    public async Task Ctrl_C_ends_it_without_a_half_written_output()
    {
        using var place = new Workplace();
        // An authority that takes the call and never answers: the tool is in the middle of its work for as long as we like.
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        var process = TthcProcess.Start(
            TthcProcess.Program,
            ["pdf", "sign", place.Pdf(), place.Pdf("b.pdf"), "--out-dir", place.Path("out"), "--tsa", $"http://127.0.0.1:{((IPEndPoint)silent.LocalEndpoint).Port}/"]);
        using var asked = await silent.AcceptTcpClientAsync(TestContext.Current.CancellationToken);
        Directory.GetFiles(place.Path("out")).Length.ShouldBe(1, "the unfinished file is there while it is written");

        var (killed, _, _) = await TthcProcess.BashAsync($"kill -INT {process.Id}");
        var (exit, _, error) = await TthcProcess.EndAsync(process);

        killed.ShouldBe(0);
        exit.ShouldBe(130, error);
        error.ShouldContain("Đã dừng");
        Directory.GetFiles(place.Path("out")).ShouldBeEmpty();
    }
}
