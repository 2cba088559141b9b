using KonTum.Tthc.Infrastructure.Storage;
using Npgsql;

namespace KonTum.Tthc.Infrastructure.Reception;

/// <summary>
/// The tables that the inbox is read from, and the triggers that keep them: whatever writes a dossier's line, the projection, its rebuild or
/// a bulk load, moves the inbox, its counts and its words in the same transaction (decision record 0019).
/// </summary>
internal sealed class InboxSchema(NpgsqlDataSource database)
{
    private const string S = StoreConfiguration.Schema;

    /// <summary>Officers of an agency act at once: a count in one row would let each wait for the other's commit.</summary>
    private const string Slots = "16";

    /// <summary>The day (UTC) of <c>m.due_key</c>.</summary>
    private const string DueDay = "(m.due_key at time zone 'UTC')::date";

    private const string Tables = $"""
        create table if not exists {S}.inbox (
          tenant_id text not null,
          dossier_id uuid not null,
          agency_code text not null,
          state text not null,
          officer_id text not null,
          procedure_code text not null,
          code text collate "C" not null,
          submitted_at timestamptz not null,
          due_key timestamptz not null,
          name_words bigint[] not null,
          primary key (tenant_id, dossier_id));
        create index if not exists inbox_by_submission on {S}.inbox (tenant_id, agency_code, state, submitted_at, dossier_id);
        create index if not exists inbox_by_due on {S}.inbox (tenant_id, agency_code, state, due_key, dossier_id);
        create index if not exists inbox_by_procedure on {S}.inbox (tenant_id, agency_code, procedure_code, state, submitted_at, dossier_id);
        create index if not exists inbox_by_officer on {S}.inbox (tenant_id, agency_code, officer_id, state, submitted_at, dossier_id)
          where officer_id <> '';
        create index if not exists inbox_by_code on {S}.inbox (tenant_id, agency_code, code);
        create table if not exists {S}.inbox_words (
          tenant_id text not null,
          agency_code text not null,
          word bigint not null,
          submitted_at timestamptz not null,
          dossier_id uuid not null,
          primary key (tenant_id, agency_code, word, submitted_at, dossier_id));
        create index if not exists inbox_words_of on {S}.inbox_words (dossier_id);
        create table if not exists {S}.inbox_counts (
          tenant_id text not null,
          agency_code text not null,
          state text not null,
          slot integer not null,
          dossiers bigint not null,
          primary key (tenant_id, agency_code, state, slot)) with (fillfactor = 50);
        create index if not exists inbox_running on {S}.inbox (tenant_id, agency_code, state, submitted_at, dossier_id) include (due_key)
          where due_key < '{Never}';
        create index if not exists inbox_due on {S}.inbox (tenant_id, agency_code, due_key) where due_key < '{Never}';
        create table if not exists {S}.inbox_due_counts (
          tenant_id text not null,
          agency_code text not null,
          due_day date not null,
          slot integer not null,
          dossiers bigint not null,
          primary key (tenant_id, agency_code, due_day, slot)) with (fillfactor = 50);
        """;

    /// <summary>
    /// Counts by state, and of those for which time runs by the day (UTC) on which they are due, so that what is overdue is a sum over days.
    /// The rows are locked in the order of agency and state or day: two dossiers that change places cannot wait for each other.
    /// </summary>
    private const string Count = $"""
        create or replace function {S}.inbox_count() returns trigger language plpgsql as $body$
        begin
          insert into {S}.inbox_counts as c (tenant_id, agency_code, state, slot, dossiers)
          select m.tenant_id, m.agency_code, m.state, pg_backend_pid() % {Slots}, sum(m.step) from (
            select old.tenant_id, old.agency_code, old.state, -1 as step where tg_op <> 'INSERT'
            union all
            select new.tenant_id, new.agency_code, new.state, 1 where tg_op <> 'DELETE') m
          group by 1, 2, 3 having sum(m.step) <> 0 order by 1, 2, 3
          on conflict (tenant_id, agency_code, state, slot) do update set dossiers = c.dossiers + excluded.dossiers;
          insert into {S}.inbox_due_counts as c (tenant_id, agency_code, due_day, slot, dossiers)
          select m.tenant_id, m.agency_code, {DueDay}, pg_backend_pid() % {Slots}, sum(m.step) from (
            select old.tenant_id, old.agency_code, old.due_key, -1 as step where tg_op <> 'INSERT'
            union all
            select new.tenant_id, new.agency_code, new.due_key, 1 where tg_op <> 'DELETE') m
          where m.due_key < '{Never}'
          group by 1, 2, 3 having sum(m.step) <> 0 order by 1, 2, 3
          on conflict (tenant_id, agency_code, due_day, slot) do update set dossiers = c.dossiers + excluded.dossiers;
          return null;
        end $body$;

        create or replace function {S}.inbox_find() returns trigger language plpgsql as $body$
        begin
          if tg_op <> 'INSERT' then delete from {S}.inbox_words where dossier_id = old.dossier_id and tenant_id = old.tenant_id; end if;
          if tg_op <> 'DELETE' then
            insert into {S}.inbox_words (tenant_id, agency_code, word, submitted_at, dossier_id)
            select new.tenant_id, new.agency_code, w, new.submitted_at, new.dossier_id from unnest(new.name_words) w
            on conflict do nothing;
          end if;
          return null;
        end $body$;
        """;

