using FsCheck.Xunit;
using KonTum.Tthc.Domain.Dossiers;
using KonTum.Tthc.Domain.Failures;
using Shouldly;

namespace KonTum.Tthc.Domain.Tests.Dossiers;

/// <summary>What can be asked of a dossier.</summary>
public enum Act
{
    Fill,
    FillPartly,
    Select,
    Attach,
    Detach,
    StartSigning,
    EndSigning,
    AttachSignature,
    Submit,
}

/// <summary>One act; the numbers choose among what there is.</summary>
public sealed record Step(Act Act, byte Which, byte Other);

/// <summary>Whatever is asked in whatever order, these hold.</summary>
public sealed class Sequences
{
    [Property(MaxTest = 400)]
    public void No_sequence_leads_out_of_the_chart(Step[] steps)
    {
        var run = new Run();
        foreach (var step in steps)
        {
            var before = Given.Picture(run.Dossier);
            var stateBefore = run.Dossier.State;
            var versionsBefore = run.Versions();
            var complete = run.Dossier.FindObstacles(Given.Rules).Count == 0;

            var decided = run.Decide(step, out var failure);
            Given.Picture(run.Dossier).ShouldBe(before, $"{step} changed the state by deciding");
            if (stateBefore == DossierState.Registered)
            {
                decided.ShouldBeNull($"{step}: nothing happens to a submitted dossier any more");
            }

            if (step.Act == Act.Submit && stateBefore == DossierState.Draft)
            {
                (decided is not null).ShouldBe(complete, "submitted exactly when nothing stands in the way");
                if (failure is not null) failure.Violations.Count.ShouldBe(run.Dossier.FindObstacles(Given.Rules).Count);
            }

            if (decided is null) continue;
            run.Take(decided);

            (stateBefore, run.Dossier.State).ShouldBeOneOf(
                (DossierState.Draft, DossierState.Draft), (DossierState.Draft, DossierState.Registered));
            (run.Dossier.State == DossierState.Registered).ShouldBe(run.Dossier.Code.Length > 0);
            if (run.Dossier.State == DossierState.Registered) run.Attachments().ShouldAllBe(a => a.PendingSigningId == null);
            foreach (var (id, versions) in versionsBefore)
            {
                if (decided is AttachmentDeleted gone && gone.AttachmentId == id) continue;
                run.Versions()[id].Take(versions.Count).ShouldBe(versions, "versions only grow");
            }
        }
    }

    [Property(MaxTest = 200)]
    public void Replaying_the_events_gives_the_same_dossier(Step[] steps)
    {
        var run = new Run();
        run.DoAll(steps);

        Given.Picture(Given.Replay<Dossier>(run.Events)).ShouldBe(Given.Picture(run.Dossier));
        run.Dossier.ChangedAt.ShouldBe(run.Events[^1].At);
    }

    [Property(MaxTest = 200)]
    public void A_file_waits_for_at_most_the_signing_that_began_last_and_has_not_ended(Step[] steps)
    {
        var run = new Run();
        var pending = new Dictionary<Guid, Guid>(); // the model: file → signing
        foreach (var step in steps)
        {
            if (run.Decide(step, out _) is not { } decided) continue;
            switch (decided)
            {
                case AttachmentSigningStarted e:
                    foreach (var id in e.AttachmentIds) pending.TryAdd(id, e.SigningId).ShouldBeTrue("it waits for another one already");
                    break;
                case AttachmentSigningEnded e:
                    foreach (var id in e.AttachmentIds) pending.Remove(id, out var signing).ShouldBe(signing == e.SigningId);
                    break;
                case AttachmentSigned e:
                    pending.Remove(e.AttachmentId, out var waited).ShouldBeTrue("it waited for nothing");
                    waited.ShouldBe(e.SigningId);
                    break;
                case AttachmentDeleted e:
                    pending.ContainsKey(e.AttachmentId).ShouldBeFalse("a file that waits is not taken off");
                    break;
            }

            run.Take(decided);
            run.Attachments().Where(a => a.PendingSigningId is not null).ToDictionary(a => a.Id, a => a.PendingSigningId!.Value)
                .ShouldBe(pending, ignoreOrder: true);
        }
    }

