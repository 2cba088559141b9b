using System.Security.Cryptography;
using KonTum.Tthc.Pades;
using KonTum.Tthc.Pades.Timestamps;

namespace KonTum.Tthc.Cli.Pdf;

/// <summary>Why a file was not dealt with.</summary>
/// <param name="Code">Stable, for programs.</param>
/// <param name="Why">For people; no full stop.</param>
/// <param name="Detail">One English sentence for developers; null when the text says all.</param>
internal sealed record Refusal(string Code, ReportText Why, string? Detail = null)
{
    /// <summary>The engine's own reason; null when the reason lies elsewhere.</summary>
    public PdfRefusal? OfEngine { get; init; }

    // errno of Linux, which .NET hands on as HResult; and ERROR_DISK_FULL.
    private const int NoSpace = 28;
    private const int FileTooBig = 27;
    private const int ReadOnly = 30;
    private const int OverQuota = 122;
    private const int NoSpaceOnWindows = unchecked((int)0x80070070);

    /// <summary>The result cannot be written; what the system says of it is told to developers.</summary>
    public static UnusableException Unwritable(Exception why) => new(
        "output_unwritable", "không ghi được tệp kết quả (kiểm tra thư mục, quyền ghi và dung lượng đĩa)",
        "the output cannot be written (look at the folder, the right to write, and the room on the disk)", why.Message);

    /// <summary>Every exception has an answer: a bad file never stops the others.</summary>
    public static Refusal Of(Exception exception) => exception switch
    {
        UnusableException unusable => unusable.Refusal,
        PdfRefusedException refused => new(ReportTexts.Code(refused.Reason), ReportTexts.Of(refused.Reason), refused.Message) { OfEngine = refused.Reason },
        AugmentationException kept => new(ReportTexts.Code(kept.Reason), ReportTexts.Of(kept.Reason), kept.Message),
        TimestampException => new("timestamp_failed", new("không lấy được dấu thời gian", "no timestamp"), exception.Message),
        CryptographicException => new("key_unusable", new("không dùng được khóa ký", "the key cannot be used"), exception.Message),
        SignatureTooLargeException => new(
            "signature_too_large", new("chữ ký lớn hơn chỗ dành sẵn", "the signature is larger than the room reserved for it"), exception.Message),
        // Only writing meets these, at whatever place it happens: no room, over a limit of the user or of files, a disk that takes nothing.
        IOException { HResult: NoSpace or NoSpaceOnWindows or OverQuota or FileTooBig or ReadOnly } full => Unwritable(full).Refusal,
        IOException or UnauthorizedAccessException => new(
            "unreadable", new("không đọc hoặc ghi được tệp", "a file cannot be read or written"), exception.Message),
        ArgumentException => new("unusable_request", new("yêu cầu không dùng được", "the request cannot be used"), exception.Message),
        _ => new("internal_error", new("lỗi nội bộ", "internal error"), exception.GetType().Name),
    };

    /// <summary>The JSON line of a file that was not dealt with.</summary>
    public string ToJson(string file) => JsonLine.Of(writer =>
    {
        writer.WriteString("file", file);
        writer.WriteString("outcome", "refused");
        writer.WriteString("reason", Code);
        if (Detail is not null)
            writer.WriteString("detail", Detail);
    });

    public string Vietnamese => $"{Why.Vietnamese} ({Code})";

    public string English => Detail is null ? $"{Why.English} ({Code})" : $"{Why.English} ({Code}: {Detail})";
}

/// <summary>What the command line itself finds unusable.</summary>
internal sealed class UnusableException(string code, string vietnamese, string english, string? detail = null) : Exception(english)
{
    public Refusal Refusal { get; } = new(code, new ReportText(vietnamese, english), detail);
}
