namespace KonTum.Tthc.Benchmarks;

/// <summary>The sizes that are measured: name, length, pages, objects, kind of cross-reference.</summary>
internal static class Files
{
    private static readonly Dictionary<string, (long Bytes, int Pages, int Objects, bool Streams)> s_all = new()
    {
        ["100KB"] = (100_000, 4, 100, false),
        ["20MB"] = (20_000_000, 70, 3_000, false),
        ["40MB"] = (40_000_000, 1_000, 10_000, false),
        ["40MB-100k"] = (40_000_000, 1_000, 100_000, false),
        ["40MB-100k-streams"] = (40_000_000, 1_000, 100_000, true),
    };

    public static IEnumerable<string> Names => s_all.Keys;

    /// <summary>Writes the file of that name into a folder, unless it is there.</summary>
    public static string In(string folder, string name)
    {
        var path = Path.Combine(folder, name + ".pdf");
        var (bytes, pages, objects, streams) = s_all[name];
        if (!File.Exists(path))
            GeneratedFile.Write(path, bytes, pages, objects, streams);
        return path;
    }
}
