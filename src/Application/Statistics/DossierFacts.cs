using KonTum.Tthc.Domain;
using KonTum.Tthc.Domain.Dossiers;
using KonTum.Tthc.Domain.Ratings;
using KonTum.Tthc.Domain.Signing;

namespace KonTum.Tthc.Application.Statistics;

/// <summary>What the figures need to know of one dossier; nothing about the person. A dossier is counted under the agency that it was
/// submitted to, also when another one goes on with it: that agency answers for the time that it takes (NĐ 61/2018/NĐ-CP, điều 19).</summary>
public sealed record DossierFacts
{
    /// <summary>The dossier.</summary>
    public Guid DossierId { get; init; }

    /// <summary>Agency that it was submitted to.</summary>
    public string AgencyCode { get; init; } = "";

    /// <summary>Field of administration of its procedure.</summary>
    public string Field { get; init; } = "";

    /// <summary>Whether it was filed online.</summary>
    public bool Online { get; init; }

    /// <summary>Whether an attachment of it was signed remotely: by confirming on the phone, not with a token.</summary>
    public bool Signed { get; init; }

    /// <summary>Remote signings of it.</summary>
    public IReadOnlyList<Guid> RemoteSignings { get; init; } = [];

    /// <summary>When it was submitted; a draft is not counted.</summary>
    public DateTimeOffset? SubmittedAt { get; init; }

    /// <summary>When it was accepted.</summary>
    public DateTimeOffset? AcceptedAt { get; init; }

    /// <summary>When its result is due; null while its time stands still.</summary>
    public DateTimeOffset? DueAt { get; init; }

    /// <summary>When it was completed.</summary>
    public DateTimeOffset? CompletedAt { get; init; }

    /// <summary>When it was completed, refused, stopped or withdrawn.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>How the person rated it, 1 to 5; 0 if not.</summary>
    public int Score { get; init; }

    /// <summary>The facts with an event taken in.</summary>
    public DossierFacts After(IDomainEvent e) => e switch
    {
        DossierOpened opened => this with
        {
            DossierId = opened.DossierId, AgencyCode = opened.Agency.Code, Online = opened.Channel == IntakeChannel.Online,
        },
        SigningRequested { SignsByItself: false } requested => this with { RemoteSignings = [.. RemoteSignings, requested.SigningId] },
        AttachmentSigned signed => this with { Signed = Signed || RemoteSignings.Contains(signed.SigningId) },
        DossierSubmitted => this with { SubmittedAt = e.At },
        DossierAccepted accepted => this with { AcceptedAt = e.At, DueAt = accepted.DueAt },
        SupplementRequested or PaymentRequested or ProcessingSuspended => this with { DueAt = null },
        DossierSupplemented supplemented => this with { DueAt = supplemented.DueAt },
        PaymentRequestSettled settled => this with { DueAt = settled.DueAt },
        ProcessingStarted started => this with { DueAt = started.DueAt },
        ProcessingCompleted => this with { CompletedAt = e.At, EndedAt = e.At },
        DossierRefused or ProcessingStopped or DossierWithdrawn => this with { EndedAt = e.At },
        DossierRated rated => this with { Score = rated.Score },
        _ => this,
    };

    /// <summary>What the dossier adds to the figures of its group; null for a draft.</summary>
    public Contribution? Contribution() => SubmittedAt is not { } submitted
        ? null
        : new Contribution(
            new GroupKey(DossierCode.DayOf(submitted), AgencyCode, Field),
            new Figures
            {
                Submitted = 1,
                Online = Online ? 1 : 0,
                Signed = Online && Signed ? 1 : 0,
                Ended = EndedAt is null ? 0 : 1,
                OnTime = CompletedAt is { } done && DueAt is { } due && done <= due ? 1 : 0,
                Late = CompletedAt is { } end && DueAt is { } limit && end > limit ? 1 : 0,
                Accepted = AcceptedAt is null ? 0 : 1,
                AcceptanceSeconds = AcceptedAt is { } accepted ? (long)(accepted - submitted).TotalSeconds : 0,
                Completed = AcceptedAt is not null && CompletedAt is not null ? 1 : 0,
                ProcessingSeconds = AcceptedAt is { } begun && CompletedAt is { } completed ? (long)(completed - begun).TotalSeconds : 0,
                Ratings = Score > 0 ? 1 : 0,
                ScoreSum = Score,
            });
}

/// <summary>What one dossier adds, and where.</summary>
public sealed record Contribution(GroupKey Key, Figures Figures);

/// <summary>The smallest group of figures.</summary>
/// <param name="Day">Day of submission in Việt Nam.</param>
/// <param name="AgencyCode">Agency.</param>
/// <param name="Field">Field of administration.</param>
public sealed record GroupKey(DateOnly Day, string AgencyCode, string Field);

/// <summary>Sums; shares and means are made of them when they are read.</summary>
public sealed record Figures
{
    /// <summary>Dossiers submitted.</summary>
    public long Submitted { get; init; }

    /// <summary>Of these filed online.</summary>
    public long Online { get; init; }

    /// <summary>Of the ones filed online, those with an attachment signed remotely.</summary>
    public long Signed { get; init; }

    /// <summary>With an end, whatever it is.</summary>
    public long Ended { get; init; }

    /// <summary>Completed until due.</summary>
    public long OnTime { get; init; }

    /// <summary>Completed after due.</summary>
    public long Late { get; init; }

    /// <summary>Accepted.</summary>
    public long Accepted { get; init; }

    /// <summary>Seconds from submission to acceptance, summed up.</summary>
    public long AcceptanceSeconds { get; init; }

    /// <summary>Accepted and completed.</summary>
    public long Completed { get; init; }

    /// <summary>Seconds from acceptance to completion, summed up.</summary>
    public long ProcessingSeconds { get; init; }

    /// <summary>Rated.</summary>
    public long Ratings { get; init; }

    /// <summary>Scores, summed up.</summary>
    public long ScoreSum { get; init; }

    /// <summary>Both together.</summary>
    public static Figures operator +(Figures one, Figures other) => Combine(one, other, 1);

    /// <summary>The first without the second.</summary>
    public static Figures operator -(Figures one, Figures other) => Combine(one, other, -1);

    private static Figures Combine(Figures a, Figures b, int sign) => new()
    {
        Submitted = a.Submitted + (sign * b.Submitted),
        Online = a.Online + (sign * b.Online),
        Signed = a.Signed + (sign * b.Signed),
        Ended = a.Ended + (sign * b.Ended),
        OnTime = a.OnTime + (sign * b.OnTime),
        Late = a.Late + (sign * b.Late),
        Accepted = a.Accepted + (sign * b.Accepted),
        AcceptanceSeconds = a.AcceptanceSeconds + (sign * b.AcceptanceSeconds),
        Completed = a.Completed + (sign * b.Completed),
        ProcessingSeconds = a.ProcessingSeconds + (sign * b.ProcessingSeconds),
        Ratings = a.Ratings + (sign * b.Ratings),
        ScoreSum = a.ScoreSum + (sign * b.ScoreSum),
    };
}
