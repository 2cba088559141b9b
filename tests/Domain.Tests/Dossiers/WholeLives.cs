using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using KonTum.Tthc.Domain.Dossiers;
using Shouldly;

namespace KonTum.Tthc.Domain.Tests.Dossiers;

/// <summary>Whatever anybody asks of a dossier in whatever order, from the draft to the result, these hold.</summary>
public sealed class WholeLives
{
    private static Gen<LifeStep> Steps =>
        from act in Gen.Elements(Enum.GetValues<LifeAct>())
        from who in Gen.Frequency((5, Gen.Constant(LifeActor.Proper)), (1, Gen.Elements(Enum.GetValues<LifeActor>())))
        from which in Gen.Choose(0, 255)
        from other in Gen.Choose(0, 255)
        select new LifeStep(act, who, which, other);

    /// <summary>
    /// Lives that begin with a complete draft reach the desk, some have been supplemented, some are nearly over; those that begin anywhere
    /// show what a beginning can look like.
    /// </summary>
    private static readonly LifeStep[][] Beginnings =
    [
        [],
        Life.UntilSubmitted,
        [.. Life.UntilSubmitted, .. Life.UntilSupplemented],
        [.. Life.UntilSubmitted, .. Life.UntilSupplementedTwice],
        [.. Life.UntilSubmitted, Life.UntilProcessed[0], .. Life.UntilSupplemented],
        [.. Life.UntilSubmitted, .. Life.UntilProcessed, Life.UntilCompleted[0]],
        [.. Life.UntilSubmitted, .. Life.UntilProcessed, .. Life.UntilSupplemented],
        [.. Life.UntilSubmitted, .. Life.UntilProcessed, .. Life.UntilCompleted],
    ];

    private static Arbitrary<LifeStep[]> Lives => (
            from beginning in Gen.Elements(Beginnings)
            from steps in Steps.ArrayOf(50)
            select (LifeStep[])[.. beginning, .. steps])
        .ToArbitrary();

    [Fact]
    public void Each_beginning_leads_where_it_is_meant_to()
    {
        Beginnings.Select(beginning =>
        {
            var life = new Life();
            foreach (var step in beginning) life.Take(life.Decide(step));
            return life.Dossier.State;
        }).ShouldBe(
        [
            DossierState.Draft, DossierState.Registered, DossierState.Supplemented, DossierState.Supplemented, DossierState.Accepted,
            DossierState.Processing, DossierState.Processing, DossierState.Completed,
        ]);
    }

    [Property(MaxTest = 300)]
    public Property No_sequence_leads_out_of_the_chart() => Prop.ForAll(Lives, steps =>
    {
        var life = new Life();
        foreach (var step in steps)
        {
            var dossier = life.Dossier;
            var (from, interrupted, before) = (dossier.State, dossier.Interrupted, Given.Picture(dossier));

            var decided = life.Decide(step);

            Given.Picture(dossier).ShouldBe(before, $"{step} changed the state by deciding");
            life.Take(decided);
            if (decided.Count == 0) continue;
            if (Life.Transition(decided[^1]) is { } act)
            {
                var row = DossierChart.Find(from, interrupted, act).ShouldNotBeNull($"{step}: {act} in {from} ({interrupted}) stands nowhere");
                dossier.State.ShouldBe(row.To, $"{act} in {from} ({interrupted})");
                if (Life.PartyOf(step) is { } party) row.By.ShouldContain(party, $"{step}");
            }
            else
            {
                (dossier.State, dossier.Interrupted).ShouldBe((from, interrupted), $"{decided[^1].GetType().Name} is no transition");
            }

            ShouldBeSound(dossier);
        }
    });

    [Property(MaxTest = 150)]
    public Property Replaying_the_events_gives_the_same_dossier() => Prop.ForAll(Lives, steps =>
    {
        var life = new Life();
        foreach (var step in steps) life.Take(life.Decide(step));

        Given.Picture(Given.Replay<Dossier>(life.Events)).ShouldBe(Given.Picture(life.Dossier));
        life.Dossier.ChangedAt.ShouldBe(life.Events[^1].At);
    });

