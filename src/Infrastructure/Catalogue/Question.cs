using System.Text.Json;

namespace KonTum.Tthc.Infrastructure.Catalogue;

/// <summary>
/// A question as the search understood it. It goes on in the page token: what is published between two pages must not lead a typing error
/// back to another word, or the second page would be one of another list.
/// </summary>
/// <param name="Readings">The ways to read it.</param>
internal sealed record Question(IReadOnlyList<Reading> Readings)
{
    /// <summary>All known words of all readings.</summary>
    public IEnumerable<string> Words => Readings.SelectMany(r => r.Terms).Select(t => t.Word).Distinct();
}

/// <summary>One way to read a question.</summary>
/// <param name="Text">Its words in their order, typing errors corrected.</param>
/// <param name="Slots">How many words were typed.</param>
/// <param name="Terms">Its terms; the values of the best term of each slot add up to 1 where every word is known and right.</param>
internal sealed record Reading(string Text, int Slots, IReadOnlyList<Term> Terms);

/// <summary>A known word that stands for a typed one.</summary>
/// <param name="Slot">Which typed word.</param>
/// <param name="Word">The known word.</param>
/// <param name="Value">How much it counts.</param>
internal sealed record Term(int Slot, string Word, double Value);

/// <summary>Where a page begins: after the score and code of the last item; of a list without a question, after the code.</summary>
internal sealed record Position(string Code, decimal Score, Question? Question)
{
    private const int MostTerms = 400;

    public string Write() => JsonSerializer.Serialize(this);

    /// <summary>Null for what was not written here.</summary>
    public static Position? Read(string text)
    {
        try
        {
            var read = JsonSerializer.Deserialize<Position>(text);
            return read is { Code.Length: > 0 and <= 50 } && (read.Question is null || IsSound(read.Question)) ? read : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static bool IsSound(Question question) =>
        question.Readings is { Count: > 0 and <= 2 } readings
        && readings.All(r => r is { Text: not null, Terms: { Count: > 0 and <= MostTerms } terms }
            && r.Text.Length <= 2000 && terms.All(t => t is { Word.Length: > 0 and <= 40 } && double.IsFinite(t.Value) && t.Word.All(char.IsAsciiLetterOrDigit)));
}
