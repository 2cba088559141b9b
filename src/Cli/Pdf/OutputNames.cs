namespace KonTum.Tthc.Cli.Pdf;

/// <summary>Where results go: one file of a chosen name, or files of the same names in a folder.</summary>
internal sealed class OutputNames(string? file, string? folder, bool overwrites)
{
    private readonly HashSet<string> _taken = new(StringComparer.OrdinalIgnoreCase);

    public bool Overwrites => overwrites;

    /// <summary>What is wrong with the words; null when nothing is.</summary>
    public static (string Vietnamese, string English)? Objection(int files, string? file, string? folder) =>
        (file is null) == (folder is null)
            ? ("cần --out hoặc --out-dir (chỉ một trong hai)", "either --out or --out-dir is needed")
            : file is not null && files > 1
                ? ("nhiều tệp thì dùng --out-dir thay cho --out", "several files need --out-dir in place of --out")
                : null;

    /// <summary>The full name of the result of one input, found fit to be written.</summary>
    /// <exception cref="UnusableException">It exists, is the input, or is the result of another input; or the folder cannot be made.</exception>
    public async Task<string> ForAsync(string input, CancellationToken cancellationToken)
    {
        var target = file;
        if (folder is not null)
        {
            Make(folder);
            target = Path.Combine(folder, Path.GetFileName(input));
        }

        var full = Path.GetFullPath(target!);
        // Before the question whether it exists, which it then does: the reason given is the one that --force does not lift.
        if (await SameFile.IsAsync(input, full, cancellationToken))
            throw new UnusableException("output_is_input", "tệp kết quả trùng với tệp gốc", "the output is the input");
        AtomicFile.Check(full, overwrites);
        return _taken.Add(full)
            ? full
            : throw new UnusableException("output_twice", "hai tệp có cùng tên kết quả", "two inputs have the same output");
    }

    private static void Make(string folder)
    {
        try
        {
            Directory.CreateDirectory(folder);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Refusal.Unwritable(e);
        }
    }
}
