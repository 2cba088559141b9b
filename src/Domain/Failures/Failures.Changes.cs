using System.Globalization;
using KonTum.Tthc.Domain.Dossiers;

namespace KonTum.Tthc.Domain.Failures;

public static partial class Failures
{
    /// <summary>Detail of CHANGED_MEANWHILE: the version that whoever was slower had seen.</summary>
    public const string SeenVersion = "seen_version";

    /// <summary>More changes are counted and not listed: an answer's metadata travels in a header.</summary>
    private const int MostChangesTold = 5;

    private static readonly TimeSpan VietNam = TimeSpan.FromHours(7);

    /// <summary>CHANGED_MEANWHILE with what was changed, by whom and when, the newest first.</summary>
    /// <param name="changes">The changes since what the caller saw, oldest first; at least one.</param>
    public static FailureException ChangedBy(IReadOnlyList<DossierChange> changes)
    {
        var told = changes.Reverse().Take(MostChangesTold).ToList();
        var vietnamese = string.Join("; ", told.Select(c => string.Create(
            CultureInfo.InvariantCulture, $"{c.ActorName} {c.Act} lúc {c.At.ToOffset(VietNam):HH:mm dd/MM/yyyy}")));
        var english = string.Join("; ", told.Select(c => string.Create(
            CultureInfo.InvariantCulture, $"{c.ActorInEnglish} {c.ActInEnglish} at {c.At.ToUniversalTime():yyyy-MM-dd'T'HH:mm:ss'Z'}")));
        var more = changes.Count > told.Count ? changes.Count - told.Count : 0;
        var failure = ChangedMeanwhile with
        {
            Vietnamese = $"Hồ sơ đã được thay đổi: {vietnamese}{(more > 0 ? $"; và {more} thay đổi khác" : "")}. Vui lòng tải lại và thực hiện lại.",
            English = $"The dossier was changed meanwhile: {english}{(more > 0 ? $"; and {more} more" : "")}. Read it again and repeat.",
        };
        List<(string, object)> details = [("etag", changes[^1].Version), ("change_count", changes.Count)];
        foreach (var (change, number) in told.Select((c, n) => (c, n + 1)))
        {
            details.Add(($"change_{number}_type", change.Type));
            details.Add(($"change_{number}_time", change.At.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture)));
            details.Add(($"change_{number}_actor", change.Actor));
        }

        return failure.Because([.. details]);
    }
}
