using System.Text.RegularExpressions;

namespace KonTum.Tthc.Sandbox.Gateways;

/// <summary>The <c>time_stamp</c> of QĐ 769: YYYYMMddHHmmSS; samples append <c>Z</c>, one client appends digits below the second.</summary>
internal static partial class WireTimeStamp
{
    public static bool IsMatch(string text) => Pattern().IsMatch(text);

    [GeneratedRegex(@"\A[0-9]{14}(\.?[0-9]{1,7})?Z?\z")]
    private static partial Regex Pattern();
}
