namespace KonTum.Tthc.TestKit;

/// <summary>Finds the files of the working copy that the tests run in, from wherever they were started.</summary>
public static class Repository
{
    /// <summary>The directory that holds the solution.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>The folder <c>shared</c> beside the working copy; null where it is not there.</summary>
    public static string? Shared { get; } = Existing(Path.GetFullPath(Path.Combine(Root, "..", "shared")));

    /// <summary>
    /// The files of one kind (<c>plain</c> or <c>signed</c>) of the shared PDF corpus in a stable order; none where the corpus is not
    /// there. Tests that need it skip with <see cref="CorpusMissing"/>.
    /// </summary>
    public static IReadOnlyList<string> Corpus(string kind) =>
        Shared is { } shared && Existing(Path.Combine(shared, "corpus", kind)) is { } folder
            ? [.. Directory.EnumerateFiles(folder, "*.pdf").Order(StringComparer.Ordinal)]
            : [];

    /// <summary>Why a test of the corpus is skipped.</summary>
    public const string CorpusMissing = "The PDF corpus (../shared/corpus) is not beside this working copy.";

    private static string FindRoot()
    {
        for (var directory = new DirectoryInfo(AppContext.BaseDirectory); directory is not null; directory = directory.Parent)
        {
            if (File.Exists(Path.Combine(directory.FullName, "KonTum.Tthc.sln")))
                return directory.FullName;
        }

        throw new InvalidOperationException($"No KonTum.Tthc.sln above {AppContext.BaseDirectory}.");
    }

    private static string? Existing(string directory) => Directory.Exists(directory) ? directory : null;
}