    private const string Keep = $"""
        create or replace function {S}.inbox_keep() returns trigger language plpgsql as $body$
        begin
          if tg_op = 'DELETE' then
            delete from {S}.inbox where tenant_id = old.tenant_id and dossier_id = old.id;
          elsif new.data ->> 'submittedAt' is not null then
            insert into {S}.inbox as i (
              tenant_id, dossier_id, agency_code, state, officer_id, procedure_code, code, submitted_at, due_key, name_words)
            values (
              new.tenant_id, new.id, new.data ->> 'agencyCode', new.data ->> 'state', coalesce(new.data ->> 'officerId', ''),
              new.data ->> 'procedureCode', new.data ->> 'code', (new.data ->> 'submittedAt')::timestamptz,
              coalesce((new.data ->> 'dueAt')::timestamptz, '{Never}'),
              array(select w::bigint from jsonb_array_elements_text(coalesce(new.data -> 'nameWords', '[]')) w))
            on conflict (tenant_id, dossier_id) do update set
              agency_code = excluded.agency_code, state = excluded.state, officer_id = excluded.officer_id,
              procedure_code = excluded.procedure_code, code = excluded.code, submitted_at = excluded.submitted_at,
              due_key = excluded.due_key, name_words = excluded.name_words
            where (i.agency_code, i.state, i.officer_id, i.procedure_code, i.code, i.submitted_at, i.due_key, i.name_words)
              is distinct from (excluded.agency_code, excluded.state, excluded.officer_id, excluded.procedure_code, excluded.code,
                excluded.submitted_at, excluded.due_key, excluded.name_words);
          end if;
          return null;
        end $body$;

        create or replace function {S}.inbox_empty() returns trigger language plpgsql as $body$
        begin
          truncate {S}.inbox, {S}.inbox_words, {S}.inbox_counts, {S}.inbox_due_counts;
          return null;
        end $body$;

        create or replace function {S}.inbox_forget() returns trigger language plpgsql as $body$
        begin
          update {S}.mt_doc_dossierlisting set data = jsonb_set(data, array['nameWords'], '[]')
          where data ->> 'ownerId' = new.subject and data -> 'nameWords' <> '[]';
          return null;
        end $body$;
        """;

    private const string Triggers = $"""
        create or replace trigger inbox_count after insert or delete on {S}.inbox
          for each row execute function {S}.inbox_count();
        create or replace trigger inbox_recount after update on {S}.inbox
          for each row when (old.agency_code <> new.agency_code or old.state <> new.state or old.due_key <> new.due_key)
          execute function {S}.inbox_count();
        create or replace trigger inbox_find after insert or delete on {S}.inbox
          for each row execute function {S}.inbox_find();
        create or replace trigger inbox_refind after update on {S}.inbox
          for each row when (old.agency_code <> new.agency_code or old.submitted_at <> new.submitted_at or old.name_words <> new.name_words)
          execute function {S}.inbox_find();
        create or replace trigger inbox_keep after insert or update or delete on {S}.mt_doc_dossierlisting
          for each row execute function {S}.inbox_keep();
        create or replace trigger inbox_empty after truncate on {S}.mt_doc_dossierlisting
          for each statement execute function {S}.inbox_empty();
        create or replace trigger inbox_forget after update on {S}.person_keys
          for each row when (new.wrapped_key is null) execute function {S}.inbox_forget();
        """;

    /// <summary>Stands for "not due": later than any day that PostgreSQL and .NET both know.</summary>
    internal const string Never = "9999-01-01T00:00:00Z";

    /// <summary>Makes what is missing. The tables of the lists and of the person keys must be there.</summary>
    public async Task EnsureAsync(CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        // Two nodes that start together: CREATE ... IF NOT EXISTS alone can collide in the catalogue.
        await using var command = new NpgsqlCommand(
            $"select pg_advisory_xact_lock(hashtext('tthc.inbox')); {Tables} {Count} {Keep} {Triggers} {Fill}", connection, transaction);
        await command.ExecuteNonQueryAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    /// <summary>
    /// Lines that were written before the triggers were there: touching them is enough. What is due was not counted at first: counted once.
    /// </summary>
    private const string Fill = $"""
        insert into {S}.inbox_due_counts (tenant_id, agency_code, due_day, slot, dossiers)
        select m.tenant_id, m.agency_code, {DueDay}, 0, count(*) from {S}.inbox m
        where m.due_key < '{Never}' and not exists (select from {S}.inbox_due_counts) group by 1, 2, 3;
        update {S}.mt_doc_dossierlisting d set data = d.data
        where d.data ->> 'submittedAt' is not null and not exists (select from {S}.inbox);
        """;
}
