using System.Globalization;
using KonTum.Tthc.Domain.Calendar;
using KonTum.Tthc.Domain.Failures;
using KonTum.Tthc.Domain.People;
using KonTum.Tthc.Domain.Procedures;
using static KonTum.Tthc.Domain.Failures.Failures;

namespace KonTum.Tthc.Domain.Dossiers;

/// <summary>Asking for more and handing it in, item by item.</summary>
public sealed partial class Dossier
{
    /// <summary>Most items of one request.</summary>
    public const int MaxSupplementItems = 50;

    private const string OwnFields = "form.procedure_fields";

    /// <summary>Days that a person has to answer when the officer says nothing else.</summary>
    private const int UsualSupplementDays = 30;

    private const int MostSupplementDays = 365;

    /// <summary>What is asked for; null when nothing is.</summary>
    public SupplementRequested? Supplement { get; private set; }

    /// <summary>What the person did since it was asked for.</summary>
    private SupplementAnswers Answers { get; set; } = new([], null);

    /// <summary>
    /// Decides to ask for more. While something is asked for already, it replaces the request: the way to move the deadline. Items that were
    /// asked for before and have been answered meanwhile stay answered.
    /// </summary>
    /// <param name="officerId">Who decides.</param>
    /// <param name="items">Components and fields, each with what is wrong with it.</param>
    /// <param name="note">What is to be said about all of it.</param>
    /// <param name="deadline">Last day to answer; thirty days from now if null.</param>
    /// <param name="procedure">What the dossier's version of the procedure says: which fields there are.</param>
    /// <param name="now">The time.</param>
    public SupplementRequested RequestSupplement(
        string officerId,
        IReadOnlyList<AskedItem> items,
        string note,
        DateOnly? deadline,
        ProcedureDefinition procedure,
        DateTimeOffset now)
    {
        MustAllow(DossierAct.RequestSupplement);
        var today = DossierCode.DayOf(now);
        var last = deadline ?? today.AddDays(UsualSupplementDays);
        var wrong = items.SelectMany((item, n) => FindWrong(item, $"items[{n}]", items.Take(n), procedure)).ToList();
        if (items.Count is 0 or > MaxSupplementItems) wrong.Insert(0, OutOfRange.At("items", ("range", $"1–{MaxSupplementItems}")));
        if (last < today || last > today.AddDays(MostSupplementDays))
        {
            wrong.Add(OutOfRange.At("deadline", ("range", string.Create(
                CultureInfo.InvariantCulture, $"{today:dd/MM/yyyy}–{today.AddDays(MostSupplementDays):dd/MM/yyyy}"))));
        }

        return wrong.Count == 0
            ? new SupplementRequested(
                officerId,
                [.. items.Select(i => new SupplementItem(i.ComponentId, i.Field, Personal.Of(OwnerId, i.Note)))],
                Personal.Of(OwnerId, note),
                last,
                now)
            : throw Invalid(wrong);
    }

    /// <summary>Decides to hand in what was asked for: every item has an answer, and the deadline has not passed.</summary>
    public DossierSupplemented HandInSupplement(string note, WorkingCalendar calendar, DateTimeOffset now)
    {
        MustAllow(DossierAct.Supplement);
        var asked = Supplement!;
        if (DossierCode.DayOf(now) > asked.Deadline)
        {
            throw SupplementDeadlinePassed.Because(("deadline", asked.Deadline.ToString("dd/MM/yyyy", CultureInfo.InvariantCulture)));
        }

        var open = asked.Items.Where(i => !IsAnswered(i)).Select(i => SupplementItemOpen.At(PathOf(i))).ToList();
        open.AddRange(FindEmptied());
        open.AddRange(Components
            .Where(c => c.Attachments.Any(a => a.PendingSigningId is not null))
            .Select(c => SigningPending.At($"components[{c.Id}]")));
        return open.Count == 0
            ? new DossierSupplemented(Personal.Of(OwnerId, note), DueAfterStandstill(calendar, now), now)
            : throw new FailureException(SupplementIncomplete, open);
    }

    /// <summary>Whether an item was answered since it was asked for: a file attached or signed, the field changed.</summary>
    public bool IsAnswered(SupplementItem item) => item.ComponentId.Length > 0
        ? Components.Any(c => c.Id == item.ComponentId && c.Attachments.Any(a => Answers.Attachments.Contains(a.Id)))
        : FormDifference.Between(Answers.FormBefore ?? new DossierForm(), Form ?? new DossierForm())
            .Any(path => FormDifference.Covers(item.Field, path));

