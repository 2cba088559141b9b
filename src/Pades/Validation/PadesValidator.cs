namespace KonTum.Tthc.Pades;

/// <summary>Validates the signatures of PDF files. No call leaves the process.</summary>
public static class PadesValidator
{
    /// <summary>Validates every signature and document timestamp of a file.</summary>
    /// <param name="pdf">A seekable PDF.</param>
    /// <param name="options">What is to be believed.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <exception cref="PdfRefusedException">The file cannot be read, with the reason.</exception>
    public static Task<ValidationReport> ValidateAsync(Stream pdf, ValidationOptions options, CancellationToken cancellationToken = default) =>
        throw new NotImplementedException();
}
