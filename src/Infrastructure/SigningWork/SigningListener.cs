using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace KonTum.Tthc.Infrastructure.SigningWork;

/// <summary>The one connection of a node that listens. When it breaks, everyone who waits looks again, because something may have been missed.</summary>
internal sealed partial class SigningListener(
    SigningListenerConnection connection, SigningChanges changes, SigningWakes wakes, ILogger<SigningListener> log)
    : BackgroundService
{
    private static readonly TimeSpan ReconnectDelay = TimeSpan.FromMilliseconds(500);
    private static readonly string Listen =
        $"listen {SigningChannels.Changed}; listen {SigningChannels.Due}; listen {SigningChannels.Hint}";

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield(); // the start of the node does not wait for it
        var told = false;
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await using var listening = new NpgsqlConnection(connection.ConnectionString);
                listening.Notification += (_, notification) => Heard(notification.Channel, notification.Payload);
                await listening.OpenAsync(stoppingToken);
                await using (var command = new NpgsqlCommand(Listen, listening)) await command.ExecuteNonQueryAsync(stoppingToken);
                told = false;
                changes.WakeAll();
                wakes.Due(null);
                while (true) await listening.WaitAsync(stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e)
            {
                if (!told) LogLost(e);
                told = true;
                changes.WakeAll();
            }

            await Task.Delay(ReconnectDelay, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private void Heard(string channel, string payload)
    {
        switch (channel)
        {
            case SigningChannels.Hint:
                wakes.TryHint(payload);
                break;
            case SigningChannels.Due:
                var due = SigningChannels.Read(payload);
                if (due is not { IsFromHere: true }) wakes.Due(due?.SigningId);
                break;
            case SigningChannels.Changed when SigningChannels.Read(payload) is { } changed:
                changes.Wake(changed.SigningId);
                if (!changed.IsByStep) wakes.Touched(changed.SigningId);
                break;
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Changes of signings cannot be heard; everyone who waits looks by themselves until they can.")]
    private partial void LogLost(Exception exception);
}

/// <summary>A connection string for a connection that stays open: it is not pooled, and asks now and then whether the server still lives.</summary>
internal sealed record SigningListenerConnection(string ConnectionString)
{
    public static SigningListenerConnection Of(string connectionString) => new(new NpgsqlConnectionStringBuilder(connectionString)
    {
        Pooling = false,
        KeepAlive = 10,
        ApplicationName = "kontum-tthc listener",
    }.ConnectionString);

    /// <summary>A connection string holds a password.</summary>
    public override string ToString() => nameof(SigningListenerConnection);
}
