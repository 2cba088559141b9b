namespace KonTum.Tthc.Pades.Reports;

/// <summary>Who wrote the text of a cell, and how it is to be shown. All of it is neutralised; nothing is taken for markup.</summary>
internal enum CellKind
{
    /// <summary>Ours, in the language of the report.</summary>
    Own,

    /// <summary>From the file: its direction of writing must not reach what stands around it.</summary>
    Foreign,

    /// <summary>A sentence of the engine for developers, in English whatever the language of the report.</summary>
    English,

    /// <summary>Numbers, codes and digests.</summary>
    Code,
}

/// <summary>How something turned out, for colours and signs.</summary>
internal enum Tone
{
    Plain,
    Good,
    Open,
    Bad,
}

internal sealed record Cell(string Text, CellKind Kind = CellKind.Own, Tone Tone = Tone.Plain)
{
    public static implicit operator Cell(string text) => new(text);
}

/// <summary>What a report says, before it is made a page or a text.</summary>
/// <param name="Title">Of the whole.</param>
/// <param name="Sections">In their order; a section of a lower level belongs to the one before it.</param>
internal sealed record ReportView(string Title, IReadOnlyList<ReportSection> Sections);

/// <param name="Level">2 for a file, 3 for a signature, 4 for a part of it.</param>
/// <param name="Title">Its heading.</param>
/// <param name="Tone">Of its lead.</param>
/// <param name="Lead">The verdict; null for none.</param>
/// <param name="Advice">What to do next; null for none.</param>
/// <param name="Parts">Tables.</param>
internal sealed record ReportSection(
    int Level, string Title, Tone Tone = Tone.Plain, string? Lead = null, string? Advice = null, params IReadOnlyList<ReportTable> Parts);

/// <summary>A table. Without headings it has two columns, and the first names what stands in the second.</summary>
internal sealed record ReportTable(string Caption, IReadOnlyList<string> Headings, IReadOnlyList<IReadOnlyList<Cell>> Rows);
