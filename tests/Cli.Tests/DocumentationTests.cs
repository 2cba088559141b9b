using System.Text.RegularExpressions;
using KonTum.Tthc.Cli.Pdf;
using KonTum.Tthc.Pades.Tests.Pki;
using Shouldly;
using Xunit;

namespace KonTum.Tthc.Cli.Tests;

/// <summary>docs/cli.md does what it says, and names all there is.</summary>
public sealed partial class DocumentationTests
{
    private static string Page { get; } = File.ReadAllText(Path.Combine(Workplace.Repository, "docs", "cli.md"));

    public static TheoryData<string> Acts => ["sign", "augment", "validate", "place", "inspect"];

    [Fact]
    public async Task Every_block_of_the_page_runs()
    {
        using var place = new Workplace();
        await using var server = await AuthorityServer.StartAsync();
        var now = DateTimeOffset.UtcNow;
        server.Clock = now;
        var world = server.Add(now: now);
        File.Copy(Path.Combine(Workplace.Repository, "src", "Cli", "Demo", "Samples", "to-khai-dang-ky-khai-sinh.pdf"), place.Path("to-khai.pdf"));
        await File.WriteAllTextAsync(
            place.Path("nguoi-ky.pem"), $"{world.Signer.KeyPem()}\n{world.Signer.CertificatePem()}\n{world.Issuing.CertificatePem()}\n",
            TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(place.Path("roots.pem"), world.Root.CertificatePem(), TestContext.Current.CancellationToken);
        var script = string.Concat(Block().Matches(Page).Select(m => m.Groups[1].Value));
        script.ShouldContain("tthc pdf inspect");

        var (exit, output, error) = await TthcProcess.BashAsync(
            $"set -e\ncommand -v jq openssl > /dev/null || exit 99\ntsa='{server.Address}Thu%20Nghiem/tsa/0' host='{server.Address.Authority}' roots=roots.pem\n{script}\necho reached-the-end",
            place.Folder);

        Assert.SkipWhen(exit == 99, "jq or openssl is not installed.");
        exit.ShouldBe(0, $"{output}\n{error}");
        output.ShouldEndWith("reached-the-end\n");
    }

    [Theory]
    [MemberData(nameof(Acts))]
    public void Every_option_is_explained_in_both_languages_and_on_the_page(string act)
    {
        var command = PdfCommand.Build(["pdf", act], TimeProvider.System).Subcommands.Single();

        command.Name.ShouldBe(act);
        foreach (var option in command.Options)
        {
            option.Description.ShouldNotBeNull(option.Name);
            option.Description.ShouldContain(" / ", customMessage: option.Name);
        }

        command.Arguments.ShouldAllBe(a => a.Description!.Contains(" / "));
        command.Description!.ShouldContain(" / ");
        Page.ShouldContain($"tthc pdf {act} ");
    }

    [Theory]
    [MemberData(nameof(Acts))]
    public async Task Help_is_shown(string act)
    {
        var (exit, output, error) = await TthcProcess.RunAsync("pdf", act, "--help");

        exit.ShouldBe(0, error);
        output.ShouldContain("--json");
        output.ShouldContain("Mỗi tệp một dòng JSON / one JSON object a line");
    }

    [Fact]
    public async Task The_whole_tool_still_knows_all_its_acts()
    {
        var (_, output, _) = await Tthc.RunAsync("--help");
        var (_, pdf, _) = await Tthc.RunAsync("pdf", "--help");

        foreach (var act in new[] { "demo", "pdf", "postgres", "token", "up", "down" })
            output.ShouldContain($"\n  {act}");
        foreach (var act in Acts)
            pdf.ShouldContain($"\n  {act.Data}");
    }

    [GeneratedRegex("^```bash\n(.*?)^```$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Block();
}
