using KonTum.Tthc.Domain.People;

namespace KonTum.Tthc.Domain.Petitions;

/// <summary>A person asked or complained about a dossier of their own.</summary>
/// <param name="PetitionId">The petition.</param>
/// <param name="DossierId">The dossier.</param>
/// <param name="DossierCode">Its code.</param>
/// <param name="OwnerId">Who asks: the dossier's owner.</param>
/// <param name="AgencyCode">The agency that has the dossier then.</param>
/// <param name="Kind">Question or complaint.</param>
/// <param name="Text">What the person says.</param>
/// <param name="DueAt">Until when it is to be answered.</param>
/// <param name="At">When.</param>
[EventName("petition_filed")]
public sealed record PetitionFiled(
    Guid PetitionId,
    Guid DossierId,
    string DossierCode,
    string OwnerId,
    string AgencyCode,
    PetitionKind Kind,
    Personal<string> Text,
    DateTimeOffset DueAt,
    DateTimeOffset At) : IDomainEvent;

/// <summary>The agency answered. The answer is sealed with the key of the person who asked.</summary>
[EventName("petition_answered")]
public sealed record PetitionAnswered(string OfficerId, Personal<string> Answer, DateTimeOffset At) : IDomainEvent;

/// <summary>Kinds of petitions; the numbers are those of the contract.</summary>
public enum PetitionKind
{
    /// <summary>Hỏi đáp.</summary>
    Question = 1,

    /// <summary>Phản ánh, kiến nghị.</summary>
    Complaint = 2,
}
