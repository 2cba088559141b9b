namespace KonTum.Tthc.Domain.Procedures.Forms;

/// <summary>Levels of an address.</summary>
public enum AddressLevel
{
    /// <summary>Tỉnh, thành phố.</summary>
    Province,

    /// <summary>Quận, huyện.</summary>
    District,

    /// <summary>Phường, xã.</summary>
    Ward,
}

/// <summary>What a form is judged by besides the procedure: the day, and the country as it is on that day.</summary>
/// <param name="Today">The day in Việt Nam.</param>
/// <param name="IsUnit">Whether a code stands for a unit of a level that is in force and lies in the unit of the other code ("" for provinces).</param>
/// <param name="HasDistricts">Whether a province is divided into districts; since 2025-07-01 none is (Luật 72/2025/QH15).</param>
public sealed record FormRules(DateOnly Today, Func<AddressLevel, string, string, bool> IsUnit, Func<string, bool> HasDistricts);
