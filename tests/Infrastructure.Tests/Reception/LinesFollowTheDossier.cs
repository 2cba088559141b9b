using JasperFx.Events;
using KonTum.Tthc.Application.Dossiers;
using KonTum.Tthc.Domain;
using KonTum.Tthc.Domain.Dossiers;
using KonTum.Tthc.Domain.People;
using KonTum.Tthc.Domain.Procedures;
using KonTum.Tthc.Infrastructure.Reception;
using KonTum.Tthc.Infrastructure.Storage;
using Shouldly;

namespace KonTum.Tthc.Infrastructure.Tests.Reception;

/// <summary>The line in the list says what the dossier itself says, after whatever sequence of events.</summary>
public sealed class LinesFollowTheDossier
{
    private static readonly DateTimeOffset Start = Desk.Start;

    [Fact]
    public void After_any_events_the_line_is_the_dossiers()
    {
        var projection = new DossierListingProjection(new NameWords(() => new byte[32]));
        for (var seed = 0; seed < 400; seed++)
        {
            var random = new Random(seed);
            var (dossier, line) = (new Dossier(), (DossierListing?)null);
            var told = new List<string>();
            IReadOnlyList<IDomainEvent> begin = [
                new DossierOpened(Guid.NewGuid(), "owner", "1", 1, "n", new Agency("A", ""), [], [], Start), new DossierSubmitted("A-1", Start)];
            foreach (var e in begin.Concat(Enumerable.Range(1, 12).Select(n => Any(random, Start.AddHours(n)))))
            {
                told.Add(e.GetType().Name);
                EventDispatch<Dossier>.Apply(dossier, e);
                line = projection.Evolve(line, Guid.NewGuid(), (IEvent)Activator.CreateInstance(typeof(Event<>).MakeGenericType(e.GetType()), e)!);
            }

            var at = string.Join(' ', told);
            line!.State.ShouldBe(dossier.State, at);
            line.OfficerId.ShouldBe(dossier.OfficerId, at);
            line.AgencyCode.ShouldBe(dossier.Agency.Code, at);
            line.Version.ShouldBe(told.Count, at);
            if (DossierStates.IsOpen(dossier.State)) line.DueAt.ShouldBe(dossier.DueAt, at);
            else line.DueAt.ShouldBeNull(at);
        }
    }

    [Fact]
    public void Every_event_of_a_dossier_has_words_for_whoever_was_slower()
    {
        foreach (var (type, name) in StoreConfiguration.EventTypes().Where(t => EventDispatch<Dossier>.EventTypes.Contains(t.Type)))
            DossierChange.Knows(name).ShouldBeTrue(type.Name);
    }

    private static IDomainEvent Any(Random random, DateTimeOffset at)
    {
        var (officer, note, due) = ("officer-" + random.Next(3), Personal.Of("owner", ""), at.AddDays(random.Next(-3, 9)));
        return random.Next(13) switch
        {
            0 => new DossierAccepted(officer, due, 3, at),
            1 => new DossierRefused(officer, note, at),
            2 or 3 => new SupplementRequested(officer, [], note, new DateOnly(2026, 4, 1), at),
            4 => new DossierSupplemented(note, random.Next(2) == 0 ? null : due, at),
            5 or 6 => new PaymentRequested(officer, 0, note, at),
            7 => new PaymentRequestSettled(random.Next(2) == 0 ? null : due, at),
            8 => new ProcessingStarted(officer, due, at),
            9 => new ProcessingSuspended(officer, note, at),
            10 => new DossierHandedOver(officer, new Agency("B", ""), officer, note, at),
            11 => new ProcessingCompleted(officer, note, at),
            _ => new ProcessingStopped(officer, note, at),
        };
    }
}
