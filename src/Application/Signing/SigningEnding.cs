using KonTum.Tthc.Application.Storage;
using KonTum.Tthc.Domain.Dossiers;
using KonTum.Tthc.Domain.Failures;
using KonTum.Tthc.Domain.Signing;

namespace KonTum.Tthc.Application.Signing;

/// <summary>What the outcomes of confirmations mean for a signing, whoever learned of them.</summary>
internal static class SigningEnding
{
    /// <summary>Ends a signing and frees the attachments that still wait for it.</summary>
    public static void End(
        IOpenStream<SignatureRecord> signing,
        IOpenStream<Dossier>? dossier,
        string cause,
        DateTimeOffset now,
        IReadOnlyDictionary<string, string>? details = null)
    {
        foreach (var ended in signing.State.End(cause, now, details)) signing.Append(ended);
        if (dossier?.State.EndSigning(signing.State.Id, signing.State.Cause, now) is { } freed) dossier.Append(freed);
    }

    /// <summary>Why a confirmation with this outcome signs nothing; null for one that is pending or signed.</summary>
    public static Failure? CauseOf(RemoteOutcome outcome) => outcome switch
    {
        RemoteOutcome.Pending or RemoteOutcome.Signed => null,
        RemoteOutcome.Rejected => Failures.SigningRejected,
        RemoteOutcome.Expired => Failures.SigningExpired,
        RemoteOutcome.Failed failed => failed.Cause,
        _ => Failures.ProviderFailed,
    };

    /// <summary>The confirmation that is under way, as its provider knows it.</summary>
    public static RemoteCeremony Ceremony(SignatureRecord record, bool mayHaveBeenAsked = true) => new(
        new RemoteSigningRequest(
            record.PersonId,
            record.Entry!.Value!,
            record.Certificate!.SerialNumber,
            record.Certificate.CredentialId?.Value ?? "",
            record.Certificate.Chain.Value?[0] ?? [],
            record.Transaction,
            record.Description,
            [.. record.DocumentsOf(record.Confirmation).Select(d => new RemoteDocument(DocumentId(d.Prepared), d.Prepared.DigestToSign))],
            mayHaveBeenAsked),
        record.ProviderReference);

    /// <summary>The values that came, by attachment.</summary>
    public static IReadOnlyDictionary<Guid, byte[]> Values(SignatureRecord record, RemoteOutcome.Signed signed) =>
        record.DocumentsOf(record.Confirmation)
            .Where(d => signed.Signatures.ContainsKey(DocumentId(d.Prepared)))
            .ToDictionary(d => d.Target.AttachmentId, d => signed.Signatures[DocumentId(d.Prepared)]);

    private static string DocumentId(PreparedFile prepared) => prepared.DocumentId.Value ?? prepared.AttachmentId.ToString("N");
}
