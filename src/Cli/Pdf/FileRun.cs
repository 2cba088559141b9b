using System.Globalization;

namespace KonTum.Tthc.Cli.Pdf;

/// <summary>What became of one file.</summary>
/// <param name="Exit">One of <see cref="ExitCodes"/>.</param>
/// <param name="Output">For stdout, without the last line end; null for none.</param>
/// <param name="Word">The result in a word, for the progress.</param>
/// <param name="Refusal">For stderr; null when there is none or the output says it.</param>
internal sealed record FileAnswer(int Exit, string? Output, string Word, Refusal? Refusal = null);

/// <summary>
/// Deals with many files, some at once, and answers in their order. A bad file never stops the others; results go to stdout, progress and
/// failures to stderr.
/// </summary>
internal sealed class FileRun(TextWriter output, TextWriter error, bool tellsProgress)
{
    /// <summary>Each costs memory; more would not be faster on the machines at hand.</summary>
    public static int AtOnce { get; } = Math.Clamp(Environment.ProcessorCount, 1, 4);

    /// <summary>Whether the progress is told: when asked for, or when there is much to do and a person looks on and sees no results.</summary>
    public static bool TellsProgress(bool asked, int files, TextWriter error) =>
        asked || (files > 1 && ReferenceEquals(error, Console.Error) && !Console.IsErrorRedirected && Console.IsOutputRedirected);

    public async Task<int> RunAsync(
        IReadOnlyList<string> files, int atOnce, Func<string, CancellationToken, Task<FileAnswer>> work, CancellationToken cancellationToken)
    {
        var running = new Queue<Task<FileAnswer>>();
        var (exit, started) = (ExitCodes.Done, 0);
        try
        {
            for (var ended = 0; ended < files.Count; ended++)
            {
                while (started < files.Count && running.Count < atOnce)
                    running.Enqueue(OneAsync(files[started++], work, cancellationToken));
                var answer = await running.Dequeue();
                exit = Math.Max(exit, answer.Exit);
                await TellAsync(files, ended, answer);
            }

            return exit;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            await EndAsync(running);
            await error.WriteLineAsync("Đã dừng theo yêu cầu. / Stopped.");
            return ExitCodes.Stopped;
        }
        catch (IOException e)
        {
            // The work answers for its own files: this is stdout, which leads to a full disk. Without its results going on is of no use.
            await EndAsync(running);
            await error.WriteLineAsync($"Không ghi được kết quả ra stdout. / The results cannot be written to stdout: {Plain(e.Message)}");
            return ExitCodes.UnusableInput;
        }
    }

    /// <summary>What was begun takes its unfinished files away before the process ends.</summary>
    private static Task EndAsync(IEnumerable<Task> running) =>
        Task.WhenAll(running).ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);

    /// <summary>Names come from strangers: what steers a terminal is not printed.</summary>
    public static string Plain(string text) => string.Concat(text.Select(c =>
        char.IsControl(c) || char.GetUnicodeCategory(c) is UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
            ? '\uFFFD' : c));

    private static async Task<FileAnswer> OneAsync(
        string file, Func<string, CancellationToken, Task<FileAnswer>> work, CancellationToken cancellationToken)
    {
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        return await work(file, cancellationToken);
    }

    private async Task TellAsync(IReadOnlyList<string> files, int index, FileAnswer answer)
    {
        if (answer.Output is { } text)
            await output.WriteLineAsync(text);
        var name = Plain(files[index]);
        if (answer.Refusal is { } refusal)
        {
            await error.WriteLineAsync($"{name}: {Plain(refusal.Vietnamese)}");
            await error.WriteLineAsync($"{name}: {Plain(refusal.English)}");
        }

        if (tellsProgress)
            await error.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"[{index + 1}/{files.Count}] {name}: {answer.Word}"));
    }
}
