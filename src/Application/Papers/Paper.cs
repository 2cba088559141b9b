namespace KonTum.Tthc.Application.Papers;

/// <summary>A paper that the platform prints for a person, in the form of Vietnamese administrative papers (NĐ 30/2020/NĐ-CP, phụ lục I).</summary>
/// <param name="Agency">Who gives it out; printed on the left above.</param>
/// <param name="Number">Its number, for example "Số: …"; empty for none.</param>
/// <param name="Title">Its title, in capitals.</param>
/// <param name="Parts">What stands in it, in order.</param>
/// <param name="Day">The day it is given out.</param>
public sealed record Paper(string Agency, string Number, string Title, IReadOnlyList<PaperPart> Parts, DateOnly Day)
{
    /// <summary>What the QR code holds; null for none.</summary>
    public string? QrText { get; init; }

    /// <summary>What stands below the QR code.</summary>
    public string QrCaption { get; init; } = "";

    /// <summary>Small print at the foot of each page.</summary>
    public string Foot { get; init; } = "";
}

/// <summary>A part of a paper.</summary>
public abstract record PaperPart;

/// <summary>A paragraph.</summary>
/// <param name="Text">The text; broken into lines as needed.</param>
public sealed record PaperText(string Text) : PaperPart;

/// <summary>A label with its value.</summary>
/// <param name="Label">The label.</param>
/// <param name="Value">The value.</param>
public sealed record PaperField(string Label, string Value) : PaperPart;

/// <summary>A table.</summary>
/// <param name="Heads">Heads of the columns.</param>
/// <param name="Rows">Rows, each as long as the heads.</param>
public sealed record PaperTable(IReadOnlyList<string> Heads, IReadOnlyList<IReadOnlyList<string>> Rows) : PaperPart;

/// <summary>Prints papers.</summary>
public interface IPaperPrinter
{
    /// <summary>The paper as a PDF: A4, text that can be selected and searched, fonts embedded.</summary>
    byte[] Print(Paper paper);
}
