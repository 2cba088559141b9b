using KonTum.Tthc.Pades;

namespace KonTum.Tthc.Fuzz.Targets;

/// <summary>
/// Pre-flight, prepare, finish, validate. What the pre-flight lets pass must be signable; the input must stay a prefix; and the new
/// signature must be found intact over the whole file, whatever the file was.
/// </summary>
internal static class SignTarget
{
    public static void Run(byte[] bytes)
    {
        using var input = new MemoryStream(bytes, writable: false);
        try
        {
            _ = PdfPreflight.InspectAsync(input).GetAwaiter().GetResult();
        }
        catch (PdfRefusedException)
        {
            return;
        }

        using var output = new MemoryStream();
        var prepared = Prepare(input, output, visible: bytes.Length % 4 == 0);
        PadesSigner.FinishAsync(output, prepared, Keys.Rsa.Sign(prepared), null).GetAwaiter().GetResult();
        if (!output.GetBuffer().AsSpan(0, bytes.Length).SequenceEqual(bytes))
            throw new BrokenPromiseException("The input is not a prefix of the signed file.");
        Judge(output, prepared.FieldName);
    }

    private static PreparedSignature Prepare(MemoryStream input, MemoryStream output, bool visible)
    {
        try
        {
            return PadesSigner.PrepareAsync(input, output, new SignatureRequest
            {
                CertificateChain = Keys.Rsa.CertificateChain,
                ClaimedTime = Keys.Now,
                ReservedBytes = 4096,
                AllowDynamicXfa = true,
                Visible = visible ? new VisibleSignature { Page = 1, Rectangle = new PageRectangle(9, 9, 90, 30), Lines = ["Lan"] } : null,
            }).GetAwaiter().GetResult();
        }
        catch (PdfRefusedException e)
        {
            throw new BrokenPromiseException($"The pre-flight let pass what cannot be prepared: {e.Message}");
        }
    }

    private static void Judge(MemoryStream signed, string field)
    {
        var options = new ValidationOptions { At = Keys.Now, TrustAnchors = [Keys.Rsa.CertificateChain[0]] };
        ValidationReport report;
        try
        {
            report = PadesValidator.ValidateAsync(signed, options).GetAwaiter().GetResult();
        }
        catch (PdfRefusedException e)
        {
            throw new BrokenPromiseException($"What was signed is refused: {e.Message}");
        }

        var own = report.Signatures.FirstOrDefault(s => s.Field == field) ?? throw new BrokenPromiseException("The new signature is not found.");
        if (own.Integrity != Integrity.Intact || own.Coverage != Coverage.WholeFile || own.Modifications != Modifications.None)
            throw new BrokenPromiseException($"The new signature is {own.Integrity}, {own.Coverage}, {own.Modifications}.");
    }
}
