namespace KonTum.Tthc.Application.Procedures.Territory;

/// <summary>
/// An administrative unit (đơn vị hành chính) in one period. A code can have several periods: the national list of 2025 gives codes of
/// units that went to units that came (23293 was phường Thắng Lợi and is phường Kon Tum), so a code says which unit only with a day.
/// </summary>
/// <param name="Code">Code of the national list: two digits a province, three a district, five a ward.</param>
/// <param name="Name">Vietnamese name with its kind, for example "Phường Quang Trung".</param>
/// <param name="Level">Level.</param>
/// <param name="ParentCode">Code of the unit that it belongs to; empty for a province.</param>
/// <param name="ValidFrom">First day in force.</param>
/// <param name="ValidUntil">Last day in force; null while it is in force.</param>
/// <param name="SuccessorCodes">Codes, of the day after the last one, of the units that it became part of.</param>
public sealed record AdministrativeUnit(
    string Code,
    string Name,
    AdministrativeLevel Level,
    string ParentCode,
    DateOnly ValidFrom,
    DateOnly? ValidUntil,
    IReadOnlyList<string> SuccessorCodes)
{
    /// <summary>Whether it is in force on a day.</summary>
    public bool IsInForce(DateOnly day) => ValidFrom <= day && (ValidUntil is not { } last || day <= last);
}

/// <summary>Levels of administrative units; the numbers are those of the contract.</summary>
public enum AdministrativeLevel
{
    /// <summary>Tỉnh, thành phố trực thuộc trung ương.</summary>
    Province = 1,

    /// <summary>Quận, huyện, thị xã, thành phố thuộc tỉnh; there are none after 2025-06-30 (Luật 72/2025/QH15).</summary>
    District = 2,

    /// <summary>Phường, xã, thị trấn, đặc khu.</summary>
    Ward = 3,
}

/// <summary>The administrative units that the platform knows, each with its period. All of them are in memory: asking costs nothing.</summary>
public interface IAdministrativeUnits
{
    /// <summary>The unit that a code stood for on a day; null if it stood for none.</summary>
    AdministrativeUnit? Find(string code, DateOnly day);

    /// <summary>Every period of a code, the newest first; empty if the code is unknown. So old codes stay readable.</summary>
    IReadOnlyList<AdministrativeUnit> PeriodsOf(string code);

    /// <summary>The units right under one that are in force on a day, by name; the provinces if the code is empty.</summary>
    IReadOnlyList<AdministrativeUnit> Children(string parentCode, DateOnly day);
}

/// <summary>What callers ask of the units.</summary>
public static class AdministrativeUnitQuestions
{
    /// <summary>Whether a code stands for a unit in force on a day.</summary>
    public static bool IsInForce(this IAdministrativeUnits units, string code, DateOnly day) => units.Find(code, day) is not null;

    /// <summary>Whether a unit lies in another one on a day: right under it, or under a unit that does.</summary>
    public static bool IsWithin(this IAdministrativeUnits units, string code, string ancestorCode, DateOnly day)
    {
        var unit = units.Find(code, day);
        while (unit is { ParentCode.Length: > 0 })
        {
            if (unit.ParentCode == ancestorCode) return units.IsInForce(ancestorCode, day);
            unit = units.Find(unit.ParentCode, day);
        }

        return false;
    }

    /// <summary>Whether a province is divided into districts on a day; after 2025-06-30 none is.</summary>
    public static bool HasDistricts(this IAdministrativeUnits units, string provinceCode, DateOnly day) =>
        units.Children(provinceCode, day).Any(u => u.Level == AdministrativeLevel.District);
}

/// <summary>Answers from a list of units.</summary>
/// <param name="units">All units; at most one period of a code holds a day.</param>
public sealed class AdministrativeUnitList(IEnumerable<AdministrativeUnit> units) : IAdministrativeUnits
{
    private static readonly StringComparer ByVietnameseName = StringComparer.Create(
        System.Globalization.CultureInfo.GetCultureInfo("vi-VN"), System.Globalization.CompareOptions.None);

    private readonly ILookup<string, AdministrativeUnit> _byCode =
        units.OrderByDescending(u => u.ValidFrom).ToLookup(u => u.Code, StringComparer.Ordinal);

    private ILookup<string, AdministrativeUnit>? _byParent;

    /// <inheritdoc />
    public AdministrativeUnit? Find(string code, DateOnly day) => _byCode[code].FirstOrDefault(u => u.IsInForce(day));

    /// <inheritdoc />
    public IReadOnlyList<AdministrativeUnit> PeriodsOf(string code) => [.. _byCode[code]];

    /// <inheritdoc />
    public IReadOnlyList<AdministrativeUnit> Children(string parentCode, DateOnly day)
    {
        _byParent ??= _byCode.SelectMany(u => u).OrderBy(u => u.Name, ByVietnameseName).ToLookup(u => u.ParentCode, StringComparer.Ordinal);
        return [.. _byParent[parentCode].Where(u => u.IsInForce(day))];
    }
}
