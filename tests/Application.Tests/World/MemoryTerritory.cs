using KonTum.Tthc.Application.Procedures.Territory;

namespace KonTum.Tthc.Application.Tests.World;

/// <summary>A small country: what was merged on 2025-07-01, and what is in force since.</summary>
internal static class MemoryTerritory
{
    private static readonly DateOnly Long = new(2004, 1, 1);
    private static readonly DateOnly LastOld = new(2025, 6, 30);
    private static readonly DateOnly New = new(2025, 7, 1);

    public static AdministrativeUnitList Units { get; } = new(
    [
        new("62", "Tỉnh Kon Tum", AdministrativeLevel.Province, "", Long, LastOld, ["51"]),
        new("608", "Thành phố Kon Tum", AdministrativeLevel.District, "62", Long, LastOld, []),
        new("23284", "Phường Duy Tân", AdministrativeLevel.Ward, "608", Long, LastOld, ["23284"]),
        new("23293", "Phường Thắng Lợi", AdministrativeLevel.Ward, "608", Long, LastOld, ["23293"]),
        new("51", "Tỉnh Quảng Ngãi", AdministrativeLevel.Province, "", Long, null, []),
        new("23284", "Phường Đăk Cấm", AdministrativeLevel.Ward, "51", New, null, []),
        new("23293", "Phường Kon Tum", AdministrativeLevel.Ward, "51", New, null, []),
    ]);

    public static AgencyList Agencies { get; } = new(
    [
        new(TestWorld.DuyTan, "UBND phường Duy Tân", "23284", Long, null, ""),
        new(TestWorld.ThangLoi, "UBND phường Thắng Lợi", "23293", Long, null, ""),
        new("000.23.24.H34", "UBND phường Ngô Mây", "23296", Long, LastOld, TestWorld.DuyTan),
    ]);
}
