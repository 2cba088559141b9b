using KonTum.Tthc.Infrastructure.Storage;
using Npgsql;

namespace KonTum.Tthc.Infrastructure.Payments;

/// <summary>
/// The payments that need attention. A claim is a lease: a node that dies in the middle leaves a payment that another one looks after when
/// the lease has ended, and one that was only slow can change nothing any more: each claim has an identifier of its own, which whoever
/// claims next replaces. A number of attempts would not do, for it begins anew with the row. Times are those of the nodes' clocks; the lease
/// is far longer than clocks differ.
/// </summary>
internal sealed class PaymentWorkTable(NpgsqlDataSource database)
{
    /// <summary>Adds a payment, or says that it is due again; two positional parameters, written with Marten's placeholder.</summary>
    public const string ScheduleSql = $"""
        insert into {Table} as w (payment_id, due_at) values (?, ?)
        on conflict (payment_id) do update set due_at = excluded.due_at, revision = w.revision + 1
        """;

    private const string Table = $"{StoreConfiguration.Schema}.payment_work";

    private const string ClaimSql = $"""
        update {Table} set leased_until = $2, claim = gen_random_uuid()
        where payment_id = (
          select payment_id from {Table}
          where due_at <= $1 and (leased_until is null or leased_until <= $1)
          order by due_at limit 1 for update skip locked)
        returning payment_id, revision, claim
        """;

    // What was scheduled anew in between keeps its own time.
    private const string AgainSql = $"""
        update {Table} set leased_until = null, claim = null, due_at = case when revision = $3 then $4 else due_at end
        where payment_id = $1 and claim = $2
        """;

    private const string DoneSql = $"delete from {Table} where payment_id = $1 and claim = $2 and revision = $3";

    private const string FreeSql = $"update {Table} set leased_until = null, claim = null where payment_id = $1 and claim = $2";

    /// <summary>Claims the payment that has been due longest; null when none is due.</summary>
    public async Task<ClaimedPayment?> ClaimAsync(DateTimeOffset now, TimeSpan lease, CancellationToken cancellationToken)
    {
        await using var command = Command(ClaimSql, now.ToUniversalTime(), (now + lease).ToUniversalTime());
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken) ? new ClaimedPayment(reader.GetGuid(0), reader.GetInt32(1), reader.GetGuid(2)) : null;
    }

    /// <summary>It is looked at again at a time; null when nothing is left to do for it. What another one has claimed since is left alone.</summary>
    public async Task ReleaseAsync(ClaimedPayment claimed, DateTimeOffset? due)
    {
        await using var command = due is { } at
            ? Command(AgainSql, claimed.PaymentId, claimed.Claim, claimed.Revision, at.ToUniversalTime())
            : Command(DoneSql, claimed.PaymentId, claimed.Claim, claimed.Revision);
        if (await command.ExecuteNonQueryAsync(CancellationToken.None) > 0) return;
        await using var free = Command(FreeSql, claimed.PaymentId, claimed.Claim);
        await free.ExecuteNonQueryAsync(CancellationToken.None);
    }

    private NpgsqlCommand Command(string sql, params object[] values)
    {
        var command = database.CreateCommand(sql);
        foreach (var value in values) command.Parameters.Add(new NpgsqlParameter { Value = value });
        return command;
    }
}

/// <summary>A payment that this node looks after now.</summary>
/// <param name="PaymentId">The payment.</param>
/// <param name="Revision">Grows whenever it is scheduled again.</param>
/// <param name="Claim">This claim and no other.</param>
internal sealed record ClaimedPayment(Guid PaymentId, int Revision, Guid Claim);
