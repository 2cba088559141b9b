using System.Globalization;
using KonTum.Tthc.Application.Papers;
using KonTum.Tthc.Domain.Dossiers;

namespace KonTum.Tthc.Application.Dossiers.GetReceipt;

/// <summary>
/// The receipt of a submission, after mẫu số 01 "Giấy tiếp nhận hồ sơ và hẹn trả kết quả" (Thông tư 01/2018/TT-VPCP, phụ lục). Before the
/// agency has accepted the dossier there is no day of the result to promise, and the paper only says that it was handed in.
/// </summary>
internal static class SubmissionReceipt
{
    public static Paper Of(Dossier dossier, PublicAddress address)
    {
        var form = dossier.Form ?? new DossierForm(); // erased personal data leaves the lines empty
        var accepted = dossier.AcceptedAt is not null;
        var given = dossier.AcceptedAt ?? dossier.SubmittedAt!.Value;
        var parts = new List<PaperPart>
        {
            new PaperText(accepted
                ? $"Bộ phận Tiếp nhận và Trả kết quả của {dossier.Agency.Name} đã tiếp nhận hồ sơ của:"
                : $"Hệ thống thông tin giải quyết thủ tục hành chính đã nhận hồ sơ nộp {ChannelOf(dossier)} đến {dossier.Agency.Name} của:"),
            new PaperField("Ông/Bà, tổ chức", form.OwnerName),
            new PaperField("Người nộp", form.SubmitterName),
            new PaperField("Địa chỉ", string.Join(", ", new[] { form.Address, form.Ward, form.District, form.Province }.Where(p => p.Length > 0))),
            new PaperField("Số điện thoại", form.PhoneNumber),
            new PaperField("Thủ tục hành chính", $"{dossier.ProcedureName} ({dossier.ProcedureCode})"),
            new PaperText("Thành phần hồ sơ đã nộp:"),
            Components(dossier),
            new PaperField("Số bộ hồ sơ", form.SetCount.ToString(CultureInfo.InvariantCulture)),
            new PaperField("Thời gian nộp hồ sơ", TimeText(dossier.SubmittedAt!.Value)),
        };
        if (accepted) parts.Add(new PaperField("Thời gian tiếp nhận", TimeText(dossier.AcceptedAt!.Value)));
        if (accepted) parts.Add(new PaperField("Thời gian hẹn trả kết quả", dossier.DueAt is { } due ? TimeText(due) : "Chưa xác định: thời hạn đang tạm dừng"));
        return new Paper(
            dossier.Agency.Name,
            $"Mã hồ sơ: {dossier.Code}",
            accepted ? "GIẤY TIẾP NHẬN HỒ SƠ VÀ HẸN TRẢ KẾT QUẢ" : "GIẤY XÁC NHẬN NỘP HỒ SƠ",
            parts,
            DossierCode.DayOf(given))
        {
            QrText = address.LookupOf(dossier.Code),
            QrCaption = $"Quét mã, hoặc vào {address.LookupOf(dossier.Code)}, để tra cứu tình trạng giải quyết hồ sơ.",
            Foot = "Giấy này do hệ thống thông tin giải quyết thủ tục hành chính lập tự động.",
        };
    }

    private static PaperTable Components(Dossier dossier) => new(
        ["STT", "Thành phần hồ sơ", "Bản chính", "Bản sao", "Số tệp"],
        [.. dossier.Components.Where(c => c.Attachments.Count > 0).Select((c, index) => (IReadOnlyList<string>)
            [Number(index + 1), c.Name, Number(c.OriginalCount), Number(c.CopyCount), Number(c.Attachments.Count)])]);

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static string ChannelOf(Dossier dossier) => dossier.Channel switch
    {
        IntakeChannel.Counter => "trực tiếp",
        IntakeChannel.Post => "qua dịch vụ bưu chính công ích",
        _ => "trực tuyến",
    };

    private static string TimeText(DateTimeOffset time) =>
        time.ToOffset(TimeSpan.FromHours(7)).ToString("HH' giờ 'mm' phút, ngày 'dd'/'MM'/'yyyy", CultureInfo.InvariantCulture);
}
