using System.Reflection;
using KonTum.Tthc.Application.Exchange;

namespace KonTum.Tthc.Infrastructure.Messages;

/// <summary>The templates that come with the platform (<c>data/messages</c>), or those of a directory instead.</summary>
internal static class MessageFiles
{
    private const string Prefix = "messages/";

    /// <summary>Reads them.</summary>
    /// <param name="directory">The directory; null for those that come with the platform.</param>
    /// <exception cref="InvalidDataException">They are not what is wanted.</exception>
    public static NoticeCatalogue Read(string? directory) => new(string.IsNullOrEmpty(directory) ? Own() : Of(directory));

    private static IEnumerable<(string Name, string Text)> Own()
    {
        var assembly = Assembly.GetExecutingAssembly();
        foreach (var name in assembly.GetManifestResourceNames().Where(n => n.StartsWith(Prefix, StringComparison.Ordinal)))
        {
            using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!);
            yield return (name[Prefix.Length..], reader.ReadToEnd());
        }
    }

    private static IEnumerable<(string Name, string Text)> Of(string directory)
    {
        if (!Directory.Exists(directory)) throw new InvalidDataException("Tthc:Messages:Directory does not exist.");
        return Directory.EnumerateFiles(directory, "*.txt").Order(StringComparer.Ordinal).Select(f => (Path.GetFileName(f), File.ReadAllText(f)));
    }
}
