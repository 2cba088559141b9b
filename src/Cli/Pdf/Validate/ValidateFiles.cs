using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using KonTum.Tthc.Pades;

namespace KonTum.Tthc.Cli.Pdf.Validate;

/// <summary>Validates files one after the other; a bad one never stops the others.</summary>
internal sealed class ValidateFiles(TimeProvider time, TextWriter output, TextWriter error)
{
    public async Task<int> RunAsync(
        IReadOnlyList<FileInfo> files, IReadOnlyList<FileInfo> trust, bool json, CancellationToken cancellationToken)
    {
        ValidationOptions options;
        try
        {
            options = new ValidationOptions { TrustAnchors = [.. trust.SelectMany(ReadCertificates)], At = time.GetUtcNow() };
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or CryptographicException)
        {
            await error.WriteLineAsync("Không đọc được chứng thư gốc (--trust).");
            await error.WriteLineAsync($"A trusted certificate cannot be read: {e.Message}");
            return ExitCodes.UnusableInput;
        }

        var exit = ExitCodes.Done;
        foreach (var file in files)
        {
            var outcome = await ValidateAsync(file, options, cancellationToken);
            await output.WriteLineAsync(json ? outcome.ToJson() : ValidationText.Of(outcome));
            exit = Math.Max(exit, ExitCode(outcome));
        }

        return exit;
    }

    /// <summary>A file without a signature has not passed: there is nothing that could be relied on.</summary>
    private static int ExitCode(FileOutcome outcome) =>
        outcome.Outcome == "refused" ? ExitCodes.UnusableInput
        : outcome.Signatures.Count > 0 && outcome.Signatures.All(s => s.Indication == "TOTAL-PASSED") ? ExitCodes.Done
        : ExitCodes.NotPassed;

    private static async Task<FileOutcome> ValidateAsync(FileInfo file, ValidationOptions options, CancellationToken cancellationToken)
    {
        try
        {
            await using var pdf = PdfFile.Open(file);
            return FileOutcome.Validated(file.ToString(), await PadesValidator.ValidateAsync(pdf, options, cancellationToken));
        }
        catch (PdfRefusedException e)
        {
            return FileOutcome.Refused(file.ToString(), RefusalText.Code(e.Reason), RefusalText.Of(e.Reason));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return FileOutcome.Refused(file.ToString(), "unreadable", ("không đọc được tệp", "the file cannot be read"));
        }
    }

    private static IEnumerable<byte[]> ReadCertificates(FileInfo file)
    {
        var bytes = File.ReadAllBytes(file.FullName);
        var all = new X509Certificate2Collection();
        if (bytes.AsSpan().IndexOf("-----BEGIN CERTIFICATE-----"u8) >= 0)
            all.ImportFromPem(System.Text.Encoding.ASCII.GetString(bytes));
        else
            all.Add(X509CertificateLoader.LoadCertificate(bytes));
        foreach (var certificate in all)
        {
            using (certificate)
                yield return certificate.RawData;
        }
    }
}
