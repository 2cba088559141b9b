using KonTum.Tthc.Application.Access;
using KonTum.Tthc.Application.Files;
using KonTum.Tthc.Application.Requests;
using KonTum.Tthc.Application.Storage;
using KonTum.Tthc.Domain;
using KonTum.Tthc.Domain.Dossiers;
using KonTum.Tthc.Domain.Failures;
using MediatR;

namespace KonTum.Tthc.Application.Dossiers.RunConversion;

/// <summary>Converts one attachment; the use case of the queue's worker. Whatever comes of it becomes an event.</summary>
/// <param name="DossierId">The dossier.</param>
/// <param name="ComponentId">The component.</param>
/// <param name="AttachmentId">The attachment.</param>
/// <param name="GiveUp">
/// Do not try again: it was begun several times and no node lived to tell what came of it. Then it fails, before it takes a further node with it.
/// </param>
[PlatformOnly]
public sealed record RunConversion(Guid DossierId, string ComponentId, Guid AttachmentId, bool GiveUp) : ICommand<Unit>;

internal sealed class RunConversionHandler(
    IUnitOfWork work, IStreamReader streams, IBlobStore blobs, IDocumentConverter converter, TimeProvider time)
    : IRequestHandler<RunConversion, Unit>
{
    /// <summary>A PDF is mostly smaller than its document, but pictures that were packed come out unpacked.</summary>
    private const long LargestPdf = 100 * 1024 * 1024;

    public async Task<Unit> Handle(RunConversion request, CancellationToken cancellationToken)
    {
        var (componentId, attachmentId) = (request.ComponentId, request.AttachmentId);
        var seen = await streams.ReadAsync<Dossier>(request.DossierId, cancellationToken);
        if (seen?.State.FindWaitingForConversion(componentId, attachmentId) is not { } attachment) return Unit.Value;

        Func<Dossier, IDomainEvent?> decide;
        if (request.GiveUp)
        {
            decide = d => d.FailConversion(componentId, attachmentId, Failures.ConversionFailed.Code, time.GetUtcNow());
        }
        else
        {
            try
            {
                var (file, pages) = await ConvertAsync(attachment.Newest.File, cancellationToken);
                decide = d => d.Convert(componentId, attachmentId, file, pages, time.GetUtcNow());
            }
            catch (FailureException e)
            {
                var cause = e.Failure == Failures.FileTooLarge ? Failures.ConversionFailed : e.Failure;
                decide = d => d.FailConversion(componentId, attachmentId, cause.Code, time.GetUtcNow());
            }
        }

        return await work.DecideAsync(async () =>
        {
            var dossier = await work.FindAsync<Dossier>(request.DossierId, cancellationToken);
            if (dossier is null || decide(dossier.State) is not { } decided) return Unit.Value;
            dossier.Append(decided);
            return await work.CommitAsync(Unit.Value, cancellationToken);
        });
    }

    private async Task<(StoredFile File, int PageCount)> ConvertAsync(StoredFile original, CancellationToken cancellationToken)
    {
        await using var content = await blobs.OpenAsync(original.Sha256, cancellationToken);
        await using var converted = await converter.ConvertAsync(content, original.ContentType, cancellationToken);
        var blob = await blobs.StoreAsync(converted.Content, LargestPdf, cancellationToken);
        return (new StoredFile(blob.Sha256, blob.Size, FileTypes.Pdf), converted.PageCount);
    }
}
