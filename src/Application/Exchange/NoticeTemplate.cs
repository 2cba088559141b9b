using System.Text.RegularExpressions;

namespace KonTum.Tthc.Application.Exchange;

/// <summary>
/// The text of a message with placeholders in braces. A line whose placeholders are all empty is left out, so that "Lý do: {ly_do}" does not
/// stand there without a reason.
/// </summary>
public sealed partial record NoticeTemplate(string Subject, string Body)
{
    private const string SubjectMark = "Tiêu đề:";

    /// <summary>Reads a file: the first line is the subject of a mail, the rest its body; an SMS has a body only.</summary>
    /// <exception cref="InvalidDataException">It has no subject, no body, or a placeholder that nobody fills.</exception>
    public static NoticeTemplate Read(string file, string text, bool hasSubject, IReadOnlySet<string> known)
    {
        var lines = text.ReplaceLineEndings("\n").Trim('\n');
        var subject = "";
        if (hasSubject)
        {
            var end = lines.IndexOf('\n', StringComparison.Ordinal);
            if (end < 0 || !lines.StartsWith(SubjectMark, StringComparison.Ordinal))
                throw new InvalidDataException($"{file}: the first line must be \"{SubjectMark}\" with the subject, and a text must follow.");
            (subject, lines) = (lines[SubjectMark.Length..end].Trim(), lines[end..].Trim('\n'));
        }

        if (lines.Length == 0 || (hasSubject && subject.Length == 0)) throw new InvalidDataException($"{file}: it is empty.");
        var unknown = Placeholder().Matches(subject + lines).Select(m => m.Groups[1].Value).Where(n => !known.Contains(n)).Distinct().ToList();
        if (unknown.Count > 0) throw new InvalidDataException($"{file}: nobody fills {string.Join(", ", unknown.Select(n => $"{{{n}}}"))}.");
        return new NoticeTemplate(subject, lines);
    }

    /// <summary>Fills it.</summary>
    public NoticeTemplate Fill(IReadOnlyDictionary<string, string> values) => new(
        // A value with a line break must not make a header of its own.
        Replace(Subject, values).ReplaceLineEndings(" "),
        string.Join('\n', Body.Split('\n').Where(l => !IsEmptied(l, values)).Select(l => Replace(l, values))));

    private static bool IsEmptied(string line, IReadOnlyDictionary<string, string> values)
    {
        var named = Placeholder().Matches(line);
        return named.Count > 0 && named.All(m => string.IsNullOrWhiteSpace(values[m.Groups[1].Value]));
    }

    private static string Replace(string text, IReadOnlyDictionary<string, string> values) =>
        Placeholder().Replace(text, m => values[m.Groups[1].Value]);

    [GeneratedRegex(@"\{([^{}]*)\}")]
    private static partial Regex Placeholder();
}
