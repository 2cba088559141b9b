using KonTum.Tthc.Application.Statistics;
using KonTum.Tthc.Domain;
using KonTum.Tthc.Domain.Dossiers;
using KonTum.Tthc.Domain.People;
using KonTum.Tthc.Domain.Procedures;
using Shouldly;

namespace KonTum.Tthc.Application.Tests.Statistics;

/// <summary>The figures fold the same events as the dossier: at every event they must agree on when it is due and whether it has ended.</summary>
public sealed class FactsFollowTheDossier
{
    private static readonly DateTimeOffset Start = new(2026, 11, 23, 3, 0, 0, TimeSpan.Zero);
    private static readonly Personal<string> Words = Personal.Of("citizen-1", "");

    public static TheoryData<string> Ends => ["completed", "refused", "stopped", "withdrawn"];

    [Theory]
    [MemberData(nameof(Ends))]
    public void At_every_event_they_agree(string end)
    {
        var (dossier, facts) = (new Dossier(), new DossierFacts());
        foreach (var e in Life(end))
        {
            typeof(Dossier).GetMethod("Apply", [e.GetType()])!.Invoke(dossier, [e]);
            facts = facts.After(e);

            var at = e.GetType().Name;
            facts.SubmittedAt.ShouldBe(dossier.SubmittedAt, at);
            facts.AcceptedAt.ShouldBe(dossier.AcceptedAt, at);
            facts.DueAt.ShouldBe(dossier.DueAt, at);
            facts.EndedAt.ShouldBe(dossier.EndedAt, at);
        }

        facts.EndedAt.ShouldNotBeNull();
        facts.CompletedAt.HasValue.ShouldBe(end == "completed");
    }

    [Fact]
    public void A_draft_counts_nowhere()
    {
        var facts = new DossierFacts().After(Life("refused").First());
        facts.Contribution().ShouldBeNull();
    }

    private static IEnumerable<IDomainEvent> Life(string end)
    {
        var n = 0;
        DateTimeOffset Next() => Start.AddHours(++n);
        DateTimeOffset Due() => Start.AddDays(10 + n);
        yield return new DossierOpened(Guid.NewGuid(), "citizen-1", "1.001193", 1, "x", new Agency("H34.1", "x"), [], [], Next());
        yield return new DossierSubmitted("H34.1-261123-0001", Next());
        yield return new SupplementRequested("officer-1", [], Words, new DateOnly(2026, 12, 1), Next());
        yield return new DossierSupplemented(Words, null, Next());
        if (end == "refused")
        {
            yield return new DossierRefused("officer-1", Words, Next());
            yield break;
        }

        yield return new DossierAccepted("officer-1", Due(), 5, Next());
        yield return new PaymentRequested("officer-1", 1000, Words, Next());
        yield return new PaymentRequestSettled(Due(), Next());
        yield return new ProcessingStarted("officer-1", Due(), Next());
        yield return new ProcessingSuspended("officer-1", Words, Next());
        yield return new ProcessingStarted("officer-1", Due(), Next());
        yield return new SupplementRequested("officer-1", [], Words, new DateOnly(2026, 12, 1), Next());
        yield return new DossierSupplemented(Words, Due(), Next());
        yield return end switch
        {
            "stopped" => new ProcessingStopped("officer-1", Words, Next()),
            "withdrawn" => new DossierWithdrawn(Words, Next()),
            _ => new ProcessingCompleted("officer-1", Words, Next()),
        };
    }
}
