using FluentValidation;
using KonTum.Tthc.Application.Access;
using KonTum.Tthc.Application.Dossiers;
using KonTum.Tthc.Application.Files;
using KonTum.Tthc.Application.Pipeline;
using KonTum.Tthc.Application.Requests;
using KonTum.Tthc.Application.Storage;
using KonTum.Tthc.Domain.Failures;
using MediatR;

namespace KonTum.Tthc.Application.Signing.FindPlacements;

/// <summary>Finds where a keyword stands in the newest version of an attachment.</summary>
[AllowedFor(Role.Citizen, Role.System, Role.Officer)]
public sealed record FindPlacements(Guid DossierId, string ComponentId, Guid AttachmentId, string Keyword, double Width, double Height)
    : IQuery<PlacementSearch>;

internal sealed class FindPlacementsValidator : AbstractValidator<FindPlacements>
{
    public FindPlacementsValidator()
    {
        this.MustBeText(r => r.Keyword, "keyword", 100);
        // Not a number is within nothing.
        RuleFor(r => r).Must(r => r.Width is >= 20 and <= 2000).WithState(_ => Failures.OutOfRange.At("width", ("range", "20–2000")));
        RuleFor(r => r).Must(r => r.Height is >= 10 and <= 2000).WithState(_ => Failures.OutOfRange.At("height", ("range", "10–2000")));
    }
}

internal sealed class FindPlacementsHandler(IStreamReader streams, IReadLog readLog, IPlacementFinder finder, ICallerContext callers)
    : IRequestHandler<FindPlacements, PlacementSearch>
{
    public async Task<PlacementSearch> Handle(FindPlacements request, CancellationToken cancellationToken)
    {
        var dossier = await streams.VisibleDossierAsync(
            readLog, request.DossierId, callers.Required(), "placement_search", cancellationToken);
        var file = dossier.State.Attachment(request.ComponentId, request.AttachmentId).Newest.File;
        if (file.ContentType != FileTypes.Pdf) throw Failures.AttachmentNotPdf.Because();
        return await finder.FindAsync(file, request.Keyword, request.Width, request.Height, cancellationToken);
    }
}
