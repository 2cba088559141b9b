using System.Text.Json;
using Google.Protobuf;

namespace KonTum.Tthc.Cli.Demo;

/// <summary>Where the results of a journey are kept, if anywhere.</summary>
/// <param name="folder">The folder; null reads the results and keeps none.</param>
/// <param name="prefix">Before each name, so that several journeys fit into one folder.</param>
/// <param name="say">Tells where a result was written.</param>
internal sealed class ResultFolder(string? folder, string prefix, Action<string> say)
{
    public Task SaveAsync(string name, IMessage message) => SaveAsync(name, async target =>
    {
        using var json = JsonDocument.Parse(JsonFormatter.Default.Format(message));
        await JsonSerializer.SerializeAsync(target, json, DemoFiles.Indented);
    });

    public async Task SaveAsync(string name, Func<Stream, Task> write)
    {
        if (folder is null)
        {
            await write(Stream.Null);
            return;
        }

        var path = Path.Combine(folder, prefix + name);
        await using (var target = File.Create(path)) await write(target);
        say($"Đã ghi {path}");
    }
}
