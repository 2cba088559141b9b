using KonTum.Tthc.Application.Signing;
using KonTum.Tthc.Domain.Dossiers;

namespace KonTum.Tthc.Application.Reception;

/// <summary>The electronic seals of the agencies (chữ ký số của cơ quan, NĐ 30/2020/NĐ-CP): they confirm by themselves.</summary>
public interface IAgencySeals
{
    /// <summary>
    /// Refuses where an agency has no seal, or one that cannot be used now, before anything is uploaded. A seal that is held by a provider
    /// who does not answer is not refused: it seals later.
    /// </summary>
    /// <exception cref="Domain.Failures.FailureException">AGENCY_SEAL_MISSING, AGENCY_SEAL_UNUSABLE.</exception>
    Task CheckAsync(string agencyCode, CancellationToken cancellationToken);

    /// <summary>Seals a stored PDF with a timestamp and, where they can be had now, the proofs of validity; stores the sealed file.</summary>
    /// <exception cref="Domain.Failures.FailureException">
    /// AGENCY_SEAL_MISSING, AGENCY_SEAL_UNUSABLE, PDF_NOT_SIGNABLE, TIMESTAMP_UNAVAILABLE, SIGNING_PROVIDER_UNAVAILABLE.
    /// </exception>
    Task<SignedDocument> SealAsync(string agencyCode, StoredFile file, CancellationToken cancellationToken);

    /// <summary>Refuses a file that cannot be sealed.</summary>
    /// <exception cref="Domain.Failures.FailureException">PDF_NOT_SIGNABLE with the reason, or a visible seal's page that is not there.</exception>
    Task CheckFileAsync(string agencyCode, StoredFile file, CancellationToken cancellationToken);
}
