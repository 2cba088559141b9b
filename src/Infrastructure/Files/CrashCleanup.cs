using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace KonTum.Tthc.Infrastructure.Files;

/// <summary>Removes at start what a crash left behind.</summary>
internal sealed partial class CrashCleanup(WorkingFiles workingFiles, TimeProvider time, ILogger<CrashCleanup> logger) : IHostedService
{
    /// <inheritdoc />
    public Task StartAsync(CancellationToken cancellationToken)
    {
        var removed = workingFiles.RemoveAbandoned(time.GetUtcNow());
        if (removed > 0) Removed(removed);
        return Task.CompletedTask;
    }

    /// <inheritdoc />
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    [LoggerMessage(Level = LogLevel.Information, Message = "Removed {Count} working files that a crash had left behind.")]
    private partial void Removed(int count);
}
