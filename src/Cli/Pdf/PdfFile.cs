namespace KonTum.Tthc.Cli.Pdf;

/// <summary>Opens what stands on the command line.</summary>
internal static class PdfFile
{
    /// <summary>A named pipe without a writer would keep us waiting for ever; a file on a slow share opens well within this.</summary>
    private static readonly TimeSpan s_opensWithin = TimeSpan.FromSeconds(4);

    /// <exception cref="IOException">It cannot be opened, or it is a pipe or device: a PDF is read from its end.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read, or it is a folder.</exception>
    public static async Task<FileStream> OpenAsync(string file, CancellationToken cancellationToken)
    {
        if (file.Length == 0)
            throw new IOException("A file name is empty.");
        var opening = Task.Run(() => new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0), cancellationToken);
        FileStream stream;
        try
        {
            stream = await opening.WaitAsync(s_opensWithin, cancellationToken);
        }
        catch (TimeoutException)
        {
            throw new IOException("The file is a pipe or a device that does not open.");
        }

        if (stream.CanSeek)
            return stream;
        await stream.DisposeAsync();
        throw new IOException("The file is a pipe or a device: a PDF is read from its end.");
    }
}
