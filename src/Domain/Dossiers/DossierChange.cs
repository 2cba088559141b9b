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

    private static readonly FrozenDictionary<string, string> Acts = new Dictionary<string, string>
    {
        ["dossier_opened"] = "tạo hồ sơ",
        ["dossier_form_filled"] = "sửa thông tin hồ sơ",
        ["component_selected"] = "sửa thành phần hồ sơ",
        ["attachment_uploaded"] = "đính kèm tệp",
        ["attachment_deleted"] = "gỡ tệp đính kèm",
        ["attachment_signing_started"] = "bắt đầu ký số",
        ["attachment_signing_ended"] = "kết thúc ký số, chưa có chữ ký",
        ["attachment_signed"] = "ký số tệp đính kèm",
        ["attachment_conversion_requested"] = "yêu cầu chuyển tệp sang PDF",
        ["attachment_converted"] = "chuyển tệp sang PDF",
        ["attachment_conversion_failed"] = "không chuyển được tệp sang PDF",
        ["stored_document_attached"] = "đính kèm giấy tờ từ kho dữ liệu",
        ["dossier_submitted"] = "nộp hồ sơ",
        ["dossier_accepted"] = "tiếp nhận hồ sơ",
        ["dossier_refused"] = "từ chối tiếp nhận hồ sơ",
        ["supplement_requested"] = "yêu cầu bổ sung",
        ["dossier_supplemented"] = "nộp bổ sung",
        ["payment_requested"] = "yêu cầu thực hiện nghĩa vụ tài chính",
        ["fees_paid"] = "ghi nhận đã nộp phí, lệ phí",
        ["fees_refunded"] = "hoàn phí, lệ phí",
        ["payment_request_settled"] = "ghi nhận đã nộp đủ",
        ["processing_started"] = "bắt đầu hoặc tiếp tục xử lý",
        ["processing_suspended"] = "tạm dừng xử lý",
        ["processing_stopped"] = "dừng xử lý",
        ["dossier_handed_over"] = "chuyển hồ sơ",
        ["result_paper_added"] = "thêm giấy tờ kết quả",
        ["result_paper_sealed"] = "ký số của cơ quan lên giấy tờ kết quả",
        ["result_paper_removed"] = "gỡ giấy tờ kết quả",
        ["processing_completed"] = "hoàn thành xử lý",
        ["result_returned"] = "trả kết quả",
        ["dossier_withdrawn"] = "rút hồ sơ",
        ["draft_discarded"] = "hủy bản nháp",
    }.ToFrozenDictionary();

    /// <summary>Vietnamese name of what was done; the event's own name for one that is not known here.</summary>
    public string Act => Acts.GetValueOrDefault(Type, Type);

    /// <summary>Vietnamese words for who did it.</summary>
    public string ActorName => Actor switch
    {
        Owner => "người nộp hồ sơ",
        Platform => "hệ thống",
        Officer => "cán bộ",
        _ => $"cán bộ {Actor}",
    };

    /// <summary>Whether the act has a Vietnamese name.</summary>
    public static bool Knows(string type) => Acts.ContainsKey(type);
}
