using JasperFx.Events;
using JasperFx.Events.Projections;
using KonTum.Tthc.Domain.Dossiers;
using Marten;
using Marten.Events.Projections;

namespace KonTum.Tthc.Infrastructure.Conversion;

/// <summary>Keeps the queue of conversions as the events say, in their own transactions.</summary>
internal sealed partial class ConversionWorkProjection : EventProjection
{
    public ConversionWorkProjection()
    {
        IncludeType<AttachmentConversionRequested>();
        IncludeType<AttachmentConverted>();
        IncludeType<AttachmentConversionFailed>();
        IncludeType<AttachmentDeleted>();
        IncludeType<DraftDiscarded>();
    }

    /// <summary>Adds the table and what fills it.</summary>
    public static void AddTo(StoreOptions options)
    {
        options.Storage.ExtendedSchemaObjects.Add(ConversionWorkTable.Describe());
        options.Projections.Add(new ConversionWorkProjection(), ProjectionLifecycle.Inline);
    }

    public override ValueTask ApplyAsync(IDocumentOperations operations, IEvent e, CancellationToken cancellation)
    {
        switch (e.Data)
        {
            case AttachmentConversionRequested requested:
                var asker = (operations as IDocumentSession)?.LastModifiedBy ?? e.UserName ?? "";
                operations.QueueSqlCommand(
                    ConversionWorkTable.EnterSql, requested.AttachmentId, e.StreamId, requested.ComponentId, asker, requested.At.ToUniversalTime(), asker);
                break;
            case AttachmentConverted converted:
                operations.QueueSqlCommand(ConversionWorkTable.LeaveSql, converted.AttachmentId);
                break;
            case AttachmentConversionFailed failed:
                operations.QueueSqlCommand(ConversionWorkTable.LeaveSql, failed.AttachmentId);
                break;
            case AttachmentDeleted deleted:
                operations.QueueSqlCommand(ConversionWorkTable.LeaveSql, deleted.AttachmentId);
                break;
            case DraftDiscarded:
                operations.QueueSqlCommand(ConversionWorkTable.LeaveAllSql, e.StreamId);
                break;
        }

        return ValueTask.CompletedTask;
    }
}
