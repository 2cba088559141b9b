using System.Diagnostics;

namespace KonTum.Tthc.Pades.Tests.Cms;

/// <summary>The independent peer: the openssl program, in a folder of its own that is removed afterwards.</summary>
internal sealed class OpenSsl : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("pades-openssl-");

    public static bool IsInstalled { get; } = File.Exists("/usr/bin/openssl");

    public string Write(string name, byte[] bytes)
    {
        var path = Path.Combine(folder.FullName, name);
        File.WriteAllBytes(path, bytes);
        return path;
    }

    public string Write(string name, string text)
    {
        var path = Path.Combine(folder.FullName, name);
        File.WriteAllText(path, text);
        return path;
    }

    public byte[] Read(string name) => File.ReadAllBytes(Path.Combine(folder.FullName, name));

    public (int Code, string Output) Run(params string[] arguments) => RunProgram("openssl", arguments);

    public (int Code, string Output) RunProgram(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = folder.FullName,
            RedirectStandardError = true,
            RedirectStandardOutput = true,
            RedirectStandardInput = true,
        })!;
        process.StandardInput.Close();
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        if (!process.WaitForExit(60_000))
        {
            process.Kill();
            throw new TimeoutException($"{program} did not end within 60 s.");
        }

        return (process.ExitCode, output + error.Result);
    }

    public void Dispose() => folder.Delete(recursive: true);
}
