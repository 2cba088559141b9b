namespace KonTum.Tthc.Application.Platform;

/// <summary>The limits in force; configuration section "Tthc:Limits".</summary>
public sealed record Limits
{
    /// <summary>Largest attachment in bytes.</summary>
    public long MaxAttachmentBytes { get; init; } = 25 * 1024 * 1024;

    /// <summary>Largest picture of a signature in bytes.</summary>
    public long MaxSignatureImageBytes { get; init; } = 1024 * 1024;

    /// <summary>Most attachments of one signing.</summary>
    public int MaxTargetsPerSigning { get; init; } = 100;

    /// <summary>Most attachments of one component.</summary>
    public int MaxAttachmentsPerComponent { get; init; } = 20;

    /// <summary>Days after which a draft that nobody touched is thrown away; "Tthc:Drafts:Days".</summary>
    public int DraftDays { get; init; } = 90;

    /// <summary>Hours after which an unfinished upload is thrown away; "Tthc:Uploads:Hours".</summary>
    public int UploadHours { get; init; } = 24;

    /// <summary>Most unfinished uploads of one person; "Tthc:Uploads:MaxOpen".</summary>
    public int MaxOpenUploads { get; init; } = 20;

    /// <summary>Most bytes of all unfinished uploads of one person, as announced; "Tthc:Uploads:MaxOpenBytes".</summary>
    public long MaxOpenUploadBytes { get; init; } = 500L * 1024 * 1024;

    /// <summary>Most drafts that one person has at once; "Tthc:Drafts:MaxOpen".</summary>
    public int MaxOpenDrafts { get; init; } = 500;

    /// <summary>Most dossiers that one person submits within a day, because each of them costs messages; "Tthc:Drafts:MaxSubmittedADay".</summary>
    public int MaxSubmittedADay { get; init; } = 50;

    /// <summary>Most megabytes that one person attaches on a day at one node; "Tthc:Uploads:MaxMegabytesADay".</summary>
    public int MaxMegabytesADay { get; init; } = 5000;

    /// <summary>Most petitions about one dossier that wait for their answer; "Tthc:Petitions:MaxWaiting".</summary>
    public int MaxWaitingPetitions { get; init; } = 5;

    /// <summary>Whether files are scanned for viruses: "Tthc:Clamd:Address" is set.</summary>
    public bool VirusScan { get; init; }

    /// <summary>Whether DOC and DOCX become PDF here; told by GetLimits as the converter says it, whatever is configured.</summary>
    public bool Conversion { get; init; }
}
