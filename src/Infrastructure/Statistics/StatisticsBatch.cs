using System.Text.Json;
using JasperFx.Events;
using KonTum.Tthc.Application.Procedures;
using KonTum.Tthc.Application.Statistics;
using KonTum.Tthc.Domain;
using KonTum.Tthc.Domain.Dossiers;
using KonTum.Tthc.Domain.Failures;
using KonTum.Tthc.Domain.Ratings;
using KonTum.Tthc.Domain.Signing;
using Npgsql;
using NpgsqlTypes;

namespace KonTum.Tthc.Infrastructure.Statistics;

/// <summary>Takes a run of events into facts, and tells which facts and sums change by it.</summary>
internal sealed class StatisticsBatch(IProcedureVersions procedures)
{
    private static readonly JsonSerializerOptions Json = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    /// <summary>The events that the figures are made of.</summary>
    public static readonly IReadOnlyList<Type> EventTypes =
    [
        typeof(DossierOpened), typeof(SigningRequested), typeof(AttachmentSigned), typeof(DossierSubmitted), typeof(DossierAccepted),
        typeof(SupplementRequested), typeof(DossierSupplemented), typeof(ProcessingStarted), typeof(ProcessingSuspended), typeof(PaymentRequested), typeof(PaymentRequestSettled),
        typeof(ProcessingCompleted), typeof(DossierRefused), typeof(ProcessingStopped), typeof(DossierWithdrawn), typeof(DossierRated),
    ];

    /// <summary>What to write, as the JSON of the statements; null when nothing changes.</summary>
    /// <param name="events">In their order.</param>
    /// <param name="connection">Where the facts are read.</param>
    /// <param name="dossiers">The table of facts.</param>
    /// <param name="cancellationToken">Stops.</param>
    public async Task<StatisticsChange?> TakeInAsync(
        IReadOnlyList<IEvent> events, NpgsqlConnection connection, string dossiers, CancellationToken cancellationToken)
    {
        var concerned = events.Where(e => EventTypes.Contains(e.EventType)).ToList();
        if (concerned.Count == 0) return null;

        var before = new Dictionary<(string Tenant, Guid Id), DossierFacts>();
        foreach (var tenant in concerned.GroupBy(e => e.TenantId, StringComparer.Ordinal))
            await LoadAsync(connection, dossiers, tenant.Key, [.. tenant.Select(DossierOf).Distinct()], before, cancellationToken);

        var after = new Dictionary<(string Tenant, Guid Id), DossierFacts>();
        foreach (var e in concerned)
        {
            var key = (e.TenantId, DossierOf(e));
            var facts = after.GetValueOrDefault(key) ?? before.GetValueOrDefault(key) ?? new DossierFacts { DossierId = key.Item2 };
            if (e.Data is DossierOpened opened) facts = facts with { Field = await FieldOfAsync(opened, cancellationToken) };
            after[key] = facts.After((IDomainEvent)e.Data);
        }

        return new StatisticsChange(FactsJson(after), SumsJson(before, after));
    }

    /// <summary>Signings and ratings have streams of their own.</summary>
    private static Guid DossierOf(IEvent e) => e.Data switch
    {
        SigningRequested requested => requested.DossierId,
        DossierRated rated => rated.DossierId,
        _ => e.StreamId,
    };

    /// <summary>A procedure that is gone from the catalogue's stream would be a fault of the store; its dossiers are still counted.</summary>
    private async Task<string> FieldOfAsync(DossierOpened opened, CancellationToken cancellationToken)
    {
        try
        {
            return (await procedures.GetAsync(opened.ProcedureCode, opened.ProcedureVersion, cancellationToken)).Field;
        }
        catch (FailureException e) when (e.Failure == Failures.ProcedureNotFound)
        {
            return "";
        }
    }

