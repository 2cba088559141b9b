using KonTum.Tthc.Pades;

namespace KonTum.Tthc.Fuzz.Targets;

/// <summary>Keys of this process.</summary>
internal static class Keys
{
    public static DateTimeOffset Now { get; } = new(2026, 6, 1, 9, 30, 0, TimeSpan.FromHours(7));

    public static LocalKey Rsa { get; } = LocalKey.CreateThrowAway("Fuzz", Now);
}
