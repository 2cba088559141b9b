using System.Globalization;
using System.Text;
using KonTum.Tthc.Application.Dossiers;
using KonTum.Tthc.Application.Reception;
using KonTum.Tthc.Domain.Dossiers;
using KonTum.Tthc.Infrastructure.PersonalData;
using KonTum.Tthc.Infrastructure.Storage;
using Marten;
using Npgsql;

namespace KonTum.Tthc.Infrastructure.Reception;

/// <summary>
/// Reads the inbox. A page is put together from one short index scan for each state, because within a state of an agency the lists lie in
/// their order: how many dossiers the agency has, or has finished, does not count. A search for a name goes through its words instead.
/// </summary>
internal sealed class Inbox(
    NpgsqlDataSource database, Province province, IPersonKeys keys, NameWords names, IDocumentStore store) : IInbox
{
    private const string S = StoreConfiguration.Schema;

    private static readonly string[] EveryState =
        [.. Enum.GetValues<DossierState>().Where(s => s is not (DossierState.Draft or DossierState.Discarded)).Select(s => s.ToString())];

    private const string TotalsSql = $"""
        select state, sum(dossiers)::bigint from {S}.inbox_counts where tenant_id = $1 and agency_code = $2 group by state having sum(dossiers) > 0
        """;

    /// <summary>What is due before a time: the sum of the days before its own (UTC), and what is due on that day before it.</summary>
    private const string DueSql = $"""
        select
          (select coalesce(sum(c.dossiers), 0)::bigint from {S}.inbox_due_counts c
            where c.tenant_id = $1 and c.agency_code = $2 and c.due_day < (t.before at time zone 'UTC')::date)
          + (select count(*) from {S}.inbox i
            where i.tenant_id = $1 and i.agency_code = $2 and i.due_key < t.before
              and i.due_key >= date_trunc('day', t.before, 'UTC') and i.due_key < '{InboxSchema.Never}')
        from unnest($3::timestamptz[]) with ordinality t(before, n) order by t.n
        """;

    public async Task<IReadOnlyList<InboxLine>> ListAsync(
        InboxFilter filter, InboxPosition? after, int take, CancellationToken cancellationToken)
    {
        var asked = filter.Name.Length > 0 ? names.Asked(filter.Name) : [];
        if (filter.Name.Length > 0 && asked.Count == 0) return []; // nothing but signs: no name has them

        await using var command = database.CreateCommand();
        command.CommandText = asked.Count > 0 ? NameSql(command, filter, asked, after, take) : PageSql(command, filter, after, take);
        var read = new List<(string Data, string Owner, InboxPosition Position)>(take);
        await using (var reader = await command.ExecuteReaderAsync(cancellationToken))
        {
            while (await reader.ReadAsync(cancellationToken))
            {
                var time = await reader.GetFieldValueAsync<DateTimeOffset>(2, cancellationToken);
                read.Add((reader.GetString(0), reader.GetString(1), new InboxPosition(time, reader.GetGuid(3))));
            }
        }

        await keys.PreloadAsync(read.ConvertAll(r => r.Owner), cancellationToken);
        return read.ConvertAll(r => new InboxLine(Line(r.Data), r.Position));
    }

    public async Task<InboxTotals> CountAsync(
        string agencyCode, DateTimeOffset now, DateTimeOffset soonUntil, CancellationToken cancellationToken)
    {
        await using var batch = database.CreateBatch();
        var totals = new NpgsqlBatchCommand(TotalsSql);
        totals.Parameters.Add(new NpgsqlParameter { Value = province.Tenant });
        totals.Parameters.Add(new NpgsqlParameter { Value = agencyCode });
        batch.BatchCommands.Add(totals);
        var due = new NpgsqlBatchCommand(DueSql);
        due.Parameters.Add(new NpgsqlParameter { Value = province.Tenant });
        due.Parameters.Add(new NpgsqlParameter { Value = agencyCode });
        due.Parameters.Add(new NpgsqlParameter { Value = new[] { now.ToUniversalTime(), soonUntil.ToUniversalTime() } });
        batch.BatchCommands.Add(due);

        var states = new Dictionary<DossierState, long>();
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken)) states[Enum.Parse<DossierState>(reader.GetString(0))] = reader.GetInt64(1);
        await reader.NextResultAsync(cancellationToken);
        async Task<long> NextAsync() => await reader.ReadAsync(cancellationToken) ? reader.GetInt64(0) : 0;
        var (overdue, untilSoon) = (await NextAsync(), await NextAsync());
        return new InboxTotals(states, overdue, untilSoon - overdue);
    }

    private DossierListing Line(string data)
    {
        using var stream = new MemoryStream(Encoding.UTF8.GetBytes(data));
        return store.Options.Serializer().FromJson<DossierListing>(stream);
    }

    private string PageSql(NpgsqlCommand command, InboxFilter filter, InboxPosition? after, int take)
    {
        var (key, way) = (KeyOf(filter.Order), filter.Order == InboxOrder.Newest ? "desc" : "asc");
        var conditions = Conditions(command, filter, $"i.{key}", "i.dossier_id", after);
        var (tenant, limit) = (Add(command, province.Tenant), Add(command, take));
        return $"""
            select d.data, d.data ->> 'ownerId', page.k, d.id
            from (
              select p.dossier_id, p.k
              from unnest({Add(command, StatesOf(filter))}::text[]) s(state)
              cross join lateral (
                select i.dossier_id, i.{key} as k from {S}.inbox i
                where i.tenant_id = {tenant} and i.agency_code = {Add(command, filter.AgencyCode)} and i.state = s.state {conditions}
                order by i.{key} {way}, i.dossier_id {way} limit {limit}) p
              order by p.k {way}, p.dossier_id {way} limit {limit}) page
            join {S}.mt_doc_dossierlisting d on d.tenant_id = {tenant} and d.id = page.dossier_id
            order by page.k {way}, page.dossier_id {way}
            """;
    }

    private string NameSql(NpgsqlCommand command, InboxFilter filter, IReadOnlyList<long> asked, InboxPosition? after, int take)
    {
        var (key, way) = (KeyOf(filter.Order), filter.Order == InboxOrder.Newest ? "desc" : "asc");
        // In the order of submission the words' own index is read from one end, and only as far as the page needs.
        var (ordered, id) = filter.Order == InboxOrder.Due ? ($"i.{key}", "i.dossier_id") : ($"w.{key}", "w.dossier_id");
        var conditions = Conditions(command, filter, ordered, id, after);
        var tenant = Add(command, province.Tenant);
        if (asked.Count > 1) conditions += $" and i.name_words @> {Add(command, asked.Skip(1).ToArray())}";
        if (filter.States.Count > 0) conditions += $" and i.state = any({Add(command, StatesOf(filter))})";
        return $"""
            select d.data, d.data ->> 'ownerId', page.k, d.id
            from (
              select {id} as dossier_id, {ordered} as k
              from {S}.inbox_words w
              join {S}.inbox i on i.tenant_id = w.tenant_id and i.dossier_id = w.dossier_id
              where w.tenant_id = {tenant} and w.agency_code = {Add(command, filter.AgencyCode)} and w.word = {Add(command, asked[0])} {conditions}
              order by {ordered} {way}, {id} {way} limit {Add(command, take)}) page
            join {S}.mt_doc_dossierlisting d on d.tenant_id = {tenant} and d.id = page.dossier_id
            order by page.k {way}, page.dossier_id {way}
            """;
    }

    /// <summary>What every line must fulfil; only constants and names of parameters get into the text.</summary>
    private static string Conditions(NpgsqlCommand command, InboxFilter filter, string key, string id, InboxPosition? after)
    {
        var text = new StringBuilder();
        void And(FormattableString condition) => text.Append(" and ").Append(condition.ToString(CultureInfo.InvariantCulture));

        if (filter.ProcedureCode.Length > 0) And($"i.procedure_code = {Add(command, filter.ProcedureCode)}");
        if (filter.OfficerId.Length > 0) And($"i.officer_id = {Add(command, filter.OfficerId)} and i.officer_id <> ''");
        if (filter.DueBefore is { } due)
        {
            // The second says the same of every such time; with it the index of those for which time runs can be taken.
            And($"i.due_key < {Add(command, due.ToUniversalTime())} and i.due_key < '{InboxSchema.Never}'");
        }

        if (filter.CodePrefix is { Length: > 0 } prefix)
        {
            // As a range and not as a pattern: what a person types is no pattern, and the index is in this order.
            And($"i.code >= {Add(command, prefix)} collate \"C\" and i.code < {Add(command, prefix + '\uFFFD')} collate \"C\"");
        }

        if (after is not null)
        {
            var then = filter.Order == InboxOrder.Newest ? "<" : ">";
            And($"({key}, {id}) {then} ({Add(command, after.Time.ToUniversalTime())}, {Add(command, after.DossierId)})");
        }

        return text.ToString();
    }

    private static string KeyOf(InboxOrder order) => order == InboxOrder.Due ? "due_key" : "submitted_at";

    private static string[] StatesOf(InboxFilter filter) =>
        filter.States.Count == 0 ? EveryState : [.. filter.States.Select(s => s.ToString()).Intersect(EveryState)];

    private static string Add(NpgsqlCommand command, object value)
    {
        command.Parameters.Add(new NpgsqlParameter { Value = value });
        return $"${command.Parameters.Count.ToString(CultureInfo.InvariantCulture)}";
    }
}
