using System.Security.Cryptography;
using KonTum.Tthc.Application.Access;
using KonTum.Tthc.Application.Files;
using KonTum.Tthc.Application.Papers;
using KonTum.Tthc.Application.Requests;
using KonTum.Tthc.Application.Storage;
using KonTum.Tthc.Domain.Failures;
using MediatR;

namespace KonTum.Tthc.Application.Dossiers.GetReceipt;

/// <summary>The receipt of the submission as a PDF. It is printed from the dossier each time, so it tells the due time once there is one.</summary>
[AllowedFor(Role.Citizen, Role.System, Role.Officer)]
public sealed record GetReceipt(Guid DossierId) : IQuery<FileContent>;

internal sealed class GetReceiptHandler(
    IStreamReader streams, IReadLog readLog, IPaperPrinter printer, PublicAddress address, ICallerContext callers)
    : IRequestHandler<GetReceipt, FileContent>
{
    public async Task<FileContent> Handle(GetReceipt request, CancellationToken cancellationToken)
    {
        var dossier = await streams.VisibleDossierAsync(readLog, request.DossierId, callers.Required(), "receipt", cancellationToken);
        if (dossier.State.SubmittedAt is null) throw Failures.ReceiptNotThere.Because();

        var pdf = printer.Print(SubmissionReceipt.Of(dossier.State, address));
        return new FileContent(
            new MemoryStream(pdf, writable: false), FileTypes.Pdf, $"giay-tiep-nhan-{dossier.State.Code}.pdf", pdf.Length,
            Convert.ToHexStringLower(SHA256.HashData(pdf)));
    }
}
