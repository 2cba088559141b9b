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
}
