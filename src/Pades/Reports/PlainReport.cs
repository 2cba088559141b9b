using System.Text;

namespace KonTum.Tthc.Pades.Reports;

/// <summary>A report as lines of text, for terminals.</summary>
internal static class PlainReport
{
    public static string Of(ReportView view)
    {
        var text = new StringBuilder();
        foreach (var section in view.Sections)
            Append(text, section);
        return text.ToString();
    }

    private static void Append(StringBuilder text, ReportSection section)
    {
        var indent = new string(' ', 2 * (section.Level - 2));
        text.Append(indent).Append(section.Title);
        if (section.Lead is { } lead)
            text.Append(": ").Append(Neutral.Of(lead));
        text.Append('\n');
        if (section.Advice is { } advice)
            text.Append(indent).Append("  ").Append(Neutral.Of(advice)).Append('\n');
        foreach (var table in section.Parts)
        {
            if (table.Headings.Count > 0)
                text.Append(indent).Append("  ").Append(table.Caption).Append(":\n");
            foreach (var row in table.Rows)
                Append(text, indent, table.Headings, row);
        }
    }

    private static void Append(StringBuilder text, string indent, IReadOnlyList<string> headings, IReadOnlyList<Cell> row)
    {
        text.Append(indent).Append("  ");
        if (headings.Count == 0)
            text.Append(row[0].Text).Append(": ").Append(Neutral.Of(row[1].Text));
        else
            text.Append("- ").AppendJoin(" | ", row.Select(cell => Neutral.Of(cell.Text)));
        text.Append('\n');
    }
}
