using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using KonTum.Tthc.Domain;
using KonTum.Tthc.Domain.Dossiers;
using KonTum.Tthc.Domain.Failures;
using KonTum.Tthc.Domain.People;
using KonTum.Tthc.Domain.Procedures;

namespace KonTum.Tthc.Application.Exchange;

/// <summary>
/// What the national portal gets, in its own spelling (facts, section 4.4): items of DongBoHoSoMC and CapNhatTienDoHoSoMC. Every value is a
/// text, as in the messages of systems that exchange with it; times are <c>yyyyMMddHHmmss</c> in Việt Nam (not confirmed by a published
/// specification, see docs/exchange.md). What the platform has nothing for is an empty text.
/// </summary>
public static class PortalItems
{
    /// <summary>Component under which the result papers of a dossier are addressed.</summary>
    public const string ResultComponent = "ket-qua";

    private static readonly TimeSpan VietNam = TimeSpan.FromHours(7);

    private static readonly JsonSerializerOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>A time as the portal writes it; empty for none.</summary>
    public static string Time(DateTimeOffset? time) =>
        time?.ToOffset(VietNam).ToString("yyyyMMddHHmmss", CultureInfo.InvariantCulture) ?? "";

    /// <summary>An item as JSON text.</summary>
    public static string Text(JsonObject item) => item.ToJsonString(Readable);

    /// <summary>The dossier as it is: an item of DongBoHoSoMC.</summary>
    public static JsonObject Dossier(Dossier dossier, ProcedureDefinition procedure, IPortalFileLinks links)
    {
        var form = dossier.Form ?? new DossierForm();
        return new JsonObject
        {
            ["MaHoSo"] = dossier.Code,
            ["MaTTHC"] = dossier.ProcedureCode,
            ["TenTTHC"] = dossier.ProcedureName,
            ["MaLinhVuc"] = "",
            ["TenLinhVuc"] = procedure.Field,
            ["ChuHoSo"] = form.OwnerName,
            ["LoaiDoiTuong"] = IsBusiness(form) ? "2" : "1",
            ["MaDoiTuong"] = form.IdentityNumber,
            ["ThongTinKhac"] = "",
            ["Email"] = form.Email,
            ["Fax"] = form.FaxNumber,
            ["SoDienThoai"] = form.PhoneNumber,
            ["TrichYeuHoSo"] = form.Content.Length > 0 ? form.Content : dossier.ProcedureName,
            ["NgayTiepNhan"] = Time(dossier.AcceptedAt ?? dossier.SubmittedAt),
            ["NgayHenTra"] = Time(dossier.DueAt),
            ["TrangThaiHoSo"] = NationalStatuses.Of(dossier.State).ToString(CultureInfo.InvariantCulture),
            ["NgayTra"] = dossier.State == DossierState.Returned ? Time(dossier.ChangedAt) : "",
            ["ThongTinTra"] = "",
            ["HinhThuc"] = dossier.Channel == IntakeChannel.Post ? "1" : "0",
            ["NgayKetThucXuLy"] = Time(dossier.EndedAt),
            ["DonViXuLy"] = dossier.Agency.Name,
            ["GhiChu"] = form.Note,
            ["TaiLieuNop"] = new JsonArray([.. dossier.Components.SelectMany(c => c.Attachments.Select(a => Attached(dossier, c, a, links)))]),
            ["DanhSachLePhi"] = Fees(dossier, procedure),
            ["DanhSachTepDinhKemKhac"] = new JsonArray(),
            ["DanhSachHoSoBoSung"] = Asked(dossier),
            ["DanhSachGiayToKetQua"] = new JsonArray([.. dossier.Results.Select(r => Result(dossier, r, procedure, links))]),
        };
    }

