using System.Diagnostics;
using System.Globalization;

namespace KonTum.Tthc.Infrastructure.Conversion;

/// <summary>How a run ended.</summary>
internal enum RunEnd
{
    /// <summary>By itself, with exit code 0.</summary>
    Done,

    /// <summary>By itself, with another exit code, or by a signal.</summary>
    Failed,

    /// <summary>It was killed, because its time was up.</summary>
    TimedOut,

    /// <summary>It was killed, because it took too much memory.</summary>
    TookTooMuch,
}

/// <summary>Runs a program until it ends, its time is up or it takes too much memory, whichever comes first.</summary>
internal static class LimitedProcess
{
    private static readonly TimeSpan Glance = TimeSpan.FromMilliseconds(100);

    /// <summary>
    /// Runs it on a thread of its own. What is confined dies when the <i>thread</i> that started it ends (prctl PR_SET_PDEATHSIG), and
    /// threads of the pool come and go.
    /// </summary>
    public static Task<RunEnd> RunAsync(
        IReadOnlyList<string> command, string directory, TimeSpan limit, long memory, CancellationToken cancellationToken)
    {
        var end = new TaskCompletionSource<RunEnd>(TaskCreationOptions.RunContinuationsAsynchronously);
        var thread = new Thread(() =>
        {
            try
            {
                end.SetResult(Run(command, directory, limit, memory, cancellationToken));
            }
            catch (Exception e)
            {
                end.SetException(e);
            }
        }) { IsBackground = true, Name = "conversion" };
        thread.Start();
        return end.Task;
    }

    private static RunEnd Run(IReadOnlyList<string> command, string directory, TimeSpan limit, long memory, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo(command[0], command.Skip(1))
        {
            WorkingDirectory = directory,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment.Clear();
        start.Environment["PATH"] = "/usr/bin:/bin";
        start.Environment["HOME"] = directory;
        start.Environment["LANG"] = "C.UTF-8";
        start.Environment["SAL_USE_VCLPLUGIN"] = "svp";
        using var process = Process.Start(start)!;
        process.StandardInput.Close();

        // Read and forgotten: a pipe that nobody reads stops the program, and what it prints may quote the document.
        process.OutputDataReceived += (_, _) => { };
        process.ErrorDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();

        var watch = Stopwatch.StartNew();
        while (!process.WaitForExit(Glance))
        {
            var tooMuch = ResidentOf(process.Id) > memory;
            if (!tooMuch && watch.Elapsed < limit && !cancellationToken.IsCancellationRequested) continue;
            process.Kill(entireProcessTree: true);
            process.WaitForExit();
            cancellationToken.ThrowIfCancellationRequested();
            return tooMuch ? RunEnd.TookTooMuch : RunEnd.TimedOut;
        }

        return process.ExitCode == 0 ? RunEnd.Done : RunEnd.Failed;
    }

    /// <summary>Memory of a process and all that came from it, in bytes.</summary>
    private static long ResidentOf(int root)
    {
        var processes = Directory.EnumerateDirectories("/proc")
            .Select(d => int.TryParse(Path.GetFileName(d), NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? Look(id) : null)
            .OfType<Sight>()
            .ToList();
        var children = processes.ToLookup(p => p.Parent);
        return Tree(root).Sum(id => processes.Find(p => p.Id == id)?.Resident ?? 0);

        IEnumerable<int> Tree(int id) => children[id].SelectMany(c => Tree(c.Id)).Prepend(id);
    }

    /// <summary>A process as it is just now; null when it has just ended.</summary>
    private static Sight? Look(int id)
    {
        try
        {
            // proc_pid_stat(5): the name in parentheses may hold anything; after it the 2nd field is the parent, the 22nd the resident pages.
            var text = File.ReadAllText($"/proc/{id}/stat");
            var fields = text[(text.LastIndexOf(')') + 2)..].Split(' ');
            return new Sight(
                id,
                int.Parse(fields[1], CultureInfo.InvariantCulture),
                long.Parse(fields[21], CultureInfo.InvariantCulture) * Environment.SystemPageSize);
        }
        catch (IOException)
        {
            return null;
        }
    }

    private sealed record Sight(int Id, int Parent, long Resident);
}
