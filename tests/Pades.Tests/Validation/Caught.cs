using Shouldly;

namespace KonTum.Tthc.Pades.Tests.Validation;

/// <summary>What every attack must come to.</summary>
internal static class Caught
{
    /// <summary>
    /// No signature passes as untouched: each is broken or its document suspicious, or it is not there at all, or the file is refused.
    /// </summary>
    public static async Task ShouldBeCaughtAsync(this byte[] pdf, string what)
    {
        IReadOnlyList<SignatureResult> results;
        try
        {
            results = await Signer.ValidateAsync(pdf);
        }
        catch (PdfRefusedException)
        {
            return;
        }

        foreach (var result in results)
        {
            result.Indication.ShouldNotBe(Indication.TotalPassed, $"{what}, {result.Field}: {string.Join(' ', result.Details)}");
            (result.Integrity == Integrity.Broken || result.Modifications == Modifications.Suspicious)
                .ShouldBeTrue($"{what}, {result.Field}: {string.Join(' ', result.Details)}");
        }
    }
}
