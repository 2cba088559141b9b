using KonTum.Tthc.Application.Signing;
using Npgsql;

namespace KonTum.Tthc.Infrastructure.SigningWork;

/// <summary>Takes hints to the node that holds the ceremony: this one without a detour, else every other by NOTIFY.</summary>
internal sealed class SigningHints(SigningWakes wakes, NpgsqlDataSource database) : ISigningCallbacks
{
    private const int LongestName = 4096;

    /// <inheritdoc />
    public async Task HintAsync(string transactionOrReference, CancellationToken cancellationToken)
    {
        if (transactionOrReference is not { Length: > 0 and <= LongestName }) return;
        var key = HintKey.Of(transactionOrReference);
        if (wakes.TryHint(key)) return;
        await using var command = database.CreateCommand("select pg_notify($1, $2)");
        command.Parameters.Add(new NpgsqlParameter { Value = SigningChannels.Hint });
        command.Parameters.Add(new NpgsqlParameter { Value = key });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
