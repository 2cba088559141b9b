namespace KonTum.Tthc.Domain.Dossiers;

/// <summary>How many and which files a component takes.</summary>
/// <param name="MaxPerComponent">Most files.</param>
/// <param name="AcceptedTypes">Media types that the procedure accepts for it; all types of attachments if empty.</param>
public sealed record AttachmentRules(int MaxPerComponent, IReadOnlyList<string> AcceptedTypes)
{
    /// <summary>What holds where nothing else is said.</summary>
    public static AttachmentRules Usual { get; } = new(Dossier.MaxAttachmentsPerComponent, []);

    /// <summary>What holds for a component of a procedure.</summary>
    public static AttachmentRules Of(Procedures.ProcedureDefinition procedure, string componentId, int maxPerComponent) =>
        new(maxPerComponent, procedure.Components.FirstOrDefault(c => c.Id == componentId)?.AcceptedTypes ?? []);

    /// <summary>The accepted types as people say them.</summary>
    public string Accepted => AcceptedTypes.Count == 0 ? "PDF, DOC, DOCX" : string.Join(", ", AcceptedTypes.Select(Spoken));

    /// <summary>Whether a file of that media type is taken.</summary>
    public bool Accepts(string contentType) =>
        AcceptedTypes.Count == 0 || AcceptedTypes.Contains(contentType, StringComparer.OrdinalIgnoreCase);

    private static string Spoken(string type) => type switch
    {
        "application/pdf" => "PDF",
        "application/msword" => "DOC",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document" => "DOCX",
        _ => type,
    };
}
