using KonTum.Tthc.Pades.Objects;

namespace KonTum.Tthc.Pades.Reading;

/// <summary>A token that is no object: bracket, keyword or the end.</summary>
internal sealed class Mark(string word) : PdfObject
{
    public static Mark End { get; } = new(string.Empty);

    public static Mark ArrayOpen { get; } = new("[");

    public static Mark ArrayClose { get; } = new("]");

    public static Mark DictionaryOpen { get; } = new("<<");

    public static Mark DictionaryClose { get; } = new(">>");

    public string Word { get; } = word;

    public static PdfObject Of(string word) => word switch
    {
        "true" => PdfBoolean.True,
        "false" => PdfBoolean.False,
        "null" => Null,
        _ => new Mark(word),
    };
}
