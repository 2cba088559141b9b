using System.Text;
using KonTum.Tthc.Domain.Dossiers;
using Shouldly;

namespace KonTum.Tthc.Domain.Tests.Dossiers;

/// <summary>
/// docs/dossiers.md shows the chart that decisions look into. <c>TTHC_REWRITE_DOCS=1</c> in the environment of this test writes the page's
/// generated parts anew.
/// </summary>
public sealed class ChartPage
{
    private const string Begin = "<!-- generated: ";
    private const string End = "<!-- end of generated -->";

    private static readonly string Root = FindRoot();
    private static readonly string PagePath = Path.Combine(Root, "docs", "dossiers.md");

    [Fact]
    public void The_page_shows_the_chart_of_the_code()
    {
        var expected = Filled(File.ReadAllText(PagePath));
        if (Environment.GetEnvironmentVariable("TTHC_REWRITE_DOCS") == "1") File.WriteAllText(PagePath, expected);
        File.ReadAllText(PagePath).ShouldBe(expected, "run this test with TTHC_REWRITE_DOCS=1 to write it anew");
    }

    [Fact]
    public void Every_state_is_reached_from_the_draft_and_every_end_is_final()
    {
        var reached = new HashSet<DossierState> { DossierState.Draft };
        while (DossierChart.Transitions.Where(t => reached.Contains(t.From)).Select(t => t.To).Any(reached.Add))
        {
        }

        reached.Order().ShouldBe(Enum.GetValues<DossierState>().Order());
        foreach (var end in new[] { DossierState.Refused, DossierState.Withdrawn, DossierState.Stopped, DossierState.Returned, DossierState.Discarded })
        {
            DossierChart.Transitions.ShouldNotContain(t => t.From == end);
        }
    }

    [Fact]
    public void Every_act_stands_in_the_chart_with_its_method_and_name()
    {
        foreach (var act in Enum.GetValues<DossierAct>())
        {
            DossierChart.PartiesOf(act).ShouldNotBeEmpty();
            DossierActs.NameOf(act).ShouldNotBeEmpty();
            (DossierActs.MethodOf(act).Length == 0).ShouldBe(DossierChart.PartiesOf(act) is [DossierParty.Platform], act.ToString());
        }
    }

    private static string Filled(string page)
    {
        var parts = new Dictionary<string, string> { ["chart"] = Chart(), ["transitions"] = Table(), ["statuses"] = Statuses() };
        foreach (var (name, text) in parts)
        {
            var from = page.IndexOf(Begin + name, StringComparison.Ordinal);
            from.ShouldBeGreaterThan(0, $"{Begin}{name}");
            from = page.IndexOf('\n', from) + 1;
            var to = page.IndexOf(End, from, StringComparison.Ordinal);
            page = page[..from] + text + page[to..];
        }

        return page;
    }

    private static string Chart()
    {
        var chart = new StringBuilder("```mermaid\nstateDiagram-v2\n  [*] --> Draft: CreateDossier\n");
        var arrows = DossierChart.Transitions.Where(t => t.From != t.To)
            .GroupBy(t => (t.From, t.To))
            .Select(g => $"  {g.Key.From} --> {g.Key.To}: {string.Join(", ", g.Select(t => t.Act).Distinct())}");
        foreach (var arrow in arrows) chart.Append(arrow).Append('\n');
        foreach (var end in Enum.GetValues<DossierState>().Where(s => DossierChart.Transitions.All(t => t.From != s)))
        {
            chart.Append("  ").Append(end).Append(" --> [*]\n");
        }

        return chart.Append("```\n").ToString();
    }

    private static string Table()
    {
        var table = new StringBuilder("| In the state | that interrupts | who | does | and then it is |\n|---|---|---|---|---|\n");
        foreach (var t in DossierChart.Transitions)
        {
            var method = DossierActs.MethodOf(t.Act) is { Length: > 0 } name ? $"`{name}`" : t.Act.ToString();
            table.Append(System.Globalization.CultureInfo.InvariantCulture, $"| {t.From} | {t.Interrupted?.ToString() ?? ""} | {string.Join(", ", t.By)} | {method} ({DossierActs.NameOf(t.Act)}) | {t.To} |\n");
        }

        return table.ToString();
    }

    private static string Statuses()
    {
        var table = new StringBuilder("| State | Name | National status |\n|---|---|---|\n");
        foreach (var state in Enum.GetValues<DossierState>())
        {
            var number = NationalStatuses.Of(state);
            table.Append(System.Globalization.CultureInfo.InvariantCulture, $"| {state} | {DossierStates.NameOf(state)} | {(number == 0 ? "none" : $"{number} {NationalStatuses.NameOf(number)}")} |\n");
        }

        return table.ToString();
    }

    private static string FindRoot()
    {
        var directory = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(directory.FullName, "KonTum.Tthc.sln")))
        {
            directory = directory.Parent ?? throw new InvalidOperationException("No KonTum.Tthc.sln above the tests.");
        }

        return directory.FullName;
    }
}
