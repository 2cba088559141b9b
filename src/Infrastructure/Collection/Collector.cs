using KonTum.Tthc.Application.Dossiers.DiscardAbandonedDraft;
using KonTum.Tthc.Application.Platform;
using KonTum.Tthc.Domain.Dossiers;
using KonTum.Tthc.Domain.Failures;
using KonTum.Tthc.Infrastructure.Files;
using KonTum.Tthc.Infrastructure.Storage;
using KonTum.Tthc.Infrastructure.Uploads;
using MediatR;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Npgsql;

namespace KonTum.Tthc.Infrastructure.Collection;

/// <summary>What one round collected.</summary>
internal sealed record Collected(int Drafts, int Uploads, int TakenOut, int BroughtBack, int Deleted, int FirstAnswers);

/// <summary>
/// Collects what nobody needs any more: abandoned drafts, expired uploads, blobs that nothing names, old first answers. One node at a
/// time, by an advisory lock that PostgreSQL frees with its connection (docs/decisions/0022-files.md).
/// </summary>
internal sealed partial class Collector(
    NpgsqlDataSource database,
    SharedIdentity identity,
    NamedBlobs names,
    BlobFolders folders,
    UploadFiles uploads,
    IServiceScopeFactory scopes,
    Limits limits,
    IOptions<CollectionOptions> options,
    Province province,
    TimeProvider time,
    ILogger<Collector> log)
{
    /// <summary>A blob is let alone this long after it was stored or taken out of use: far longer than any call takes to name it.</summary>
    internal static readonly TimeSpan Grace = TimeSpan.FromHours(24);

    private const long Lock = 0x54544843_46494C45; // "TTHCFILE"
    private const int BatchBlobs = 5_000;
    private const int BatchDrafts = 500;

    /// <summary>One round now; null when another node is at it.</summary>
    /// <exception cref="StoreMismatchException">Nothing was collected: the blob folder and the database do not belong together.</exception>
    public Task<Collected?> CollectAsync(CancellationToken cancellationToken) => CollectAsync(TimeSpan.Zero, cancellationToken);

    /// <summary>
    /// Sees that the blob folder and the database belong together and notes how far, and when the last round of all nodes is that long
    /// ago, does one. Null for no round; an endless time for never.
    /// </summary>
    /// <exception cref="StoreMismatchException">Nothing was collected: they do not belong together.</exception>
    public async Task<Collected?> CollectAsync(TimeSpan after, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var take = new NpgsqlCommand("select pg_try_advisory_lock($1)", connection) { Parameters = { new NpgsqlParameter { Value = Lock } } };
        if (await take.ExecuteScalarAsync(cancellationToken) is not true) return null;
        try
        {
            await identity.ConfirmAsync(cancellationToken);
            if (after == Timeout.InfiniteTimeSpan || time.GetUtcNow() - await identity.CollectedAtAsync(cancellationToken) < after) return null;
            var drafts = await DiscardDraftsAsync(cancellationToken);
            var expired = await RemoveUploadsAsync(cancellationToken);
            var (broughtBack, deleted) = await DeleteUnnamedAsync(cancellationToken);
            var takenOut = await TakeOutAsync(cancellationToken);
            var answers = await ForgetAnswersAsync(cancellationToken);
            var collected = new Collected(drafts, expired, takenOut, broughtBack, deleted, answers);
            await identity.NoteCollectedAsync(cancellationToken);
            LogCollected(collected);
            return collected;
        }
        finally
        {
            await using var free = new NpgsqlCommand("select pg_advisory_unlock($1)", connection) { Parameters = { new NpgsqlParameter { Value = Lock } } };
            await free.ExecuteNonQueryAsync(CancellationToken.None);
        }
    }

    private async Task<int> DiscardDraftsAsync(CancellationToken cancellationToken)
    {
        var discarded = 0;
        var before = time.GetUtcNow().AddDays(-limits.DraftDays);
        foreach (var id in await IdsAsync(
            $"""
             select s.id from {StoreConfiguration.Schema}.mt_streams s
             join {StoreConfiguration.Schema}.mt_doc_dossierlisting l on l.id = s.id and l.tenant_id = s.tenant_id
             where s.tenant_id = $1 and s.timestamp < $2 and l.data ->> 'state' = '{nameof(DossierState.Draft)}'
             order by s.timestamp limit {BatchDrafts}
             """, before, cancellationToken))
        {
            await using var scope = scopes.CreateAsyncScope();
            try
            {
                if (await scope.ServiceProvider.GetRequiredService<ISender>().Send(new DiscardAbandonedDraft(id), cancellationToken)) discarded++;
            }
            catch (FailureException e) when (e.Failure == Failures.ChangedMeanwhile)
            {
                // Somebody came back to it in this moment.
            }
        }

        return discarded;
    }

    private async Task<int> RemoveUploadsAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var removed = 0;
        foreach (var id in await IdsAsync(
            $"delete from {StoreConfiguration.Schema}.mt_doc_uploaddocument where tenant_id = $1 and (data ->> 'expiresAt')::timestamptz < $2 returning id",
            now, cancellationToken))
        {
            uploads.Delete(id);
            removed++;
        }

        // Bytes without a row: the process died between the two.
        foreach (var id in uploads.WrittenBefore((now - Grace).UtcDateTime).ToList())
        {
            await using var command = database.CreateCommand($"select count(*) from {StoreConfiguration.Schema}.mt_doc_uploaddocument where id = $1");
            command.Parameters.Add(new NpgsqlParameter { Value = id });
            if (await command.ExecuteScalarAsync(cancellationToken) is 0L) uploads.Delete(id);
        }

        return removed;
    }

    private async Task<(int BroughtBack, int Deleted)> DeleteUnnamedAsync(CancellationToken cancellationToken)
    {
        var (back, deleted) = (0, 0);
        foreach (var batch in folders.UnnamedBefore((time.GetUtcNow() - Grace).UtcDateTime).Chunk(BatchBlobs).ToList())
        {
            var named = await names.WhichAreNamedAsync(batch, cancellationToken);
            foreach (var address in batch)
            {
                if (named.Contains(address))
                {
                    if (folders.BringBack(address)) back++;
                }
                else
                {
                    folders.DeleteUnnamed(address);
                    deleted++;
                }
            }
        }

        return (back, deleted);
    }

    private async Task<int> TakeOutAsync(CancellationToken cancellationToken)
    {
        var before = (time.GetUtcNow() - Grace).UtcDateTime;
        await names.ReadEventsAsync(cancellationToken);
        var candidates = new List<string>();
        foreach (var batch in folders.StoredBefore(before).Chunk(BatchBlobs))
        {
            var named = await names.NamedByEventsAsync(batch, cancellationToken);
            candidates.AddRange(batch.Where(address => !named.Contains(address)));
        }

        // All at once: each look goes through whole tables, and pictures of signatures stand in no event.
        var elsewhere = await names.NamedByTablesAsync(candidates, cancellationToken);
        return candidates.Count(address => !elsewhere.Contains(address) && folders.TakeOut(address, before));
    }

    private async Task<int> ForgetAnswersAsync(CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(
            $"delete from {StoreConfiguration.Schema}.mt_doc_firstanswerdocument where tenant_id = $1 and (data ->> 'at')::timestamptz < $2");
        command.Parameters.Add(new NpgsqlParameter { Value = province.Tenant });
        command.Parameters.Add(new NpgsqlParameter { Value = time.GetUtcNow().AddDays(-options.Value.FirstAnswerDays) });
        return await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private async Task<List<Guid>> IdsAsync(string sql, DateTimeOffset before, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(sql);
        command.Parameters.Add(new NpgsqlParameter { Value = province.Tenant });
        command.Parameters.Add(new NpgsqlParameter { Value = before.ToUniversalTime() });
        var ids = new List<Guid>();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken)) ids.Add(reader.GetGuid(0));
        return ids;
    }

    [LoggerMessage(1, LogLevel.Information, "Collected: {Collected}")]
    private partial void LogCollected(Collected collected);
}
