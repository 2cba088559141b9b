using KonTum.Tthc.Infrastructure.Storage;
using Marten;
using Weasel.Postgresql;
using Weasel.Postgresql.Tables;

namespace KonTum.Tthc.Infrastructure.Statistics;

/// <summary>
/// Two tables: what the figures know of each dossier, and the sums for each day, agency and field. The sums are what a reader adds up, so that
/// a report costs as much as there are days, agencies and fields, however many dossiers there are.
/// </summary>
internal static class StatisticsTables
{
    public const string Dossiers = "statistics_dossiers";

    public const string Figures = "statistics_figures";

    public static void Configure(StoreOptions options)
    {
        options.Storage.ExtendedSchemaObjects.Add(DossiersTable());
        options.Storage.ExtendedSchemaObjects.Add(FiguresTable());
    }

    private static Table DossiersTable()
    {
        var table = new Table(NameOf(Dossiers));
        table.AddColumn("tenant_id", "text").AsPrimaryKey();
        table.AddColumn<Guid>("dossier_id").AsPrimaryKey();
        table.AddColumn("agency_code", "text").NotNull();
        table.AddColumn("field", "text").NotNull();
        table.AddColumn("online", "boolean").NotNull();
        table.AddColumn("signed", "boolean").NotNull();
        table.AddColumn("remote_signings", "uuid[]").NotNull();
        table.AddColumn("submitted_at", "timestamptz");
        table.AddColumn("accepted_at", "timestamptz");
        table.AddColumn("due_at", "timestamptz");
        table.AddColumn("completed_at", "timestamptz");
        table.AddColumn("ended_at", "timestamptz");
        table.AddColumn("score", "integer").NotNull();

        // Overdue depends on the clock and cannot be a sum; open dossiers are few beside all that ever were.
        table.Indexes.Add(new IndexDefinition("ix_statistics_dossiers_due")
        {
            Columns = ["tenant_id", "due_at"], Predicate = "ended_at is null and due_at is not null",
        });
        return table;
    }

    private static Table FiguresTable()
    {
        var table = new Table(NameOf(Figures));
        table.AddColumn("tenant_id", "text").AsPrimaryKey();
        table.AddColumn("day", "date").AsPrimaryKey();
        table.AddColumn("agency_code", "text").AsPrimaryKey();
        table.AddColumn("field", "text").AsPrimaryKey();
        foreach (var sum in StatisticsSql.Sums) table.AddColumn(sum, "bigint").NotNull();
        return table;
    }

    private static PostgresqlObjectName NameOf(string table) => new(StoreConfiguration.Schema, table, SchemaUtils.IdentifierUsage.General);
}
