using System.Globalization;

namespace KonTum.Tthc.Application.Signing.AdvanceSigning;

/// <summary>The text of the visible signature.</summary>
internal static class VisibleText
{
    private static readonly TimeSpan VietnamOffset = TimeSpan.FromHours(7);

    /// <summary>Signer, authority, and time in Việt Nam.</summary>
    public static IReadOnlyList<string> Lines(string holder, string authority, DateTimeOffset time) =>
    [
        $"Người ký: {holder}",
        $"Cơ quan chứng thực: {authority}",
        "Ngày ký: " + time.ToOffset(VietnamOffset).ToString("dd/MM/yyyy HH:mm:ss zzz", CultureInfo.InvariantCulture),
    ];
}
