using System.Reflection;
using KonTum.Tthc.Architecture.Tests.Rules;
using Shouldly;

namespace KonTum.Tthc.Architecture.Tests;

/// <summary>The rules of the house hold in every assembly that they are about.</summary>
public sealed class HouseRules
{
    private static readonly Assembly Domain = typeof(Domain.IDomainEvent).Assembly;
    private static readonly Assembly Application = Assembly.Load("KonTum.Tthc.Application");
    private static readonly Assembly Infrastructure = typeof(Infrastructure.Postgres.EmbeddedPostgres).Assembly;
    private static readonly Assembly Pades = typeof(Pades.PdfRefusedException).Assembly;
    private static readonly Assembly Api = Assembly.Load("KonTum.Tthc.Api");
    private static readonly Assembly Sandbox = Assembly.Load("KonTum.Tthc.Sandbox");
    private static readonly Assembly Cli = Assembly.Load("tthc");

    public static TheoryData<string, Rule, Assembly> All { get; } = Cases(
        (House.DomainNeedsNothing, [Domain]),
        (House.ApplicationLooksInwards, [Application]),
        (House.PadesStandsAlone, [Pades]),
        (House.InfrastructureLooksInwards, [Infrastructure]),
        (House.ApiLooksInwards, [Api]),
        (House.SandboxIsAStranger, [Sandbox]),
        (House.ToolStaysOutside, [Cli]),
        (House.OnlyInfrastructureKnowsMarten, [Domain, Application, Pades, Api, Sandbox, Cli]),
        (House.InnerLayersKnowNoDatabase, [Domain, Application, Pades]),
        (House.OnlyApiKnowsGrpc, [Domain, Application, Infrastructure, Pades, Sandbox]),
        (House.NamespacesMatch, [Domain, Application, Infrastructure, Pades, Api, Sandbox, Cli]),
        (UseCases.RequestsAreImmutable, [Application]),
        (UseCases.ActsHaveAFolderEach, [Application]),
        (UseCases.HandlersAreInternal, [Application]),
        (UseCases.HandlersAreNamedAfterTheirAct, [Application]),
        (UseCases.ValidatorsAreNamedAfterTheirAct, [Application]),
        (UseCases.EventsAreImmutable, [Domain]),
        (UseCases.EventsHaveStableNames, [Domain]));

    [Theory]
    [MemberData(nameof(All))]
    public void Holds(string name, Rule rule, Assembly assembly)
    {
        ArgumentNullException.ThrowIfNull(rule);
        var verdict = rule.Check(assembly);

        verdict.Violations.ShouldBeEmpty(name);
        // A rule that finds nothing to judge holds for the wrong reason: a convention was renamed, or an assembly is the wrong one.
        verdict.Subjects.ShouldBeGreaterThan(0, $"{name}: matches no type");
    }

    [Fact]
    public void Requests_have_a_handler_each()
    {
        var requests = UseCases.RequestsAreImmutable.Check(Application).Subjects;

        UseCases.HandlersAreInternal.Check(Application).Subjects.ShouldBe(requests);
        requests.ShouldBeGreaterThan(0);
    }

    private static TheoryData<string, Rule, Assembly> Cases(params (Rule Rule, Assembly[] Assemblies)[] rules)
    {
        var cases = new TheoryData<string, Rule, Assembly>();
        foreach (var (rule, assemblies) in rules)
        {
            foreach (var assembly in assemblies)
                cases.Add($"{assembly.GetName().Name}: {rule.Sentence}", rule, assembly);
        }

        return cases;
    }
}
