using KonTum.Tthc.Application.Access;
using KonTum.Tthc.Application.Dossiers;
using KonTum.Tthc.Application.Files;
using KonTum.Tthc.Application.Requests;
using KonTum.Tthc.Application.Storage;
using KonTum.Tthc.Domain.Failures;
using MediatR;

namespace KonTum.Tthc.Application.Signing.ValidateAttachment;

/// <summary>Validates the signatures of the newest version of an attachment.</summary>
[AllowedFor(Role.Citizen, Role.System, Role.Officer)]
public sealed record ValidateAttachment(Guid DossierId, string ComponentId, Guid AttachmentId) : IQuery<AttachmentValidation>;

/// <summary>The result.</summary>
public sealed record AttachmentValidation(
    string Sha256, DateTimeOffset At, string Vietnamese, string English, IReadOnlyList<SignatureFinding> Signatures)
{
    internal static AttachmentValidation Of(string sha256, DateTimeOffset at, IReadOnlyList<SignatureFinding> findings)
    {
        var (vietnamese, english) = Summarize(findings);
        return new AttachmentValidation(sha256, at, vietnamese, english, findings);
    }

    private static (string Vietnamese, string English) Summarize(IReadOnlyList<SignatureFinding> findings) => findings switch
    {
        [] => ("Tệp chưa có chữ ký số.", "The file has no signature."),
        _ when findings.Any(f => f.Modifications == FindingModifications.Suspicious) => (
            "Nội dung đã bị thay đổi sau khi ký.", "The content was changed after it was signed."),
        _ when findings.Any(f => f.Indication == FindingIndication.TotalFailed) => (
            "Có chữ ký số không hợp lệ.", "At least one signature is not valid."),
        _ when findings.All(f => f.Indication == FindingIndication.TotalPassed) => (
            $"Tất cả {findings.Count} chữ ký số hợp lệ.", $"All {findings.Count} signatures are valid."),
        _ => ("Chưa đủ căn cứ để xác định chữ ký số hợp lệ.", "There is not enough evidence to call every signature valid."),
    };
}

internal sealed class ValidateAttachmentHandler(
    IStreamReader streams, IReadLog readLog, IDocumentSigner documents, ICallerContext callers, TimeProvider time)
    : IRequestHandler<ValidateAttachment, AttachmentValidation>
{
    public async Task<AttachmentValidation> Handle(ValidateAttachment request, CancellationToken cancellationToken)
    {
        var dossier = await streams.VisibleDossierAsync(
            readLog, request.DossierId, callers.Required(), "validation", cancellationToken);
        var file = dossier.State.Attachment(request.ComponentId, request.AttachmentId).Newest.File;
        if (file.ContentType != FileTypes.Pdf) throw Failures.AttachmentNotPdf.Because();

        var findings = await documents.ValidateAsync(file, cancellationToken);
        return AttachmentValidation.Of(file.Sha256, time.GetUtcNow(), findings);
    }
}
