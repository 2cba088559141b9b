using System.Text.Json;
using JasperFx.Events;
using KonTum.Tthc.Application.Procedures;
using KonTum.Tthc.Domain.Procedures;
using KonTum.Tthc.Infrastructure.Storage;
using Marten;
using Marten.Events.Projections;
using Weasel.Core;
using Weasel.Postgresql;
using Weasel.Postgresql.Tables;

namespace KonTum.Tthc.Infrastructure.Catalogue;

/// <summary>
/// What the search looks at: a row for each procedure with its words folded (no diacritics, đ as d, lower case), and the words that
/// occur, to which typing errors are led back. PostgreSQL folds, so that rows and questions are folded by the same rules.
/// </summary>
internal static class ProcedureIndex
{
    /// <summary>Raised when rows are made in another way: rows of an earlier revision are made again at start.</summary>
    public const int Revision = 1;

    /// <summary>
    /// First the diacritics, then lower case: in the locale "C" lower() knows the letters of ASCII only. normalize() puts letters
    /// together whose marks come apart, as some keyboards send them; unaccent knows đ.
    /// </summary>
    public const string FoldSql = "lower(unaccent(normalize({0}, NFC)))";

    private const string Schema = StoreConfiguration.Schema;

    private static readonly string PutSql = $"""
        with raw as (
          select r.*, {Fold("r.name")} as name_folded, {Fold("r.other")} as other_folded
          from jsonb_to_record(?::jsonb) as r(
            tenant_id text, code text, id uuid, featured boolean, field text, level text,
            agencies text[], audiences text[], life_events text[], name text, other text, revision integer)),
        worded as (
          select raw.*,
            array(select distinct w from regexp_split_to_table(name_folded, '[^a-z0-9]+') as w where w <> '' order by w) as name_words,
            array(select distinct w from regexp_split_to_table(other_folded, '[^a-z0-9]+') as w where w <> '' order by w) as other_words
          from raw),
        known as (
          insert into {Schema}.procedure_words (tenant_id, word)
          select distinct tenant_id, w from worded, unnest(name_words || other_words) as w order by w
          on conflict do nothing)
        insert into {Schema}.procedure_search as s
          (tenant_id, code, id, in_force, featured, field, level, agencies, audiences, life_events,
           name_folded, name_words, other_words, document, revision)
        select tenant_id, code, id, true, featured, field, level, agencies, audiences, life_events, name_folded, name_words, other_words,
          setweight(to_tsvector('simple', array_to_string(name_words, ' ')), 'A')
            || setweight(to_tsvector('simple', array_to_string(other_words, ' ')), 'D'),
          revision
        from worded
        on conflict (tenant_id, code) do update set
          id = excluded.id, featured = excluded.featured, field = excluded.field, level = excluded.level, agencies = excluded.agencies,
          audiences = excluded.audiences, life_events = excluded.life_events, name_folded = excluded.name_folded,
          name_words = excluded.name_words, other_words = excluded.other_words, document = excluded.document, revision = excluded.revision
        """;

    /// <summary>Adds the tables, and the two extensions: trusted ones, so the owner of the database may create them.</summary>
    public static void AddTo(StoreOptions options)
    {
        options.Storage.ExtendedSchemaObjects.Add(new Extension("unaccent"));
        options.Storage.ExtendedSchemaObjects.Add(new Extension("pg_trgm"));
        options.Storage.ExtendedSchemaObjects.Add(SearchTable());
        options.Storage.ExtendedSchemaObjects.Add(WordsTable());
        options.Projections.Add(new ProcedureIndexProjection(), JasperFx.Events.Projections.ProjectionLifecycle.Inline);
    }

    /// <summary>Puts the row of a definition; whether it is in force stays as it is.</summary>
    public static void Put(IDocumentOperations operations, string tenant, Guid id, ProcedureDefinition definition)
    {
        var row = new
        {
            tenant_id = tenant,
            code = definition.Code,
            id,
            featured = definition.Featured,
            field = definition.Field,
            level = definition.Level,
            agencies = definition.Agencies.Select(a => a.Code),
            audiences = definition.Audiences.Select(a => a.ToString()),
            life_events = definition.LifeEvents,
            name = definition.Name,
            other = string.Join(' ', [definition.Code, definition.Field, .. definition.LifeEvents, .. definition.Results.Select(r => r.Name)]),
            revision = Revision,
        };
        operations.QueueSqlCommand(PutSql, JsonSerializer.Serialize(row));
    }

    /// <summary>Sets whether a procedure is in force.</summary>
    public static void SetInForce(IDocumentOperations operations, string tenant, Guid id, bool inForce) => operations.QueueSqlCommand(
        $"update {Schema}.procedure_search set in_force = ? where tenant_id = ? and id = ?", inForce, tenant, id);

    /// <summary>Folds a piece of SQL.</summary>
    public static string Fold(string sql) => FoldSql.Replace("{0}", sql, StringComparison.Ordinal);

    private static Table SearchTable()
    {
        var table = new Table(StoreConfiguration.NameOf("procedure_search"));
        table.AddColumn("tenant_id", "text").AsPrimaryKey();
        table.AddColumn("code", "text").AsPrimaryKey();
        table.AddColumn<Guid>("id").NotNull();
        table.AddColumn("in_force", "boolean").NotNull();
        table.AddColumn("featured", "boolean").NotNull();
        table.AddColumn("field", "text").NotNull();
        table.AddColumn("level", "text").NotNull();
        table.AddColumn("agencies", "text[]").NotNull();
        table.AddColumn("audiences", "text[]").NotNull();
        table.AddColumn("life_events", "text[]").NotNull();
        table.AddColumn("name_folded", "text").NotNull();
        table.AddColumn("name_words", "text[]").NotNull();
        table.AddColumn("other_words", "text[]").NotNull();
        table.AddColumn("document", "tsvector").NotNull();
        table.AddColumn("revision", "integer").NotNull();
        table.Indexes.Add(new IndexDefinition("ix_procedure_search_document") { Columns = ["document"], Method = IndexMethod.gin });
        table.Indexes.Add(new IndexDefinition("ix_procedure_search_id") { Columns = ["id"] });
        return table;
    }

    private static Table WordsTable()
    {
        var table = new Table(StoreConfiguration.NameOf("procedure_words"));
        table.AddColumn("tenant_id", "text").AsPrimaryKey();
        table.AddColumn("word", "text").AsPrimaryKey();
        return table;
    }
}

/// <summary>Inline: an administrator looks for a procedure right after publishing it.</summary>
internal sealed partial class ProcedureIndexProjection : EventProjection
{
    public ProcedureIndexProjection()
    {
        IncludeType<ProcedurePublished>();
        IncludeType<ProcedureForceChanged>();
    }

    public override ValueTask ApplyAsync(IDocumentOperations operations, IEvent e, CancellationToken cancellation)
    {
        if (e.Data is ProcedurePublished published) ProcedureIndex.Put(operations, e.TenantId, e.StreamId, published.Definition);
        else if (e.Data is ProcedureForceChanged changed) ProcedureIndex.SetInForce(operations, e.TenantId, e.StreamId, changed.InForce);
        return ValueTask.CompletedTask;
    }
}
