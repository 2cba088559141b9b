using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace KonTum.Tthc.Sandbox.Portal;

/// <summary>The members that items have to have, all of them texts or lists, and the form of codes and times.</summary>
internal static partial class PortalShapes
{
    public static readonly string[] Dossier =
    [
        "MaHoSo", "MaTTHC", "TenTTHC", "MaLinhVuc", "TenLinhVuc", "ChuHoSo", "LoaiDoiTuong", "MaDoiTuong", "ThongTinKhac", "Email", "Fax",
        "SoDienThoai", "TrichYeuHoSo", "NgayTiepNhan", "NgayHenTra", "TrangThaiHoSo", "NgayTra", "ThongTinTra", "HinhThuc", "NgayKetThucXuLy",
        "DonViXuLy", "GhiChu", "TaiLieuNop", "DanhSachLePhi", "DanhSachTepDinhKemKhac", "DanhSachHoSoBoSung", "DanhSachGiayToKetQua",
    ];

    public static readonly string[] Step =
    [
        "MaHoSo", "NguoiXuLy", "ChucDanh", "ThoiDiemXuLy", "PhongBanXuLy", "NoiDungXuLy", "TrangThai", "NgayBatDau", "NgayKetThucTheoQuyDinh",
    ];

    private static readonly string[] Needed = ["MaHoSo", "MaTTHC", "TenTTHC", "ChuHoSo", "NgayTiepNhan", "DonViXuLy", "NguoiXuLy", "ThoiDiemXuLy"];

    /// <summary>The first member that is missing, unknown or not of its form; null when all is well.</summary>
    public static string? FindWrong(JsonObject item, string[] members)
    {
        foreach (var member in members)
        {
            if (!item.TryGetPropertyValue(member, out var value)) return member;
            if (value is JsonArray) continue;
            if (value is not JsonValue text || !text.TryGetValue<string>(out var said) || !Fits(member, said)) return member;
        }

        return item.Select(m => m.Key).FirstOrDefault(m => !members.Contains(m));
    }

    private static bool Fits(string member, string said) => member switch
    {
        "TrangThaiHoSo" or "TrangThai" => int.TryParse(said, NumberStyles.None, CultureInfo.InvariantCulture, out var status) && status is >= 1 and <= 10,
        "LoaiDoiTuong" => said is "1" or "2",
        "HinhThuc" => said is "0" or "1",
        _ when Needed.Contains(member) && said.Length == 0 => false,
        _ when member.StartsWith("Ngay", StringComparison.Ordinal) || member == "ThoiDiemXuLy" => said.Length == 0 || Time().IsMatch(said),
        _ => true,
    };

    [GeneratedRegex("^[0-9]{14}$")]
    private static partial Regex Time();
}
