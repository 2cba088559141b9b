namespace KonTum.Tthc.Acceptance.Tests.Lives;

/// <summary>Papers that the platform prints, read by programs of others.</summary>
internal static class Receipts
{
    /// <summary>The receipt of a dossier says these words, whose it is, and its QR code leads to the lookup.</summary>
    public static async Task ShouldSayAsync(Life life, string words, bool dueTime)
    {
        var pdf = await life.Api.ReadBytesAsync(Calls.GetReceipt, life.Citizen.Token, new() { ["dossierId"] = life.Id });
        var text = await TextOfAsync(pdf);
        text.ShouldContain(words);
        text.ShouldContain(life.Code);
        text.ShouldContain(life.Citizen.Person.Name);
        if (dueTime)
        {
            var due = DateTimeOffset.Parse((await life.Citizen.GetDossierAsync(life.Id)).Text("dueTime"), null).ToOffset(TimeSpan.FromHours(7));
            text.ShouldContain(due.ToString("dd/MM/yyyy", null));
        }

        var file = Path.Combine(Path.GetTempPath(), $"tthc-{Guid.NewGuid():N}");
        try
        {
            await File.WriteAllBytesAsync(file + ".pdf", pdf);
            await Programs.RunAsync("pdftoppm", ["-r", "150", "-png", "-singlefile", file + ".pdf", file]);
            var (_, seen, error) = await Programs.RunAsync("zbarimg", ["--quiet", "--raw", file + ".png"]);
            seen.Trim().ShouldBe($"{LivesPlatform.Address}/tra-cuu/{life.Code}", error);
        }
        finally
        {
            File.Delete(file + ".pdf");
            File.Delete(file + ".png");
        }
    }

    /// <summary>The text of a PDF, as poppler reads it, with single spaces.</summary>
    public static async Task<string> TextOfAsync(byte[] pdf)
    {
        var file = Path.Combine(Path.GetTempPath(), $"tthc-{Guid.NewGuid():N}.pdf");
        try
        {
            await File.WriteAllBytesAsync(file, pdf);
            var (_, text, _) = await Programs.RunAsync("pdftotext", ["-layout", file, "-"]);
            return string.Join(' ', text.Normalize().Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        }
        finally
        {
            File.Delete(file);
        }
    }
}
