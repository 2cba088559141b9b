using System.Text.RegularExpressions;
using KonTum.Tthc.TestKit;

namespace KonTum.Tthc.Acceptance.Tests.Strangers;

/// <summary>docs/clients.md does what it says: its blocks are run as they stand there.</summary>
public sealed partial class DocumentedClients(CalmPlatform platform)
{
    [Fact]
    public Task The_journey_with_curl() => RunAsync("REST with curl", "to-khai-rest");

    [Fact]
    public async Task The_journey_with_buf_curl()
    {
        await Npx.MustReachBufAsync();
        await RunAsync("gRPC with buf curl", "to-khai-grpc");
    }

    [Fact]
    public async Task The_contract_passes_buf_lint()
    {
        await Npx.MustReachBufAsync();
        var (exit, output, error) = await Programs.RunAsync(
            "npx", ["--yes", Npx.Buf, "lint"], directory: Path.Combine(Repository.Root, "protos"));
        exit.ShouldBe(0, output + error);
    }

    private async Task RunAsync(string section, string file)
    {
        var folder = Directory.CreateTempSubdirectory("tthc-clients-");
        try
        {
            var script = Path.Combine(folder.FullName, "journey.sh");
            await File.WriteAllTextAsync(
                script, "set -euo pipefail\n" + Blocks("Before both") + Blocks(section) + "echo reached-the-end\n",
                TestContext.Current.CancellationToken);
            var environment = new Dictionary<string, string>
            {
                ["TTHC_ENDPOINTS"] = platform.EndpointsFile, ["TMPDIR"] = folder.FullName,
            };

            var (exit, output, error) = await Programs.RunAsync("bash", [script], environment, Repository.Root);

            exit.ShouldBe(0, $"{output}\n{error}");
            output.ShouldEndWith("reached-the-end\n");
            output.ShouldContain($"{file}_signed.pdf");
            output.ShouldContain("Mã hồ sơ: 000.21.24.H34-");
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <summary>The shell blocks under a heading, in their order.</summary>
    private static string Blocks(string heading)
    {
        var page = File.ReadAllText(Path.Combine(Repository.Root, "docs", "clients.md"));
        var section = page.Split("\n## ").Single(s => s.StartsWith(heading + "\n", StringComparison.Ordinal));
        var blocks = Block().Matches(section);
        blocks.ShouldNotBeEmpty();
        return string.Concat(blocks.Select(b => b.Groups[1].Value));
    }

    [GeneratedRegex("^```bash\n(.*?)^```$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Block();
}
