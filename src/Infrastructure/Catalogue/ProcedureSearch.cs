using KonTum.Tthc.Application.Procedures;
using KonTum.Tthc.Application.Procedures.Territory;
using KonTum.Tthc.Domain.Failures;
using KonTum.Tthc.Domain.Procedures;
using KonTum.Tthc.Infrastructure.Storage;
using Marten;
using Npgsql;
using NpgsqlTypes;

namespace KonTum.Tthc.Infrastructure.Catalogue;

/// <summary>Searches the index in PostgreSQL: full text finds the rows, words and trigrams of the name order them.</summary>
internal sealed class ProcedureSearch(
    NpgsqlDataSource database, IDocumentStore store, Province province, QuestionReader reader, IAgencies agencies) : IProcedureSearch
{
    private const string Table = StoreConfiguration.Schema + ".procedure_search";

    /// <summary>How much of what was asked a procedure must have; and half of the words, so that one rare word is not enough.</summary>
    private const string LeastCoverage = "0.45";

    private const string FilterSql = """
        s.tenant_id = @tenant and s.in_force
          and (@field = '' or s.field = @field) and (@level = '' or s.level = @level)
          and (@agency = '' or @agency = any(s.agencies)) and (@audience = '' or @audience = any(s.audiences))
          and (@life_event = '' or @life_event = any(s.life_events)) and (not @featured or s.featured)
        """;

    private const string ListSql = $"""
        with chosen as (select s.id, s.code, 0::numeric as score from {Table} s where {FilterSql})
        select id, code, score, (select count(*) from chosen)::int from chosen where code > @code collate "C" order by code collate "C" limit @size
        """;

    // A word of the name counts more than one of the field, the life events or the results. The order of the words counts a little, so
    // that of two procedures with the same words the one that says them in this order comes first; so does a name that says no more.
    private const string SearchSql = $"""
        with terms as (select * from unnest(@readings, @slots, @words, @values) as t(reading, slot, word, value)),
        texts as (select text, slots, n - 1 as reading from unnest(@texts, @slot_counts) with ordinality as t(text, slots, n)),
        found as (
          select s.id, s.code, s.name_folded, t.reading, t.slot,
            max(t.value * case when t.word = any(s.name_words) then 1 else 0.55 end) as best
          from {Table} s join terms t on t.word = any(s.name_words) or t.word = any(s.other_words)
          where {FilterSql} and s.document @@ @document::tsquery
          group by s.id, s.code, s.name_folded, t.reading, t.slot),
        covered as (
          select id, code, name_folded, reading, sum(best) as coverage, count(*) as matched from found group by id, code, name_folded, reading),
        ranked as (
          select c.id, c.code, round(max(c.coverage
            + 0.15 * word_similarity(x.text, c.name_folded) + 0.10 * similarity(x.text, c.name_folded))::numeric, 6) as score
          from covered c join texts x on x.reading = c.reading where c.coverage >= {LeastCoverage} and c.matched * 2 >= x.slots group by c.id, c.code)
        select id, code, score, (select count(*) from ranked)::int from ranked
        where @code = '' or score < @score or (score = @score and code > @code collate "C")
        order by score desc, code collate "C" limit @size
        """;

    private const string FiltersSql = $"""
        select 'field', s.field, count(*)::int from {Table} s where s.tenant_id = $1 and s.in_force group by 2
        union all select 'level', s.level, count(*)::int from {Table} s where s.tenant_id = $1 and s.in_force group by 2
        union all select 'agency', v, count(*)::int from {Table} s, unnest(s.agencies) v where s.tenant_id = $1 and s.in_force group by 2
        union all select 'audience', v, count(*)::int from {Table} s, unnest(s.audiences) v where s.tenant_id = $1 and s.in_force group by 2
        union all select 'life_event', v, count(*)::int from {Table} s, unnest(s.life_events) v where s.tenant_id = $1 and s.in_force group by 2
        """;

    private static readonly StringComparer Vietnamese =
        StringComparer.Create(System.Globalization.CultureInfo.GetCultureInfo("vi-VN"), System.Globalization.CompareOptions.None);

    public async Task<ProcedureHits> SearchAsync(ProcedureQuery query, string position, int size, CancellationToken cancellationToken)
    {
        var asks = !string.IsNullOrWhiteSpace(query.Text);
        Position? from = null;
        if (position.Length > 0)
        {
            from = Position.Read(position);
            if (from is null || from.Question is null == asks) throw Failures.Invalid(Failures.PageTokenInvalid.At("page_token"));
        }

        var question = asks ? from?.Question ?? await reader.ReadAsync(query.Text, cancellationToken) : null;
        if (asks && question is null) return new ProcedureHits([], "", 0);

        await using var command = database.CreateCommand(question is null ? ListSql : SearchSql);
        Filter(command, query);
        command.Parameters.AddWithValue("code", from?.Code ?? "");
        command.Parameters.AddWithValue("size", size + 1);
        if (question is not null) Ask(command, question, from?.Score ?? 0);
        var (rows, total) = await ReadAsync(command, cancellationToken);

        var page = rows.Take(size).ToList();
        var next = rows.Count > size ? new Position(page[^1].Code, page[^1].Score, question).Write() : "";
        return new ProcedureHits(await LoadAsync(page, cancellationToken), next, total);
    }

    public async Task<ProcedureFilters> FiltersAsync(CancellationToken cancellationToken)
    {
        var found = new List<(string Kind, string Value, int Count)>();
        await using var command = database.CreateCommand(FiltersSql);
        command.Parameters.Add(new NpgsqlParameter { Value = province.Tenant });
        await using (var rows = await command.ExecuteReaderAsync(cancellationToken))
        {
            while (await rows.ReadAsync(cancellationToken)) found.Add((rows.GetString(0), rows.GetString(1), rows.GetInt32(2)));
        }

        return new ProcedureFilters(
            Of("field", v => v),
            Of("agency", v => agencies.Find(v)?.Name ?? v),
            Of("level", v => v),
            Of("audience", v => v == nameof(Audience.Citizen) ? "Công dân" : "Doanh nghiệp"),
            Of("life_event", v => v));

        List<ProcedureFilter> Of(string kind, Func<string, string> label) =>
        [
            .. found.Where(f => f.Kind == kind).Select(f => new ProcedureFilter(f.Value, label(f.Value), f.Count))
                .OrderBy(f => f.Label, Vietnamese).ThenBy(f => f.Value, StringComparer.Ordinal),
        ];
    }

    private void Filter(NpgsqlCommand command, ProcedureQuery query)
    {
        command.Parameters.AddWithValue("tenant", province.Tenant);
        command.Parameters.AddWithValue("field", query.Field);
        command.Parameters.AddWithValue("level", query.Level);
        command.Parameters.AddWithValue("agency", query.AgencyCode);
        command.Parameters.AddWithValue("audience", query.Audience?.ToString() ?? "");
        command.Parameters.AddWithValue("life_event", query.LifeEvent);
        command.Parameters.AddWithValue("featured", query.Featured);
    }

    private static void Ask(NpgsqlCommand command, Question question, decimal score)
    {
        var terms = question.Readings.SelectMany((r, n) => r.Terms.Select(t => (Reading: n, Term: t))).ToList();
        command.Parameters.AddWithValue("score", score);
        command.Parameters.AddWithValue("readings", terms.Select(t => t.Reading).ToArray());
        command.Parameters.AddWithValue("slots", terms.Select(t => t.Term.Slot).ToArray());
        command.Parameters.AddWithValue("words", terms.Select(t => t.Term.Word).ToArray());
        command.Parameters.AddWithValue("values", terms.Select(t => t.Term.Value).ToArray());
        command.Parameters.AddWithValue("texts", question.Readings.Select(r => r.Text).ToArray());
        command.Parameters.AddWithValue("slot_counts", question.Readings.Select(r => r.Slots).ToArray());
        // The words are letters and digits only, so none of them can be an operator.
        command.Parameters.AddWithValue("document", NpgsqlDbType.Text, string.Join(" | ", question.Words));
    }

    private static async Task<(List<Row> Rows, int Total)> ReadAsync(NpgsqlCommand command, CancellationToken cancellationToken)
    {
        var rows = new List<Row>();
        var total = 0;
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            rows.Add(new Row(reader.GetGuid(0), reader.GetString(1), reader.GetDecimal(2)));
            total = reader.GetInt32(3);
        }

        return (rows, total);
    }

    private async Task<List<PublishedProcedure>> LoadAsync(List<Row> page, CancellationToken cancellationToken)
    {
        if (page.Count == 0) return [];
        await using var session = store.QuerySession(province.Tenant);
        var loaded = (await session.LoadManyAsync<PublishedProcedure>(cancellationToken, page.Select(r => r.Id))).ToDictionary(p => p.Id);
        return [.. page.Where(r => loaded.ContainsKey(r.Id)).Select(r => loaded[r.Id])];
    }

    private sealed record Row(Guid Id, string Code, decimal Score);
}
