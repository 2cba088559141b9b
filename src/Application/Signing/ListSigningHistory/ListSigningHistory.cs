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

/// <summary>One line of the history: a person's signature, or the seal of an agency, which has no signing and no provider.</summary>
public sealed record SigningHistoryEntry(
    Guid? SigningId,
    string Signer,
    string Email,
    string Authority,
    DateTimeOffset SigningTime,
    string CertificateSerialNumber,
    string Provider,
    SignatureKind? Kind,
    string FileName,
    string Sha256);

internal sealed class ListSigningHistoryHandler(
    IStreamReader streams, IReadLog readLog, IDocumentSigner documents, ICallerContext callers)
    : IRequestHandler<ListSigningHistory, IReadOnlyList<SigningHistoryEntry>>
{
    /// <summary>A reference to a reference to a reference: more than anyone makes, and a bound for a damaged chain.</summary>
    private const int LongestChain = 10;

    public async Task<IReadOnlyList<SigningHistoryEntry>> Handle(ListSigningHistory request, CancellationToken cancellationToken)
    {
        var dossier = await streams.VisibleDossierAsync(
            readLog, request.DossierId, callers.Required(), "signing_history", cancellationToken);

        var attachment = dossier.State.Attachment(request.ComponentId, request.AttachmentId);
        var entries = new List<SigningHistoryEntry>();
        foreach (var (attachmentId, version) in await VersionsAsync(attachment, cancellationToken))
        {
            if (version.SigningId is { } id && await streams.ReadAsync<SignatureRecord>(id, cancellationToken) is { } signing)
            {
                entries.Add(Entry(signing.State, attachmentId, version));
            }
            else if (version is { SigningId: null, Kind: AttachmentVersionKind.Signed })
            {
                entries.AddRange(await SealAsync(version, cancellationToken));
            }
        }

        return entries;
    }

    /// <summary>
    /// The versions with the attachment that each was signed as. A stored document that was attached by reference brings its history with
    /// it: what was signed in the dossier that it is from, up to the bytes that are referred to, and so on back to where it began.
    /// </summary>
    private async Task<IReadOnlyList<(Guid AttachmentId, AttachmentVersion Version)>> VersionsAsync(
        Attachment attachment, CancellationToken cancellationToken)
    {
        var found = attachment.Versions.Select(v => (attachment.Id, v)).ToList();
        for (var depth = 0; attachment.Source is { } source && depth < LongestChain; depth++)
        {
            var from = await streams.ReadAsync<Dossier>(source.DossierId, cancellationToken);
            if (from?.State.Components.SelectMany(c => c.Attachments).FirstOrDefault(a => a.Id == source.Id) is not { } original) break;
            var referred = found[0].v.File.Sha256;
            var until = original.Versions.ToList().FindLastIndex(v => v.File.Sha256 == referred);
            // The reference itself repeats the newest version that it refers to.
            found = [.. original.Versions.Take(until + 1).Select(v => (original.Id, v)), .. found.Skip(1)];
            attachment = original;
        }

        return found;
    }

    /// <summary>A result paper that was attached again: no signing made it, so what the seal says stands in the file.</summary>
    private async Task<IEnumerable<SigningHistoryEntry>> SealAsync(AttachmentVersion version, CancellationToken cancellationToken) =>
        (await documents.ValidateAsync(version.File, cancellationToken))
            .Where(f => !f.IsDocumentTimestamp)
            .Select(f => new SigningHistoryEntry(
                null,
                f.Signer,
                f.Email,
                f.Authority,
                f.TimestampTime ?? f.ClaimedTime ?? version.At,
                "",
                "",
                null,
                version.FileName.Value ?? AttachmentView.ErasedName,
                version.File.Sha256));

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
