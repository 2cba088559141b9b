using KonTum.Tthc.Domain.Calendar;
using KonTum.Tthc.Domain.Dossiers;
using KonTum.Tthc.Domain.People;
using static KonTum.Tthc.Domain.Failures.Failures;

namespace KonTum.Tthc.Domain.Petitions;

/// <summary>A question or complaint about a dossier (phản ánh, kiến nghị), one stream each: filed by the owner, answered by the agency.</summary>
public sealed class Petition
{
    /// <summary>Working days for a question: what the province promises (docs/decisions/0023).</summary>
    public const int DaysForQuestion = 5;

    /// <summary>Working days for a complaint: what the province promises (docs/decisions/0023).</summary>
    public const int DaysForComplaint = 20;

    /// <summary>Identifier of the stream.</summary>
    public Guid Id { get; private set; }

    /// <summary>The dossier.</summary>
    public Guid DossierId { get; private set; }

    /// <summary>Its code.</summary>
    public string DossierCode { get; private set; } = "";

    /// <summary>Who asks.</summary>
    public string OwnerId { get; private set; } = "";

    /// <summary>Question or complaint.</summary>
    public PetitionKind Kind { get; private set; }

    /// <summary>What the person says; null once the person's data has been erased.</summary>
    public string? Text { get; private set; }

    /// <summary>What the agency answers; null before.</summary>
    public string? Answer { get; private set; }

    /// <summary>When it was filed.</summary>
    public DateTimeOffset FiledAt { get; private set; }

    /// <summary>Until when it is to be answered.</summary>
    public DateTimeOffset DueAt { get; private set; }

    /// <summary>When it was answered.</summary>
    public DateTimeOffset? AnsweredAt { get; private set; }

    /// <summary>Decides to file one. Before a dossier is submitted no agency has it that could answer.</summary>
    public static PetitionFiled File(
        Guid id, Dossier dossier, PetitionKind kind, string text, WorkingCalendar calendar, DateTimeOffset now)
    {
        if (dossier.SubmittedAt is null) throw DossierNotSubmitted.Because();
        var days = kind == PetitionKind.Complaint ? DaysForComplaint : DaysForQuestion;
        return new PetitionFiled(
            id, dossier.Id, dossier.Code, dossier.OwnerId, dossier.Agency.Code, kind,
            Personal.Of(dossier.OwnerId, text), calendar.DueAfter(now, days), now);
    }

    /// <summary>Decides to answer it, once.</summary>
    public PetitionAnswered AnswerWith(string officerId, string answer, DateTimeOffset now) => AnsweredAt is null
        ? new PetitionAnswered(officerId, Personal.Of(OwnerId, answer), now)
        : throw PetitionAlreadyAnswered.Because();

    /// <summary>Whether it waits, or waited, longer than it may.</summary>
    public bool IsOverdue(DateTimeOffset now) => (AnsweredAt ?? now) > DueAt;

    /// <summary>Takes in an event.</summary>
    public void Apply(PetitionFiled e)
    {
        (Id, DossierId, DossierCode, OwnerId, Kind) = (e.PetitionId, e.DossierId, e.DossierCode, e.OwnerId, e.Kind);
        (Text, FiledAt, DueAt) = (e.Text.Value, e.At, e.DueAt);
    }

    /// <summary>Takes in an event.</summary>
    public void Apply(PetitionAnswered e) => (Answer, AnsweredAt) = (e.Answer.Value, e.At);
}
