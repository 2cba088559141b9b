using System.Globalization;

namespace KonTum.Tthc.Application.Signing.AdvanceSigning;

/// <summary>The text of the visible signature.</summary>
internal static class VisibleText
{
    private static readonly TimeSpan VietnamOffset = TimeSpan.FromHours(7);

    /// <summary>Signer, authority, and the time in Việt Nam as people there write it; the exact time is in the signature itself.</summary>
    public static IReadOnlyList<string> Lines(string holder, string authority, DateTimeOffset time) =>
    [
        $"Người ký: {holder}",
        $"Cơ quan chứng thực: {authority}",
        "Ngày ký: " + time.ToOffset(VietnamOffset).ToString("dd/MM/yyyy HH:mm:ss", CultureInfo.InvariantCulture),
    ];
}
