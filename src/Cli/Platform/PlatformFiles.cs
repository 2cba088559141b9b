using System.Text.Json;

namespace KonTum.Tthc.Cli.Platform;

/// <summary>Where the parts answer; the content of <c>.data/endpoints.json</c>.</summary>
internal sealed record Endpoints(Uri Rest, Uri Grpc, Uri Sandbox, Uri Phone, Uri Openapi);

/// <summary>The ports of the last start. Certificates and tokens name the sandbox's address, so it should stay the same.</summary>
internal sealed record Ports(int Rest, int Grpc, int Sandbox);

/// <summary>What a running platform leaves under the data directory, so that others find it.</summary>
internal sealed class PlatformFiles
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    public PlatformFiles(string root)
    {
        Root = Path.GetFullPath(root);
        Data = Path.Combine(Root, ".data");
    }

    /// <summary>The working copy.</summary>
    public string Root { get; }

    public string Data { get; }

    public string EndpointsFile => Path.Combine(Data, "endpoints.json");

    public string Log(string part) => Path.Combine(Data, "logs", $"{part}.log");

    private string LockFile => Path.Combine(Data, "up.lock");

    private string ProcessesFile => Path.Combine(Data, "processes.json");

    private string PortsFile => Path.Combine(Data, "ports.json");

    /// <summary>
    /// Held while the platform runs; null when somebody else holds it. The kernel frees it with its holder, so that it never lies, and
    /// <c>flock(1)</c> sees it too.
    /// </summary>
    public IDisposable? TryTakeLock()
    {
        Directory.CreateDirectory(Data);
        try
        {
            return new FileStream(LockFile, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException)
        {
            return null;
        }
    }

    public Endpoints? ReadEndpoints() => Read<Endpoints>(EndpointsFile);

    public void Write(Endpoints endpoints) => Write(EndpointsFile, endpoints);

    public Ports? ReadPorts() => Read<Ports>(PortsFile);

    public void Write(Ports ports) => Write(PortsFile, ports);

    public IReadOnlyDictionary<string, int>? ReadProcesses() => Read<Dictionary<string, int>>(ProcessesFile);

    public void Write(IReadOnlyDictionary<string, int> processes) => Write(ProcessesFile, processes);

    /// <summary>Removes what is true only while the platform runs.</summary>
    public void Forget()
    {
        File.Delete(EndpointsFile);
        File.Delete(ProcessesFile);
    }

    private static T? Read<T>(string path)
        where T : class
    {
        try
        {
            return JsonSerializer.Deserialize<T>(File.ReadAllText(path), Json);
        }
        catch (Exception e) when (e is IOException or JsonException)
        {
            return null;
        }
    }

    /// <summary>Readers see the old content or the new one, never half of it.</summary>
    private static void Write<T>(string path, T value)
    {
        var temporary = path + ".new";
        File.WriteAllText(temporary, JsonSerializer.Serialize(value, Json) + "\n");
        File.Move(temporary, path, overwrite: true);
    }
}
