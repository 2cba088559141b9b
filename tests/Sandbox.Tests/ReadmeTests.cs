using System.Net;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.RegularExpressions;

namespace KonTum.Tthc.Sandbox.Tests;

/// <summary>What the README says can be typed, and what it lists is what there is.</summary>
public sealed partial class ReadmeTests(FirstStartTemplate template)
{
    [Fact]
    public async Task Every_example_works_as_it_stands()
    {
        await using var sandbox = await template.StartAsync();
        var examples = Example().Matches(Readme());
        examples.Count.ShouldBeGreaterThanOrEqualTo(5);

        foreach (Match example in examples)
        {
            using var request = new HttpRequestMessage(new HttpMethod(example.Groups["method"].Value), example.Groups["path"].Value);
            if (example.Groups["body"].Success)
                request.Content = new StringContent(example.Groups["body"].Value, Encoding.UTF8, "application/json");

            using var response = await sandbox.Client.SendAsync(request, TestContext.Current.CancellationToken);

            response.StatusCode.ShouldBe(HttpStatusCode.OK, example.Value);
        }
    }

    [Fact]
    public async Task Every_fault_and_no_other_is_in_the_table()
    {
        await using var sandbox = await template.StartAsync();
        using var content = new StringContent("""{"fault":"?"}""", Encoding.UTF8, "application/json");
        using var refused = await sandbox.Client.PutAsync("/control/faults", content, TestContext.Current.CancellationToken);
        var known = Regex.Match(await refused.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), "one of (?<names>[a-z0-9_, ]+)")
            .Groups["names"].Value.Split(", ");

        var table = Readme().Split("| fault | what happens |")[1].Split("\n\n")[0];
        var written = table.Split('\n').Where(line => line.StartsWith("| `", StringComparison.Ordinal))
            .SelectMany(line => Regex.Matches(line.Split('|')[1], "`([a-z0-9_]+)`").Select(name => name.Groups[1].Value));

        written.ShouldBe(known, ignoreOrder: true);
    }

    private static string Readme([CallerFilePath] string here = "") =>
        System.IO.File.ReadAllText(Path.Combine(Path.GetDirectoryName(here)!, "../../src/Sandbox/README.md"));

    [GeneratedRegex(@"^curl -X (?<method>[A-Z]+) '?http://127\.0\.0\.1:5080(?<path>[^'\s]+)'?(?: -H '[^']*')?(?:\s*\\\n\s*-d '(?<body>[^']*)')?", RegexOptions.Multiline)]
    private static partial Regex Example();
}
