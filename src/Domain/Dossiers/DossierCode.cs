using System.Globalization;
using System.Text.RegularExpressions;

namespace KonTum.Tthc.Domain.Dossiers;

/// <summary>
/// Code of a submitted dossier: agency, day of submission in Việt Nam, running number of that agency and day
/// (agency identifiers by QCVN 102:2016/BTTTT or QĐ 20/2020/QĐ-TTg; for example <c>000.21.24.H34-261123-0001</c>).
/// </summary>
public static partial class DossierCode
{
    /// <summary>Việt Nam has one time zone, UTC+7, without summer time.</summary>
    private static readonly TimeSpan Offset = TimeSpan.FromHours(7);

    /// <summary>The day in Việt Nam.</summary>
    public static DateOnly DayOf(DateTimeOffset time) => DateOnly.FromDateTime(time.ToOffset(Offset).DateTime);

    /// <summary>The code of a dossier.</summary>
    /// <param name="agencyCode">Identifier of the agency.</param>
    /// <param name="day">Day of submission in Việt Nam.</param>
    /// <param name="number">Running number, from 1.</param>
    public static string Make(string agencyCode, DateOnly day, int number) =>
        string.Create(CultureInfo.InvariantCulture, $"{agencyCode}-{day:yyMMdd}-{number:D4}");

    /// <summary>The parts of a code.</summary>
    public static (string AgencyCode, DateOnly Day, int Number) Split(string code)
    {
        var parts = code.Split('-');
        return (parts[0], DateOnly.ParseExact(parts[1], "yyMMdd", CultureInfo.InvariantCulture), int.Parse(parts[2], CultureInfo.InvariantCulture));
    }

    /// <summary>Whether a text is a dossier code, in the old or the new style of agency identifiers.</summary>
    public static bool IsValid(string? text) => text is not null && Form().IsMatch(text);

    [GeneratedRegex(@"^([0-9]{3}\.[0-9]{2}\.[0-9]{2}\.[A-Z][0-9]{2}|[A-Z][0-9]{2}(\.[0-9]{1,3}){0,3})-[0-9]{6}-[0-9]{4,6}\z", RegexOptions.CultureInvariant)]
    private static partial Regex Form();
}
