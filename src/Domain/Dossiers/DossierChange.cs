using System.Collections.Frozen;

namespace KonTum.Tthc.Domain.Dossiers;

/// <summary>Something that happened to a dossier, as whoever was slower is told it: no personal data.</summary>
/// <param name="Type">Name of the event.</param>
/// <param name="Version">Version of the dossier after it.</param>
/// <param name="At">When.</param>
/// <param name="Actor">Subject of the officer, or one of the words below.</param>
public sealed record DossierChange(string Type, long Version, DateTimeOffset At, string Actor)
{
    /// <summary>The person whose dossier it is.</summary>
    public const string Owner = "owner";

    /// <summary>The platform itself.</summary>
    public const string Platform = "platform";

    /// <summary>An officer, told to somebody who need not know which.</summary>
    public const string Officer = "officer";

    private static readonly FrozenDictionary<string, (string Vietnamese, string English)> Acts = new Dictionary<string, (string, string)>
    {
        ["dossier_opened"] = ("đã tạo hồ sơ", "opened the dossier"),
        ["dossier_form_filled"] = ("đã sửa thông tin hồ sơ", "changed the form"),
        ["component_selected"] = ("đã sửa thành phần hồ sơ", "changed the components"),
        ["attachment_uploaded"] = ("đã đính kèm tệp", "attached a file"),
        ["attachment_deleted"] = ("đã gỡ tệp đính kèm", "took a file away"),
        ["attachment_signing_started"] = ("đã bắt đầu ký số", "began a signing"),
        ["attachment_signing_ended"] = ("đã kết thúc ký số, chưa có chữ ký", "ended a signing without a signature"),
        ["attachment_signed"] = ("đã ký số tệp đính kèm", "signed a file"),
        ["attachment_conversion_requested"] = ("đã yêu cầu chuyển tệp sang PDF", "asked for the conversion of a file to PDF"),
        ["attachment_converted"] = ("đã chuyển tệp sang PDF", "converted a file to PDF"),
        ["attachment_conversion_failed"] = ("không chuyển được tệp sang PDF", "could not convert a file to PDF"),
        ["stored_document_attached"] = ("đã đính kèm giấy tờ từ kho dữ liệu", "attached a stored paper"),
        ["dossier_submitted"] = ("đã nộp hồ sơ", "submitted the dossier"),
        ["dossier_accepted"] = ("đã tiếp nhận hồ sơ", "accepted the dossier"),
        ["dossier_refused"] = ("đã từ chối tiếp nhận hồ sơ", "refused the dossier"),
        ["supplement_requested"] = ("đã yêu cầu bổ sung", "asked for a supplement"),
        ["dossier_supplemented"] = ("đã nộp bổ sung", "handed in the supplement"),
        ["payment_requested"] = ("đã yêu cầu thực hiện nghĩa vụ tài chính", "asked for payment"),
        ["fees_paid"] = ("đã ghi nhận đã nộp phí, lệ phí", "recorded fees as paid"),
        ["fees_refunded"] = ("đã hoàn phí, lệ phí", "gave fees back"),
        ["payment_request_settled"] = ("đã ghi nhận đã nộp đủ", "recorded that everything is paid"),
        ["processing_started"] = ("đã bắt đầu hoặc tiếp tục xử lý", "started or resumed processing"),
        ["processing_suspended"] = ("đã tạm dừng xử lý", "suspended processing"),
        ["processing_stopped"] = ("đã dừng xử lý", "stopped processing"),
        ["dossier_handed_over"] = ("đã chuyển hồ sơ", "handed the dossier over"),
        ["result_paper_added"] = ("đã thêm giấy tờ kết quả", "added a result paper"),
        ["result_paper_sealed"] = ("đã ký số của cơ quan lên giấy tờ kết quả", "sealed a result paper"),
        ["result_paper_removed"] = ("đã gỡ giấy tờ kết quả", "took a result paper away"),
        ["processing_completed"] = ("đã hoàn thành xử lý", "completed processing"),
        ["result_returned"] = ("đã trả kết quả", "returned the result"),
        ["dossier_withdrawn"] = ("đã rút hồ sơ", "withdrew the dossier"),
        ["draft_discarded"] = ("đã hủy bản nháp", "threw the draft away"),
    }.ToFrozenDictionary();

    /// <summary>The agency that had the dossier then; empty where that is not known.</summary>
    public string Unit { get; init; } = "";

    /// <summary>Vietnamese words for what was done; an event that is not known here is a change.</summary>
    public string Act => Acts.TryGetValue(Named(Type), out var words) ? words.Vietnamese : "đã thay đổi hồ sơ";

    /// <summary>English words for it.</summary>
    public string ActInEnglish => Acts.TryGetValue(Named(Type), out var words) ? words.English : "changed the dossier";

    /// <summary>Vietnamese words for who did it: an officer is named by the agency, never by subject or name.</summary>
    public string ActorName => Actor switch
    {
        Owner => "người nộp hồ sơ",
        Platform => "hệ thống",
        _ => Unit.Length > 0 ? $"cán bộ {Unit}" : "cán bộ",
    };

    /// <summary>English words for who did it.</summary>
    public string ActorInEnglish => Actor switch
    {
        Owner => "the owner",
        Platform => "the platform",
        _ => Unit.Length > 0 ? $"an officer of {Unit}" : "an officer",
    };

    /// <summary>Whether the act has words of its own.</summary>
    public static bool Knows(string type) => Acts.ContainsKey(Named(type));

    /// <summary>Later versions of an event are stored with their number ("…_v2"), and mean the same to people.</summary>
    private static string Named(string type) =>
        type.LastIndexOf("_v", StringComparison.Ordinal) is > 0 and var at && type.AsSpan(at + 2).IndexOfAnyExceptInRange('0', '9') < 0
            ? type[..at]
            : type;
}