    [Property(MaxTest = 150)]
    public Property What_the_state_refuses_says_which_state_it_is_and_what_is_possible() => Prop.ForAll(Lives, steps =>
    {
        var life = new Life();
        foreach (var step in steps)
        {
            life.Take(life.Decide(step));
            foreach (var act in Enum.GetValues<DossierAct>().Where(a => !life.Dossier.Allows(a)))
            {
                var refused = Should.Throw<KonTum.Tthc.Domain.Failures.FailureException>(() => life.Dossier.MustAllow(act));
                refused.Failure.Code.ShouldBe("DOSSIER_STATE_NOT_ALLOWED");
                refused.Details["state"].ShouldBe(DossierStates.CodeOf(life.Dossier.State));
                refused.Vietnamese.ShouldContain(DossierStates.NameOf(life.Dossier.State));
                refused.Vietnamese.ShouldNotContain("{");
                refused.English.ShouldNotContain("{");
            }
        }
    });

    [Property(MaxTest = 150)]
    public Property The_time_that_is_left_does_not_change_while_time_stands_still() => Prop.ForAll(Lives, steps =>
    {
        var life = new Life();
        foreach (var step in steps)
        {
            var stood = life.Dossier.Standstill;
            var decided = life.Decide(step);
            life.Take(decided);
            if (stood is null || life.Dossier.Standstill is not null || !DossierStates.IsOpen(life.Dossier.State)) continue;

            var due = life.Dossier.DueAt.ShouldNotBeNull();
            var now = decided[^1].At;
            if (stood.DueAt >= stood.Since)
            {
                Life.Calendar.WorkingTimeBetween(now, due).ShouldBe(Life.Calendar.WorkingTimeBetween(stood.Since, stood.DueAt));
            }
            else
            {
                due.ShouldBeGreaterThanOrEqualTo(stood.DueAt);
                due.ShouldBeLessThanOrEqualTo(now, "what was late stays late");
            }
        }
    });

    [Fact]
    public void Every_event_of_the_dossiers_catalogue_and_every_row_of_the_chart_occurs()
    {
        var random = new Random(20261123);
        var (events, rows) = (new HashSet<Type>(), new HashSet<(DossierState, DossierState?, DossierAct)>());
        for (var n = 0; n < 2400; n++)
        {
            var life = new Life();
            var chance = Enumerable.Range(0, 50).Select(_ => new LifeStep(
                (LifeAct)random.Next(Enum.GetValues<LifeAct>().Length), LifeActor.Proper, random.Next(256), random.Next(256)));
            foreach (var step in Beginnings[n % Beginnings.Length].Concat(chance))
            {
                var (from, interrupted) = (life.Dossier.State, life.Dossier.Interrupted);
                var decided = life.Decide(step);
                life.Take(decided);
                if (decided.Count > 0 && Life.Transition(decided[^1]) is { } act) rows.Add((from, interrupted, act));
            }

            events.UnionWith(life.Events.Select(e => e.GetType()));
        }

        var known = typeof(Dossier).GetMethods().Where(m => m.Name == "Apply").Select(m => m.GetParameters()[0].ParameterType).ToList();
        known.Where(e => !events.Contains(e)).Select(e => e.Name).ShouldBeEmpty("events that no life has");
        DossierChart.Transitions.Where(t => !rows.Contains((t.From, t.Interrupted, t.Act)))
            .Select(t => $"{t.From} ({t.Interrupted}) {t.Act}").ShouldBeEmpty("rows of the chart that no life takes");
    }

    private static void ShouldBeSound(Dossier dossier)
    {
        (dossier.Interrupted is not null).ShouldBe(
            dossier.State is DossierState.SupplementRequested or DossierState.PaymentRequested, dossier.State.ToString());
        (dossier.Supplement is not null).ShouldBe(dossier.State == DossierState.SupplementRequested);
        (dossier.SubmittedAt is null).ShouldBe(dossier.State is DossierState.Draft or DossierState.Discarded);
        (dossier.Code.Length > 0).ShouldBe(dossier.SubmittedAt is not null);
        (dossier.EndedAt is null).ShouldBe(dossier.State == DossierState.Draft || DossierStates.IsOpen(dossier.State));
        if (dossier.Standstill is not null) dossier.DueAt.ShouldBeNull("no time is due while it stands still");
        if (DossierStates.IsOpen(dossier.State) && dossier.AcceptedAt is not null)
        {
            (dossier.DueAt is null).ShouldBe(dossier.Standstill is not null, "accepted: the time runs or stands still");
        }

        if (dossier.State is DossierState.Completed or DossierState.Returned)
        {
            dossier.Results.Count.ShouldBeGreaterThan(0);
            dossier.Results.ShouldAllBe(r => r.IsSealed);
        }

        if (dossier.State is not (DossierState.Draft or DossierState.SupplementRequested))
        {
            dossier.Components.SelectMany(c => c.Attachments).ShouldAllBe(a => a.PendingSigningId == null, "nothing waits for a phone");
        }
    }
}
