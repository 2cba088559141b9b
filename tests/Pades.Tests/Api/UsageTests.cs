using System.Text.RegularExpressions;
using KonTum.Tthc.Pades.Cms;
using KonTum.Tthc.Pades.Tests.Cms;
using KonTum.Tthc.Pades.Tests.Pki;
using Shouldly;
using Xunit;

namespace KonTum.Tthc.Pades.Tests.Api;

/// <summary><see cref="UsageExamples"/> do what the page says, and the page shows them as they are.</summary>
public sealed partial class UsageTests : IAsyncLifetime
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("pades-usage-");
    private AuthorityServer _server = null!;
    private TestWorld _world = null!;

    public async ValueTask InitializeAsync()
    {
        _server = await AuthorityServer.StartAsync();
        _world = _server.Add();
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    [Fact]
    public async Task Signing_with_a_key_at_hand_beside_a_keyword_and_validating()
    {
        var report = await UsageExamples.SignAndValidateAsync(Input(), At("signed.pdf"), TestPki.Now, Token);

        report.Signatures.ShouldHaveSingleItem().Indication.ShouldBe(Indication.TotalPassed);
    }

    [Fact]
    public async Task Signing_with_a_key_elsewhere_then_keeping_it()
    {
        byte[][] roots = [_world.Root.Der];
        using var http = new HttpClient();
        using var authorities = _server.Client();

        var state = await UsageExamples.PrepareAsync(Input(), At("prepared.pdf"), _world.ChainOf(_world.Signer), TestPki.Now, Token);
        var sent = PreparedSignature.FromJson(state);
        var value = _world.Signer.SignHash(sent.DigestToSign(), sent.Digest.ToHashName());
        var request = UsageExamples.ToLongTerm(http, new Uri(_server.Address, "/Thu%20Nghiem/tsa/0"), authorities, roots, TestPki.Now);
        var result = await UsageExamples.FinishAndKeepAsync(At("prepared.pdf"), state, value, At("kept.pdf"), request, Token);

        result.NextRenewal.ShouldNotBeNull();
        await using var kept = File.OpenRead(At("kept.pdf"));
        var report = await PadesValidator.ValidateAsync(kept, new ValidationOptions { TrustAnchors = roots, At = TestPki.Now }, Token);
        report.Signatures.ShouldAllBe(s => s.Indication == Indication.TotalPassed);
        report.Signatures[0].Level.ShouldBe(PadesLevel.BLTA);
    }

    [Fact]
    public async Task The_page_shows_these_lines()
    {
        var page = await File.ReadAllTextAsync(Path.Combine(Repository.Root, "src", "Pades", "README.md"), Token);
        var source = Flat(await File.ReadAllTextAsync(
            Path.Combine(Repository.Root, "tests", "Pades.Tests", "Api", "UsageExamples.cs"), Token));
        var blocks = Block().Matches(page).Select(m => Flat(m.Groups[1].Value)).ToList();

        blocks.Count.ShouldBe(2);
        blocks.ShouldAllBe(block => source.Contains(block));
    }

    private static string Flat(string code) => string.Join('\n', code.Split('\n').Select(line => line.Trim())).Trim();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private string At(string name) => Path.Combine(_folder.FullName, name);

    private string Input()
    {
        File.Copy(Path.Combine(Repository.Root, "src", "Cli", "Demo", "Samples", "to-khai-dang-ky-khai-sinh.pdf"), At("in.pdf"));
        return At("in.pdf");
    }

    [GeneratedRegex("^```csharp\n(.*?)^```$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Block();
}