    private static async Task LoadAsync(
        NpgsqlConnection connection,
        string dossiers,
        string tenant,
        Guid[] ids,
        Dictionary<(string Tenant, Guid Id), DossierFacts> into,
        CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(StatisticsSql.Load(dossiers), connection);
        command.Parameters.Add(new NpgsqlParameter { Value = tenant });
        command.Parameters.Add(new NpgsqlParameter { Value = ids, NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Uuid });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            into[(reader.GetString(0), reader.GetGuid(1))] = new DossierFacts
            {
                DossierId = reader.GetGuid(1),
                AgencyCode = reader.GetString(2),
                Field = reader.GetString(3),
                Online = reader.GetBoolean(4),
                Signed = reader.GetBoolean(5),
                RemoteSignings = reader.GetFieldValue<Guid[]>(6),
                SubmittedAt = Time(reader, 7),
                AcceptedAt = Time(reader, 8),
                DueAt = Time(reader, 9),
                CompletedAt = Time(reader, 10),
                EndedAt = Time(reader, 11),
                Score = reader.GetInt32(12),
            };
        }
    }

    private static DateTimeOffset? Time(NpgsqlDataReader reader, int column) =>
        reader.IsDBNull(column) ? null : reader.GetFieldValue<DateTimeOffset>(column);

    // Sorted, so that two writers of the same rows take them in one order.
    private static string FactsJson(Dictionary<(string Tenant, Guid Id), DossierFacts> after) => JsonSerializer.Serialize(
        after.OrderBy(f => f.Key.Tenant, StringComparer.Ordinal).ThenBy(f => f.Key.Id).Select(f => new
        {
            TenantId = f.Key.Tenant,
            DossierId = f.Key.Id,
            f.Value.AgencyCode,
            f.Value.Field,
            f.Value.Online,
            f.Value.Signed,
            f.Value.RemoteSignings,
            f.Value.SubmittedAt,
            f.Value.AcceptedAt,
            f.Value.DueAt,
            f.Value.CompletedAt,
            f.Value.EndedAt,
            f.Value.Score,
        }),
        Json);

    private static string SumsJson(
        Dictionary<(string Tenant, Guid Id), DossierFacts> before, Dictionary<(string Tenant, Guid Id), DossierFacts> after)
    {
        var sums = new Dictionary<(string Tenant, GroupKey Key), Figures>();
        foreach (var (key, facts) in after)
        {
            if (before.GetValueOrDefault(key)?.Contribution() is { } was) Add(key.Tenant, was.Key, new Figures() - was.Figures);
            if (facts.Contribution() is { } now) Add(key.Tenant, now.Key, now.Figures);
        }

        return JsonSerializer.Serialize(
            sums.Where(s => s.Value != new Figures())
                .OrderBy(s => s.Key.Tenant, StringComparer.Ordinal).ThenBy(s => s.Key.Key.Day)
                .ThenBy(s => s.Key.Key.AgencyCode, StringComparer.Ordinal).ThenBy(s => s.Key.Key.Field, StringComparer.Ordinal)
                .Select(s => new
                {
                    TenantId = s.Key.Tenant,
                    s.Key.Key.Day,
                    s.Key.Key.AgencyCode,
                    s.Key.Key.Field,
                    s.Value.Submitted,
                    s.Value.Online,
                    s.Value.Signed,
                    s.Value.Ended,
                    s.Value.OnTime,
                    s.Value.Late,
                    s.Value.Accepted,
                    s.Value.AcceptanceSeconds,
                    s.Value.Completed,
                    s.Value.ProcessingSeconds,
                    s.Value.Ratings,
                    s.Value.ScoreSum,
                }),
            Json);

        void Add(string tenant, GroupKey key, Figures figures) =>
            sums[(tenant, key)] = sums.GetValueOrDefault((tenant, key), new Figures()) + figures;
    }
}

/// <summary>What changes, as the JSON of the statements.</summary>
internal sealed record StatisticsChange(string Facts, string Sums);
