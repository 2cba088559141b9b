using KonTum.Tthc.Domain.Failures;
using KonTum.Tthc.Domain.SignatureProfiles;

namespace KonTum.Tthc.Application.Signing;

/// <summary>
/// The signing providers, behind one face. Which provider is reached through which gateway is configuration, not code. Expected
/// failures are entries of the catalogue: SIGNING_ACCOUNT_UNKNOWN, SIGNING_PROVIDER_UNAVAILABLE, SIGNING_PROVIDER_FAILED,
/// SIGNING_PROVIDER_REFUSES_PLATFORM, SIGNING_QUOTA_EXHAUSTED, CERTIFICATE_REVOKED, CERTIFICATE_EXPIRED.
/// </summary>
public interface IRemoteSigning
{
    /// <summary>The providers that are switched on, in the order of the catalogue.</summary>
    IReadOnlyList<SignatureProvider> Providers { get; }

    /// <summary>The certificates of an account. Nobody is disturbed.</summary>
    Task<IReadOnlyList<RemoteCertificate>> ListCertificatesAsync(SignatureEntry entry, CancellationToken cancellationToken);

    /// <summary>
    /// Obtains the identifier that the provider will know the ceremony by: some let us choose (then it is random), some hand it out.
    /// Nothing starts yet.
    /// </summary>
    Task<string> ReserveTransactionAsync(SignatureEntry entry, string certificateSerialNumber, CancellationToken cancellationToken);

    /// <summary>
    /// Lets the phone ring. Repeating the same request after a lost answer is safe: the provider either knows the transaction
    /// already, which counts as started, or starts it now.
    /// </summary>
    Task<StartedRemoteSigning> StartAsync(RemoteSigningRequest request, CancellationToken cancellationToken);

    /// <summary>Asks whether the person has confirmed.</summary>
    /// <param name="entry">The account.</param>
    /// <param name="transaction">What the provider knows the ceremony by.</param>
    /// <param name="providerReference">The provider's own identifiers, as starting answered them; empty if starting never answered.</param>
    /// <param name="cancellationToken">Stops waiting for the answer.</param>
    Task<RemoteOutcome> PollAsync(SignatureEntry entry, string transaction, string providerReference, CancellationToken cancellationToken);
}

/// <summary>A provider of the catalogue.</summary>
/// <param name="Code">Code, for example "VNPT-CA".</param>
/// <param name="Name">Name that people read.</param>
/// <param name="Kinds">Kinds of signature that can be used with it.</param>
public sealed record SignatureProvider(string Code, string Name, IReadOnlyList<SignatureKind> Kinds);

/// <summary>Whose certificate it is.</summary>
public enum CertificateUse
{
    /// <summary>Not told by the provider.</summary>
    Unknown,

    /// <summary>A person's.</summary>
    Personal,

    /// <summary>An organisation's seal.</summary>
    Seal,
}

/// <summary>A certificate as a provider gives it.</summary>
/// <param name="SerialNumber">Upper-case hex, from the certificate itself.</param>
/// <param name="Chain">DER certificates, the account's first, then those that the provider added.</param>
/// <param name="Use">Whose it is.</param>
/// <param name="Active">False when the provider says that it is locked, suspended, or revoked.</param>
public sealed record RemoteCertificate(string SerialNumber, IReadOnlyList<byte[]> Chain, CertificateUse Use, bool Active);

/// <summary>What the phone shall be asked.</summary>
/// <param name="Entry">The account.</param>
/// <param name="CertificateSerialNumber">The chosen certificate.</param>
/// <param name="Transaction">What <see cref="IRemoteSigning.ReserveTransactionAsync"/> answered.</param>
/// <param name="Description">What the person reads on the phone.</param>
/// <param name="Documents">The documents; what the phone calls them and the SHA-256 digest to be signed.</param>
public sealed record RemoteSigningRequest(
    SignatureEntry Entry,
    string CertificateSerialNumber,
    string Transaction,
    string Description,
    IReadOnlyList<(string DocumentId, byte[] Digest)> Documents);

/// <summary>The provider took the request.</summary>
/// <param name="ProviderReference">Its own identifiers, to be handed back when polling.</param>
/// <param name="Lifetime">How long the person has to confirm, counted from now.</param>
public sealed record StartedRemoteSigning(string ProviderReference, TimeSpan Lifetime);

/// <summary>What a provider says about a ceremony.</summary>
public abstract record RemoteOutcome
{
    private RemoteOutcome()
    {
    }

    /// <summary>Not confirmed yet.</summary>
    public sealed record Pending : RemoteOutcome;

    /// <summary>Signed; the raw signature values by document.</summary>
    public sealed record Signed(IReadOnlyDictionary<string, byte[]> Signatures) : RemoteOutcome;

    /// <summary>Rejected on the phone.</summary>
    public sealed record Rejected : RemoteOutcome;

    /// <summary>Ran out.</summary>
    public sealed record Expired : RemoteOutcome;

    /// <summary>The provider does not know the transaction: it never got it.</summary>
    public sealed record Unknown : RemoteOutcome;

    /// <summary>It failed there, for a reason of the catalogue.</summary>
    public sealed record Failed(Failure Cause) : RemoteOutcome;
}