    /// <summary>Refuses to change a component now: only a draft can be changed, and later what was asked for.</summary>
    public void MustBeOpenFor(string componentId)
    {
        if (State != DossierState.SupplementRequested)
        {
            MustBeDraft();
            return;
        }

        if (!Supplement!.Items.Any(i => i.ComponentId == componentId)) throw NotAskedFor.Because();
    }

    /// <summary>Refuses to change the form now to another one: only a draft can be changed, and later the fields that were asked for.</summary>
    public void MustBeOpenFor(DossierForm form)
    {
        if (State != DossierState.SupplementRequested)
        {
            MustBeDraft();
            return;
        }

        var asked = Supplement!.Items.Where(i => i.Field.Length > 0).Select(i => i.Field).ToList();
        var foreign = FormDifference.Between(Form ?? new DossierForm(), form)
            .Where(path => !asked.Exists(field => FormDifference.Covers(field, path)))
            .Select(path => NotAskedFor.At(path)).ToList();
        if (foreign.Count > 0) throw new FailureException(NotAskedFor, foreign);
    }

    /// <summary>Takes in an event.</summary>
    public void Apply(SupplementRequested e)
    {
        if (State != DossierState.SupplementRequested) Answers = new SupplementAnswers([], Form);
        Interrupt(DossierState.SupplementRequested, e.At);
        (Supplement, Note) = (e, e.Note);
    }

    /// <summary>Takes in an event.</summary>
    public void Apply(DossierSupplemented e)
    {
        State = AcceptedAt is null ? DossierState.Supplemented : Interrupted ?? State;
        (Supplement, Interrupted, Note) = (null, null, e.Note);
        Answers = new SupplementAnswers([], null);
        GoOn(e.DueAt, e.At);
    }

    private static string PathOf(SupplementItem item) => item.ComponentId.Length > 0 ? $"components[{item.ComponentId}]" : item.Field;

    /// <summary>What the dossier had when it was submitted and must not lose by being supplemented.</summary>
    private IEnumerable<FieldViolation> FindEmptied() =>
    [
        .. (Form ?? new DossierForm()).FindMissing(DossierTypes).Where(_ => Form is not null),
        .. Components.Where(c => c is { Required: true, Attachments.Count: 0 }).Select(c => ComponentMissing.At($"components[{c.Id}]")),
    ];

    private IEnumerable<FieldViolation> FindWrong(
        AskedItem item, string path, IEnumerable<AskedItem> before, ProcedureDefinition procedure)
    {
        if (item.ComponentId.Length > 0 == item.Field.Length > 0)
        {
            yield return Malformed.At(path, ("expected", "component_id hoặc field / component_id or field"));
        }
        else if (item.ComponentId.Length > 0 && !Components.Any(c => c.Id == item.ComponentId))
        {
            yield return ComponentNotFound.At(path + ".component_id");
        }
        else if (item.Field.Length > 0 && !IsField(item.Field, procedure))
        {
            yield return Malformed.At(path + ".field", ("expected", "form.…"));
        }
        else if (before.Any(b => b.ComponentId == item.ComponentId && b.Field == item.Field))
        {
            yield return AskedForTwice.At(path);
        }
    }

    private static bool IsField(string path, ProcedureDefinition procedure)
    {
        if (!path.StartsWith(OwnFields + ".", StringComparison.Ordinal))
        {
            return path.StartsWith("form.", StringComparison.Ordinal) && FormDifference.CommonFields.Contains(path["form.".Length..]);
        }

        var first = path[(OwnFields.Length + 1)..].Split('.', '[')[0];
        return procedure.FormFields.Any(f => f.Name == first);
    }

    /// <summary>Remembers that an attachment came or was signed while something was asked for.</summary>
    private void Answer(Guid attachmentId)
    {
        if (Supplement is not null) Answers = Answers with { Attachments = [.. Answers.Attachments, attachmentId] };
    }

    private sealed record SupplementAnswers(IReadOnlyList<Guid> Attachments, DossierForm? FormBefore);
}

/// <summary>Something that an officer asks for: a component or a field of the form.</summary>
/// <param name="ComponentId">The component; empty for a field.</param>
/// <param name="Field">Path of the field, for example "form.address"; empty for a component.</param>
/// <param name="Note">What is wrong with it.</param>
public sealed record AskedItem(string ComponentId, string Field, string Note);
