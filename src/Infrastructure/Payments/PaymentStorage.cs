using JasperFx.Events;
using JasperFx.Events.Projections;
using KonTum.Tthc.Application.Payments;
using KonTum.Tthc.Domain.Dossiers;
using KonTum.Tthc.Domain.Payments;
using KonTum.Tthc.Infrastructure.Storage;
using Marten;
using Marten.Events.Aggregation;
using Marten.Events.Projections;
using Weasel.Core;
using Weasel.Postgresql;
using Weasel.Postgresql.Tables;

namespace KonTum.Tthc.Infrastructure.Payments;

/// <summary>How payments are stored: their streams, the list of each dossier's, which need attention, and the numbers of receipts.</summary>
internal static class PaymentStorage
{
    public static void Configure(StoreOptions options)
    {
        options.Projections.Add(new LiveState<Payment>(), ProjectionLifecycle.Live);
        options.Projections.Add(new PaymentListingProjection(), ProjectionLifecycle.Inline);
        options.Projections.Add(new PaymentWorkProjection(), ProjectionLifecycle.Inline);
        options.Schema.For<PaymentListing>().Index(p => p.DossierId);

        var work = new Table(NameOf("payment_work"));
        work.AddColumn<Guid>("payment_id").AsPrimaryKey();
        work.AddColumn("due_at", "timestamptz").NotNull();
        work.AddColumn("leased_until", "timestamptz");
        work.AddColumn<Guid>("claim");
        work.AddColumn("revision", "integer").NotNull().DefaultValue(0);
        work.Indexes.Add(new IndexDefinition("ix_payment_work_due") { Columns = ["due_at"] });
        options.Storage.ExtendedSchemaObjects.Add(work);

        var numbers = new Table(NameOf("receipt_numbers"));
        numbers.AddColumn("agency_code", "varchar").AsPrimaryKey();
        numbers.AddColumn("year", "integer").AsPrimaryKey();
        numbers.AddColumn("last_number", "integer").NotNull();
        options.Storage.ExtendedSchemaObjects.Add(numbers);
    }

    private static PostgresqlObjectName NameOf(string table) => new(StoreConfiguration.Schema, table, SchemaUtils.IdentifierUsage.General);
}

internal sealed class PaymentListingProjection : SingleStreamProjection<PaymentListing, Guid>
{
    public PaymentListingProjection() => IncludeType<PaymentOpened>();

    public override PaymentListing? Evolve(PaymentListing? snapshot, Guid id, IEvent e) =>
        e.Data is PaymentOpened opened ? new PaymentListing(opened.PaymentId, opened.DossierId, opened.At) : snapshot;
}

/// <summary>
/// An order that was opened and a refund that was asked for are looked after from the transaction on that says so. What a worker finds
/// nothing to do for it takes away again.
/// </summary>
internal sealed partial class PaymentWorkProjection : EventProjection
{
    public PaymentWorkProjection()
    {
        IncludeType<PaymentOpened>();
        IncludeType<PaymentRefundRequested>();
    }

    public override ValueTask ApplyAsync(IDocumentOperations operations, IEvent e, CancellationToken cancellation)
    {
        // At once: the first look is too early for news and tells the worker when the next one is due.
        if (e.Data is PaymentOpened { Channel: PaymentChannel.Online } opened)
            operations.QueueSqlCommand(PaymentWorkTable.ScheduleSql, e.StreamId, opened.At.ToUniversalTime());
        else if (e.Data is PaymentRefundRequested requested)
            operations.QueueSqlCommand(PaymentWorkTable.ScheduleSql, e.StreamId, requested.At.ToUniversalTime());
        return ValueTask.CompletedTask;
    }
}
