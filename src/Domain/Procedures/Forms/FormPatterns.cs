using System.Collections.Concurrent;
using System.Text.RegularExpressions;

namespace KonTum.Tthc.Domain.Procedures.Forms;

/// <summary>The regular expressions of published forms: run in linear time, whatever is typed.</summary>
public static class FormPatterns
{
    private static readonly ConcurrentDictionary<string, Regex?> Known = new(StringComparer.Ordinal);

    /// <summary>Whether a pattern can be used: well-formed, without look-around and back-references.</summary>
    public static bool IsUsable(string pattern) => Of(pattern) is not null;

    /// <summary>Whether a text matches as a whole. A pattern that cannot be used refuses nothing: nobody could file.</summary>
    public static bool Matches(string pattern, string text) => pattern.Length == 0 || Of(pattern)?.IsMatch(text) != false;

    private static Regex? Of(string pattern) => Known.GetOrAdd(pattern, static p =>
    {
        try
        {
            return new Regex($@"\A(?:{p})\z", RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);
        }
        catch (Exception e) when (e is ArgumentException or NotSupportedException)
        {
            return null;
        }
    });
}
