using System.Reflection;
using KonTum.Tthc.Architecture.Tests.Rules;
using Shouldly;

namespace KonTum.Tthc.Architecture.Tests;

/// <summary>
/// The rules can fail: each rejects exactly the types of the wrong house that were made to break it, and none of those that were not.
/// </summary>
public sealed class WrongHouseIsRejected
{
    private const string Home = "KonTum.Tthc.WrongHouse.";

    private static readonly Assembly Wrong = Assembly.Load("KonTum.Tthc.WrongHouse");

    [Fact]
    public void The_domain_needs_nothing()
    {
        var rejected = Arrows(House.DomainNeedsNothing);

        rejected.ShouldContain("KnowsMarten");
        rejected.ShouldContain("KnowsTheEngine");
        rejected.ShouldContain("KnowsThePackageOfProtobuf");
        rejected.ShouldNotContain("KnowsOnlyTheStandardLibrary");
        rejected.ShouldNotContain("KnowsTheDomain");
    }

    [Fact]
    public void The_application_looks_inwards() => Arrows(House.ApplicationLooksInwards).ShouldBe(
        ["KnowsTheApi", "KnowsTheEngine", "KnowsTheInfrastructure", "KnowsTheSandbox", "KnowsTheTool"]);

    [Fact]
    public void The_engine_stands_alone() => Arrows(House.PadesStandsAlone).ShouldBe(
        ["KnowsTheApi", "KnowsTheApplication", "KnowsTheDomain", "KnowsTheInfrastructure", "KnowsTheSandbox", "KnowsTheTool"]);

    [Fact]
    public void The_infrastructure_looks_inwards() => Arrows(House.InfrastructureLooksInwards).ShouldBe(
        ["KnowsTheApi", "KnowsTheSandbox", "KnowsTheTool"]);

    [Fact]
    public void The_Api_looks_inwards() => Arrows(House.ApiLooksInwards).ShouldBe(["KnowsTheEngine", "KnowsTheSandbox", "KnowsTheTool"]);

    [Fact]
    public void The_sandbox_is_a_stranger() => Arrows(House.SandboxIsAStranger).ShouldBe(
        ["KnowsTheApi", "KnowsTheApplication", "KnowsTheDomain", "KnowsTheEngine", "KnowsTheInfrastructure", "KnowsTheTool"]);

    [Fact]
    public void The_tool_stays_outside() => Arrows(House.ToolStaysOutside).ShouldBe(
        ["KnowsTheApi", "KnowsTheApplication", "KnowsTheDomain", "KnowsTheSandbox"]);

    [Fact]
    public void Only_the_infrastructure_knows_Marten() => Arrows(House.OnlyInfrastructureKnowsMarten).ShouldBe(["KnowsMarten"]);

    [Fact]
    public void Inner_layers_know_no_database() => Arrows(House.InnerLayersKnowNoDatabase).ShouldBe(["KnowsMarten", "KnowsPostgres"]);

    [Fact]
    public void Only_the_Api_knows_gRPC() => Arrows(House.OnlyApiKnowsGrpc).ShouldBe(["KnowsGrpc", "KnowsThePackageOfProtobuf"]);

    [Fact]
    public void Namespaces_match() => Rejected(House.NamespacesMatch).ShouldBe(["Elsewhere.LivesInTheWrongPlace"]);

    [Fact]
    public void Commands_and_queries_are_immutable() => Rejected(UseCases.RequestsAreImmutable).ShouldBe(
    [
        "Acts.ActThatCanBeInherited", "Acts.ActThatIsNoRecord", "Acts.ActWithAField", "Acts.ActWithAList", "Acts.ActWithASetter",
        "Acts.StreamActWithASetter",
    ]);

    [Fact]
    public void Events_are_immutable() => Rejected(UseCases.EventsAreImmutable).ShouldBe(["Events.ListHappened", "Events.SetterHappened"]);

    [Fact]
    public void Events_have_stable_names() => Rejected(UseCases.EventsHaveStableNames).ShouldBe(
        ["Events.BadNameHappened", "Events.NamelessHappened", "Events.TwiceHappened", "Events.TwiceHappenedAgain"]);

    [Fact]
    public void Handlers_are_internal_and_sealed() => Rejected(UseCases.HandlersAreInternal).ShouldBe(
        ["Acts.ActWithAFieldHandler", "Acts.ActWithASetterHandler"]);

    [Fact]
    public void Handlers_are_named_after_their_act() => Rejected(UseCases.HandlersAreNamedAfterTheirAct).ShouldBe(
        ["Acts.DoesSomething", "Acts.Elsewhere.ActThatIsNoRecordHandler"]);

    [Fact]
    public void Validators_are_named_after_their_act() => Rejected(UseCases.ValidatorsAreNamedAfterTheirAct).ShouldBe(
        ["Acts.ActWithAListValidator", "Acts.ChecksSomething", "Acts.Elsewhere.ActThatIsNoRecordValidator"]);

    [Fact]
    public void Acts_have_a_folder_each()
    {
        var rejected = Rejected(UseCases.ActsHaveAFolderEach);

        rejected.ShouldContain("Acts.ActWithASetter");
        rejected.ShouldNotContain("RightAct.RightAct");
    }

    [Fact]
    public void A_rule_about_nothing_is_noticed()
    {
        // This assembly has neither requests nor events: the rules say so instead of just holding.
        UseCases.RequestsAreImmutable.Check(typeof(WrongHouseIsRejected).Assembly).Subjects.ShouldBe(0);
        UseCases.RequestsAreImmutable.Check(Wrong).Subjects.ShouldBe(7);
    }

    private static List<string> Arrows(Rule rule) =>
    [
        .. Rejected(rule).Where(type => type.StartsWith("Arrows.", StringComparison.Ordinal)).Select(type => type["Arrows.".Length..]),
    ];

    private static List<string> Rejected(Rule rule) =>
    [
        .. rule.Check(Wrong).Violations
            .Select(violation => violation.Type.StartsWith(Home, StringComparison.Ordinal) ? violation.Type[Home.Length..] : violation.Type)
            .Order(StringComparer.Ordinal),
    ];
}
