namespace KonTum.Tthc.Cli.Pdf;

/// <summary>Opens what stands on the command line.</summary>
internal static class PdfFile
{
    /// <exception cref="IOException">It cannot be opened, or it is a pipe or device: a PDF is read from its end.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read, or it is a folder.</exception>
    public static FileStream Open(FileInfo file)
    {
        var stream = new FileStream(file.FullName, FileMode.Open, FileAccess.Read, FileShare.Read);
        if (stream.CanSeek)
            return stream;
        stream.Dispose();
        throw new IOException($"'{file}' is a pipe or a device, not a file.");
    }
}
