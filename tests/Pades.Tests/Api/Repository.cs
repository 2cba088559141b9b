namespace KonTum.Tthc.Pades.Tests.Api;

/// <summary>The working copy that the tests run in.</summary>
internal static class Repository
{
    public static string Root { get; } = Find();

    private static string Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "KonTum.Tthc.sln")))
                return folder.FullName;
        }

        throw new InvalidOperationException("No working copy above the tests.");
    }
}
