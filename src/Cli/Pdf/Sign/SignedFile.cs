using KonTum.Tthc.Pades;

namespace KonTum.Tthc.Cli.Pdf.Sign;

/// <summary>A file that was signed.</summary>
internal sealed record SignedFile
{
    public required string File { get; init; }

    public required string Out { get; init; }

    public required string Field { get; init; }

    /// <summary>Null: invisible, or where the field stands.</summary>
    public int? Page { get; init; }

    public required PadesLevel Level { get; init; }

    public required bool IsTrial { get; init; }

    public string ToJson() => JsonLine.Of(writer =>
    {
        writer.WriteString("file", File);
        writer.WriteString("outcome", "signed");
        writer.WriteString("out", Out);
        writer.WriteString("field", Field);
        if (Page is { } page)
            writer.WriteNumber("page", page);
        writer.WriteString("level", ReportTexts.Code(Level));
        writer.WriteBoolean("test_certificate", IsTrial);
    });
}
