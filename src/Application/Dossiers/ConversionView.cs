using KonTum.Tthc.Application.Files;
using KonTum.Tthc.Domain.Dossiers;

namespace KonTum.Tthc.Application.Dossiers;

/// <summary>How far the conversion of an attachment to PDF is.</summary>
/// <param name="State">Where it stands.</param>
/// <param name="Cause">Code of the failure catalogue, for one that failed.</param>
/// <param name="PageCount">Pages of the PDF, for one that is done.</param>
/// <param name="Running">Whether one that is not done is at work just now.</param>
/// <param name="Ahead">How many come before one that waits.</param>
public sealed record ConversionView(ConversionState State, string Cause, int PageCount, bool Running, int Ahead)
{
    internal static ConversionView Of(Conversion conversion) => new(conversion.State, conversion.Cause, conversion.PageCount, false, 0);
}

/// <summary>Puts places of the queue into views. They change from moment to moment, so they are no part of a first answer.</summary>
internal static class ConversionPlaces
{
    public static async Task<AttachmentView> PlaceAsync(
        this IConversionQueue queue, AttachmentView attachment, CancellationToken cancellationToken)
    {
        if (attachment.Conversion.State != ConversionState.Waiting) return attachment;
        var places = await queue.FindAsync([attachment.Id], cancellationToken);
        return Place(attachment, places);
    }

    public static async Task<DossierView> PlaceAsync(this IConversionQueue queue, DossierView dossier, CancellationToken cancellationToken)
    {
        var waiting = dossier.Components
            .SelectMany(c => c.Attachments)
            .Where(a => a.Conversion.State == ConversionState.Waiting)
            .Select(a => a.Id)
            .ToList();
        if (waiting.Count == 0) return dossier;
        var places = await queue.FindAsync(waiting, cancellationToken);
        return dossier with
        {
            Components = [.. dossier.Components.Select(c => c with { Attachments = [.. c.Attachments.Select(a => Place(a, places))] })],
        };
    }

    private static AttachmentView Place(AttachmentView attachment, IReadOnlyDictionary<Guid, ConversionPlace> places) =>
        places.TryGetValue(attachment.Id, out var place)
            ? attachment with { Conversion = attachment.Conversion with { Running = place.Running, Ahead = place.Ahead } }
            : attachment;
}
