using KonTum.Tthc.Application.Procedures;
using KonTum.Tthc.Application.Procedures.PublishProcedure;
using KonTum.Tthc.Domain.Failures;
using KonTum.Tthc.Domain.Procedures;
using KonTum.Tthc.Infrastructure.Storage;
using Marten;
using MediatR;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace KonTum.Tthc.Infrastructure.Catalogue;

/// <summary>
/// Publishes the procedures that come with the platform (decision record 0017). Nodes that start at once do it one after the other, so
/// the second finds everything published; each definition is decided on the state of its stream, so even without the lock none would be
/// published twice.
/// </summary>
internal sealed class CatalogueSeed(IServiceScopeFactory scopes, IDocumentStore store, NpgsqlDataSource database, Province province)
{
    private const long LockKey = 0x7474_6863_0017;

    private const string IndexedSql =
        $"select code from {StoreConfiguration.Schema}.procedure_search where tenant_id = $1 and revision = $2";

    /// <summary>The definitions of data/procedures.</summary>
    public static IReadOnlyList<ProcedureDefinition> Definitions() => [.. CatalogueFiles.Names("procedures").Select(name =>
    {
        using var file = CatalogueFiles.Open(name)!;
        return CatalogueFiles.ReadDefinition(file);
    })];

    public async Task PublishAsync(CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var turn = await connection.BeginTransactionAsync(cancellationToken);
        await using var take = new NpgsqlCommand("select pg_advisory_xact_lock($1)", connection, turn);
        take.Parameters.Add(new NpgsqlParameter { Value = LockKey });
        await take.ExecuteNonQueryAsync(cancellationToken);

        foreach (var definition in Definitions())
        {
            await using var scope = scopes.CreateAsyncScope();
            try
            {
                await scope.ServiceProvider.GetRequiredService<ISender>().Send(new PublishProcedure(definition), cancellationToken);
            }
            catch (FailureException e) when (e.Failure == Failures.ChangedMeanwhile)
            {
                // An administrator has just published a version of it.
            }
        }

        await IndexAsync(cancellationToken);
        await turn.CommitAsync(cancellationToken);
    }

    /// <summary>Makes the rows of the search anew for what was published before there was this index.</summary>
    private async Task IndexAsync(CancellationToken cancellationToken)
    {
        var indexed = new HashSet<string>(StringComparer.Ordinal);
        await using (var command = database.CreateCommand(IndexedSql))
        {
            command.Parameters.Add(new NpgsqlParameter { Value = province.Tenant });
            command.Parameters.Add(new NpgsqlParameter { Value = ProcedureIndex.Revision });
            await using var reader = await command.ExecuteReaderAsync(cancellationToken);
            while (await reader.ReadAsync(cancellationToken)) indexed.Add(reader.GetString(0));
        }

        await using var session = store.LightweightSession(province.Tenant);
        var missing = (await session.Query<PublishedProcedure>().ToListAsync(cancellationToken)).Where(p => !indexed.Contains(p.Code)).ToList();
        if (missing.Count == 0) return;
        foreach (var procedure in missing)
        {
            ProcedureIndex.Put(session, province.Tenant, procedure.Id, procedure.Definition);
            ProcedureIndex.SetInForce(session, province.Tenant, procedure.Id, procedure.InForce);
        }

        await session.SaveChangesAsync(cancellationToken);
    }
}
