using System.Diagnostics;

namespace KonTum.Tthc.Infrastructure.Postgres;

/// <summary>What a program that ran to its end left behind.</summary>
internal sealed record ToolResult(int ExitCode, string Output)
{
    public bool Succeeded => ExitCode == 0;
}

/// <summary>
/// The system user that the server runs as. PostgreSQL refuses to run as root, so root hands it to Debian's <c>postgres</c> user;
/// everybody else runs it as themselves.
/// </summary>
internal sealed class ServerAccount
{
    private const string DebianUser = "postgres";

    private readonly bool _switchUser = Environment.IsPrivilegedProcess;

    /// <summary>Runs a program as the server's user and waits for it.</summary>
    public Task<ToolResult> RunAsync(string program, IReadOnlyList<string> arguments, CancellationToken cancellationToken) =>
        _switchUser
            ? ExecuteAsync(
                "setpriv",
                [$"--reuid={DebianUser}", $"--regid={DebianUser}", "--init-groups", "--", program, .. arguments],
                cancellationToken)
            : ExecuteAsync(program, arguments, cancellationToken);

    /// <summary>Creates <paramref name="directory"/> for the server alone (mode 0700).</summary>
    public async Task CreatePrivateDirectoryAsync(string directory, CancellationToken cancellationToken)
    {
        if (OperatingSystem.IsWindows())
            throw new PlatformNotSupportedException("The private PostgreSQL cluster needs a Unix system.");

        Directory.CreateDirectory(directory, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        await GiveAsync(directory, cancellationToken);
    }

    /// <summary>Makes the server's user the owner of a file or directory.</summary>
    public async Task GiveAsync(string path, CancellationToken cancellationToken)
    {
        if (!_switchUser)
            return;

        var result = await ExecuteAsync("chown", [$"{DebianUser}:{DebianUser}", "--", path], cancellationToken);
        if (!result.Succeeded)
            throw new EmbeddedPostgresException($"Cannot hand {path} to the user {DebianUser}: {result.Output}");
    }

    /// <summary>Whether the server's user can get to <paramref name="directory"/>; root's home, for one, is closed to it.</summary>
    public async Task<bool> CanReachAsync(string directory, CancellationToken cancellationToken) =>
        !_switchUser || (await RunAsync("/usr/bin/test", ["-x", directory], cancellationToken)).Succeeded;

    /// <summary>Runs a program as the user of this process and waits for it.</summary>
    public static async Task<ToolResult> ExecuteAsync(
        string program, IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            // The caller's own directory may be closed to the server's user.
            WorkingDirectory = "/",
        };
        // Nothing of the caller's PostgreSQL set-up may leak in, and messages have to be readable by the program.
        foreach (var name in start.Environment.Keys.Where(key => key.StartsWith("PG", StringComparison.Ordinal)).ToList())
            start.Environment.Remove(name);
        start.Environment["LC_ALL"] = "C";

        using var process = Process.Start(start) ?? throw new EmbeddedPostgresException($"{program} did not start.");
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync(cancellationToken);
        var errors = process.StandardError.ReadToEndAsync(cancellationToken);
        await process.WaitForExitAsync(cancellationToken);
        return new ToolResult(process.ExitCode, $"{await output}{await errors}".Trim());
    }
}
