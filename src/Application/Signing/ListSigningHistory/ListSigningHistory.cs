using KonTum.Tthc.Application.Access;
using KonTum.Tthc.Application.Dossiers;
using KonTum.Tthc.Application.Requests;
using KonTum.Tthc.Application.Storage;
using KonTum.Tthc.Domain.Dossiers;
using KonTum.Tthc.Domain.SignatureProfiles;
using KonTum.Tthc.Domain.Signing;
using MediatR;

namespace KonTum.Tthc.Application.Signing.ListSigningHistory;

/// <summary>Lists who signed an attachment, oldest first (Xem lịch sử ký số).</summary>
[AllowedFor(Role.Citizen, Role.System, Role.Officer)]
public sealed record ListSigningHistory(Guid DossierId, string ComponentId, Guid AttachmentId) : IQuery<IReadOnlyList<SigningHistoryEntry>>;

/// <summary>One line of the history.</summary>
public sealed record SigningHistoryEntry(
    Guid SigningId,
    string Signer,
    string Email,
    string Authority,
    DateTimeOffset SigningTime,
    string CertificateSerialNumber,
    string Provider,
    SignatureKind Kind,
    string FileName,
    string Sha256);

internal sealed class ListSigningHistoryHandler(IStreamReader streams, IReadLog readLog, ICallerContext callers)
    : IRequestHandler<ListSigningHistory, IReadOnlyList<SigningHistoryEntry>>
{
    public async Task<IReadOnlyList<SigningHistoryEntry>> Handle(ListSigningHistory request, CancellationToken cancellationToken)
    {
        var dossier = await streams.VisibleDossierAsync(
            readLog, request.DossierId, callers.Required(), "signing_history", cancellationToken);

        return await EntriesAsync(dossier.State.Attachment(request.ComponentId, request.AttachmentId), null, cancellationToken);
    }

    /// <summary>A document from the store brings its history along: it stands with the dossier that it is from.</summary>
    /// <param name="attachment">The attachment.</param>
    /// <param name="until">Digest of the last version that counts; null for all.</param>
    /// <param name="cancellationToken">Stops.</param>
    private async Task<List<SigningHistoryEntry>> EntriesAsync(Attachment attachment, string? until, CancellationToken cancellationToken)
    {
        var entries = new List<SigningHistoryEntry>();
        foreach (var (version, n) in attachment.Versions.Select((v, n) => (v, n)))
        {
            if (n == 0 && attachment.Source is { } source) entries.AddRange(await EntriesAsync(source, version, cancellationToken));
            else if (version.SigningId is { } id && await streams.ReadAsync<SignatureRecord>(id, cancellationToken) is { } signing)
                entries.Add(Entry(signing.State, attachment.Id, version));
            if (version.File.Sha256 == until) break;
        }

        return entries;
    }

    private async Task<List<SigningHistoryEntry>> EntriesAsync(StoredDocumentSource source, AttachmentVersion version, CancellationToken cancellationToken)
    {
        // A result paper has no history of its own: the agency's seal is no ceremony of a person.
        var dossier = await streams.ReadAsync<Dossier>(source.DossierId, cancellationToken);
        return dossier?.State.Components.SelectMany(c => c.Attachments).FirstOrDefault(a => a.Id == source.Id) is { } attachment
            ? await EntriesAsync(attachment, version.File.Sha256, cancellationToken)
            : [];
    }

    private static SigningHistoryEntry Entry(SignatureRecord signing, Guid attachmentId, AttachmentVersion version)
    {
        var holder = signing.Certificate!.Holder.Value;
        return new SigningHistoryEntry(
            signing.Id,
            holder?.Name ?? AttachmentView.ErasedName,
            holder?.Email ?? "",
            signing.Certificate.Authority,
            signing.SignedFiles.First(f => f.AttachmentId == attachmentId).SigningTime,
            signing.Certificate.SerialNumber,
            signing.Provider,
            signing.Kind,
            version.FileName.Value ?? AttachmentView.ErasedName,
            version.File.Sha256);
    }
}
