using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;
using KonTum.Tthc.Application.Procedures.Territory;

namespace KonTum.Tthc.Infrastructure.Catalogue;

/// <summary>The files of data/ as they were when this was built: they are part of the program, so every node of a version has the same ones.</summary>
internal static class CatalogueFiles
{
    private const string Prefix = "data/";

    private static readonly Assembly Holder = typeof(CatalogueFiles).Assembly;

    /// <summary>How the files are written: camel case, enumerations as words, comments allowed nowhere.</summary>
    public static JsonSerializerOptions Json { get; } = new(JsonSerializerDefaults.Web)
    {
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase, allowIntegerValues: false) },
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>The names of the files of a folder, in order.</summary>
    public static IReadOnlyList<string> Names(string folder) =>
    [
        .. Holder.GetManifestResourceNames()
            .Where(n => n.StartsWith(Prefix + folder + "/", StringComparison.Ordinal))
            .Select(n => n[Prefix.Length..])
            .Order(StringComparer.Ordinal),
    ];

    /// <summary>Opens a file; null if there is none.</summary>
    public static Stream? Open(string name) => Holder.GetManifestResourceStream(Prefix + name);

    /// <summary>Reads a list of the file.</summary>
    public static IReadOnlyList<T> Read<T>(string name, string property)
    {
        using var file = Open(name) ?? throw new InvalidOperationException($"The file data/{name} is not part of this program.");
        using var document = JsonDocument.Parse(file);
        return document.RootElement.GetProperty(property).Deserialize<List<T>>(Json)!;
    }
}

/// <summary>Administrative units and agencies as they are written in data/.</summary>
internal static class TerritoryFiles
{
    public static AdministrativeUnitList Units() => new(CatalogueFiles
        .Read<UnitRow>("administrative-units.json", "units")
        .Select(u => new AdministrativeUnit(u.Code, u.Name, u.Level, u.Parent, u.From, u.Until, u.Successors)));

    public static AgencyList Agencies() => new(CatalogueFiles
        .Read<AgencyRow>("agencies.json", "agencies")
        .Select(a => new DatedAgency(a.Code, a.Name, a.Unit, a.From, a.Until, a.Successor)));

    private sealed record UnitRow(string Code, string Name, AdministrativeLevel Level, DateOnly From)
    {
        public string Parent { get; init; } = "";

        public DateOnly? Until { get; init; }

        public IReadOnlyList<string> Successors { get; init; } = [];
    }

    private sealed record AgencyRow(string Code, string Name, string Unit, DateOnly From)
    {
        public DateOnly? Until { get; init; }

        public string Successor { get; init; } = "";
    }
}