    /// <summary>A step that was taken: an item of CapNhatTienDoHoSoMC.</summary>
    /// <param name="dossier">The dossier afterwards.</param>
    /// <param name="e">The event.</param>
    /// <param name="status">National status after the event.</param>
    /// <param name="at">When it happened.</param>
    public static JsonObject Step(Dossier dossier, IDomainEvent e, int status, DateTimeOffset at) => new()
    {
        ["MaHoSo"] = dossier.Code,
        // The officer's account is a pseudonym, and the platform keeps no names of officers: the agency answers for the step.
        ["NguoiXuLy"] = dossier.Agency.Name,
        ["ChucDanh"] = "",
        ["ThoiDiemXuLy"] = Time(at),
        ["PhongBanXuLy"] = dossier.Agency.Name,
        ["NoiDungXuLy"] = Said(e) is { Length: > 0 } said ? $"{NationalStatuses.NameOf(status)}: {said}" : NationalStatuses.NameOf(status),
        ["TrangThai"] = status.ToString(CultureInfo.InvariantCulture),
        ["NgayBatDau"] = Time(dossier.AcceptedAt ?? dossier.SubmittedAt),
        ["NgayKetThucTheoQuyDinh"] = Time(dossier.DueAt),
    };

    /// <summary>What the officer or the person said with an event.</summary>
    public static string Said(IDomainEvent e) => e switch
    {
        DossierRefused x => Value(x.Reason),
        SupplementRequested x => Value(x.Note),
        DossierSupplemented x => Value(x.Note),
        PaymentRequested x => Value(x.Reason),
        ProcessingSuspended x => Value(x.Reason),
        ProcessingStopped x => Value(x.Reason),
        DossierHandedOver x => x.Agency.Name,
        ProcessingCompleted x => Value(x.Note),
        DossierWithdrawn x => Value(x.Reason),
        _ => "",
    };

    /// <summary>A tax code (MST) has 10 digits, or 13 for a branch; identity numbers of persons have 9 or 12.</summary>
    private static bool IsBusiness(DossierForm form) => form.IdentityNumber.Count(char.IsAsciiDigit) is 10 or 13;

    private static JsonNode Attached(Dossier dossier, DossierComponent component, Attachment attachment, IPortalFileLinks links) => new JsonObject
    {
        ["TepDinhKemId"] = attachment.Id.ToString(),
        ["TenTepDinhKem"] = Value(attachment.Newest.FileName),
        ["IsDeleted"] = "False",
        ["MaThanhPhanHoSo"] = component.Id,
        ["DuongDanTaiTepTin"] = links.AddressOf(dossier.Code, component.Id, attachment.Id),
    };

    private static JsonNode Result(Dossier dossier, ResultPaper result, ProcedureDefinition procedure, IPortalFileLinks links) => new JsonObject
    {
        ["TenGiayTo"] = procedure.Results.FirstOrDefault(r => r.Id == result.ResultDefinitionId)?.Name ?? Value(result.Newest.FileName),
        ["MaThanhPhanHoSo"] = ResultComponent,
        ["GiayToId"] = result.Id.ToString(),
        ["DuongDanTepTinKetQua"] = links.AddressOf(dossier.Code, ResultComponent, result.Id),
    };

    /// <summary>What the dossier costs, line by line. One whose fees cannot be computed is told without them: it must be told all the same.</summary>
    private static JsonArray Fees(Dossier dossier, ProcedureDefinition procedure)
    {
        try
        {
            return new JsonArray([.. dossier.FeesBy(procedure).Lines.Select(JsonNode (l) => new JsonObject
            {
                ["MaPhiLePhi"] = l.FeeId,
                ["TenPhiLePhi"] = l.Name,
                ["SoTien"] = l.Amount.ToString(CultureInfo.InvariantCulture),
            })]);
        }
        catch (FailureException e) when (e.Failure == Failures.FeesNotComputable)
        {
            return [];
        }
    }

    private static JsonArray Asked(Dossier dossier) => dossier.Supplement is not { } asked
        ? []
        : [new JsonObject
        {
            ["NguoiYeuCauBoSung"] = dossier.Agency.Name,
            ["NoiDungBoSung"] = string.Join("; ", asked.Items.Select(i => Value(i.Note)).Where(n => n.Length > 0).Prepend(Value(asked.Note)).Where(n => n.Length > 0)),
            ["NgayBoSung"] = Time(asked.At),
            ["ThoiHanBoSung"] = asked.Deadline.ToString("yyyyMMdd", CultureInfo.InvariantCulture),
        }];

    private static string Value(Personal<string> text) => text.Value ?? "";
}