    [Property(MaxTest = 200)]
    public void Every_byte_that_was_ever_named_is_named_by_an_event(Step[] steps)
    {
        var run = new Run();
        run.DoAll(steps);

        var named = run.Events.OfType<AttachmentUploaded>().Select(e => e.File.Sha256)
            .Concat(run.Events.OfType<AttachmentSigned>().Select(e => e.File.Sha256)).ToHashSet();
        run.Attachments().SelectMany(a => a.Versions).ShouldAllBe(v => named.Contains(v.File.Sha256));
        run.Attachments().ShouldAllBe(a => a.Versions[0].Kind == AttachmentVersionKind.Original);
        run.Dossier.Components.ShouldAllBe(c => c.Attachments.Count <= Dossier.MaxAttachmentsPerComponent);
    }

    [Fact]
    public void The_sequences_reach_what_they_are_about()
    {
        var reached = new HashSet<Type>();
        var random = new Random(1);
        for (var n = 0; n < 300; n++)
        {
            var run = new Run();
            run.DoAll(Enumerable.Range(0, 40).Select(_ => new Step((Act)random.Next(9), (byte)random.Next(256), (byte)random.Next(256))));
            reached.UnionWith(run.Events.Select(e => e.GetType()));
        }

        reached.Count.ShouldBe(9, string.Join(", ", reached.Select(t => t.Name)));
    }

    private sealed class Run
    {
        private readonly List<Guid> _signings = [];
        private int _files;

        public Run() => Take(Dossier.Open(Guid.NewGuid(), Given.Owner, Given.Procedure, 1, Given.Agency, Given.Now), starting: true);

        public Dossier Dossier { get; } = new();

        public List<IDomainEvent> Events { get; } = [];

        private DateTimeOffset Now => Given.Now.AddSeconds(Events.Count);

        public IEnumerable<Attachment> Attachments() => Dossier.Components.SelectMany(c => c.Attachments);

        public Dictionary<Guid, IReadOnlyList<AttachmentVersion>> Versions() => Attachments().ToDictionary(a => a.Id, a => a.Versions);

        public void DoAll(IEnumerable<Step> steps)
        {
            foreach (var step in steps)
            {
                if (Decide(step, out _) is { } decided) Take(decided);
            }
        }

        public IDomainEvent? Decide(Step step, out FailureException? failure)
        {
            failure = null;
            try
            {
                return Ask(step);
            }
            catch (FailureException e)
            {
                failure = e;
                return null;
            }
        }

        public void Take(IDomainEvent decided, bool starting = false)
        {
            if (!starting) decided.At.ShouldBe(Now);
            Given.Take(Dossier, decided);
            Events.Add(decided);
        }

        private IDomainEvent? Ask(Step step)
        {
            var component = step.Which % 2 == 0 ? "to-khai" : "giay-to";
            var attachments = Attachments().ToList();
            var attachment = attachments.Count == 0 ? Guid.NewGuid() : attachments[step.Other % attachments.Count].Id;
            var signing = _signings.Count == 0 ? Guid.NewGuid() : _signings[step.Which % _signings.Count];
            switch (step.Act)
            {
                case Act.Fill: return Dossier.Fill(Given.CompleteForm, [], Given.Rules, Now);
                case Act.FillPartly: return Dossier.Fill(Given.CompleteForm with { Ward = "" }, [], Given.Rules, Now);
                case Act.Select: return Dossier.Select(component, step.Other % 2 == 0, step.Other % 3, step.Other % 3, Now);
                case Act.Attach: return Dossier.Attach(component, Guid.NewGuid(), "a.pdf", NewFile(), Now);
                case Act.Detach: return Dossier.Detach(component, attachment, Now);
                case Act.StartSigning:
                    var targets = attachments.Where((_, i) => (step.Which >> (i % 8) & 1) == 1).Select(a => a.Id).ToList();
                    var started = Dossier.StartSigning(Guid.NewGuid(), targets, Now);
                    _signings.Add(started.SigningId);
                    return started;
                case Act.EndSigning: return Dossier.EndSigning(signing, "SIGNING_EXPIRED", Now);
                case Act.AttachSignature:
                    var owner = Dossier.Components.FirstOrDefault(c => c.Attachments.Any(a => a.Id == attachment))?.Id ?? component;
                    return Dossier.AttachSignature(owner, attachment, signing, "a_signed.pdf", NewFile(), Now);
                default: return Dossier.Submit("H34-261123-0001", Given.Rules, Now);
            }
        }

        private StoredFile NewFile() => Given.File with { Sha256 = $"{++_files:x64}" };
    }
}
