using KonTum.Tthc.Domain.Failures;
using KonTum.Tthc.Domain.SignatureProfiles;

namespace KonTum.Tthc.Application.Signing;

/// <summary>
/// The signing providers, behind one face. Which provider is reached through which adapter is data (the provider catalogue), not code,
/// and may change while the platform runs. Expected failures are entries of the catalogue of failures: SIGNING_ACCOUNT_UNKNOWN,
/// SIGNING_ACCOUNT_NOT_CONNECTED, SIGNING_PROVIDER_UNAVAILABLE, SIGNING_PROVIDER_FAILED, SIGNING_PROVIDER_REFUSES_PLATFORM,
/// SIGNING_QUOTA_EXHAUSTED, CERTIFICATE_REVOKED, CERTIFICATE_EXPIRED, SIGNATURE_PROVIDER_UNKNOWN.
/// </summary>
public interface IRemoteSigning
{
    /// <summary>The providers that are switched on at the moment, in the order of the catalogue.</summary>
    IReadOnlyList<SignatureProvider> Providers { get; }

    /// <summary>
    /// What the flow of a ceremony needs to know about the provider of an account, also when it has been switched off meanwhile: what is
    /// under way goes on. New ceremonies are refused by <see cref="ListCertificatesAsync"/> and <see cref="ReserveTransactionAsync"/>.
    /// </summary>
    /// <exception cref="FailureException">SIGNATURE_PROVIDER_UNKNOWN: not in the catalogue.</exception>
    SigningTraits TraitsOf(SignatureEntry entry);

    /// <summary>The certificates of an account. Nobody is disturbed.</summary>
    /// <param name="personId">Subject of the account on the platform: some providers want it connected first.</param>
    /// <param name="entry">The account at the provider.</param>
    /// <param name="cancellationToken">Stops waiting for the answer.</param>
    Task<IReadOnlyList<RemoteCertificate>> ListCertificatesAsync(string personId, SignatureEntry entry, CancellationToken cancellationToken);

    /// <summary>
    /// Obtains the identifier that the provider will know the confirmation by: some let us choose (then it is random), some hand it out
    /// beforehand, some only when they start (then it is random, and only ours). Nothing starts yet.
    /// </summary>
    Task<string> ReserveTransactionAsync(SignatureEntry entry, string certificateSerialNumber, CancellationToken cancellationToken);

    /// <summary>
    /// Lets the phone ring. When <see cref="RemoteSigningRequest.MayHaveBeenAsked"/>, an earlier attempt's answer was lost: an adapter
    /// that can tell whether it arrived finds out, or repeats a call that the provider takes for the same one; any other fails with
    /// SIGNING_START_UNKNOWN, because a second ring is the person's to decide.
    /// </summary>
    Task<StartedRemoteSigning> StartAsync(RemoteSigningRequest request, CancellationToken cancellationToken);

    /// <summary>Asks whether the person has confirmed.</summary>
    Task<RemoteOutcome> PollAsync(RemoteCeremony ceremony, CancellationToken cancellationToken);

    /// <summary>
    /// Hands a PIN, a one-time password or the code of the provider's page to the provider, which nobody keeps. A wrong one fails with
    /// SIGNING_PIN_WRONG or SIGNING_OTP_WRONG and can be given again; SIGNING_CREDENTIAL_LOCKED ends the confirmation.
    /// </summary>
    Task<RemoteOutcome> AuthorizeAsync(RemoteCeremony ceremony, SigningAuthorization authorization, CancellationToken cancellationToken);

    /// <summary>
    /// Logs in to an account at a provider that wants that. What it hands out is kept sealed under the person's key, so that it goes when
    /// the person is erased.
    /// </summary>
    /// <param name="personId">Subject of the account on the platform.</param>
    /// <param name="entry">The account at the provider.</param>
    /// <param name="login">Passes through.</param>
    /// <param name="cancellationToken">Stops waiting for the answer.</param>
    /// <exception cref="FailureException">SIGNING_ACCOUNT_LOGIN_WRONG; SIGNING_ACCOUNT_NEEDS_NO_LOGIN.</exception>
    Task<AccountConnection> ConnectAccountAsync(
        string personId, SignatureEntry entry, AccountLogin login, CancellationToken cancellationToken);

    /// <summary>The logo of a provider: SVG or PNG; null when there is none.</summary>
    ProviderLogo? FindLogo(string providerCode);
}

/// <summary>A provider of the catalogue.</summary>
/// <param name="Code">Code, for example "VNPT-CA".</param>
/// <param name="Name">Name that people read.</param>
/// <param name="Kinds">Kinds of signature that can be used with it.</param>
/// <param name="HasLogo">Whether <see cref="IRemoteSigning.FindLogo"/> finds one.</param>
/// <param name="MaxDocuments">Most documents of one confirmation, by kind in the order of <paramref name="Kinds"/>.</param>
/// <param name="ConnectedKinds">Kinds whose accounts have to be connected first.</param>
public sealed record SignatureProvider(
    string Code,
    string Name,
    IReadOnlyList<SignatureKind> Kinds,
    bool HasLogo,
    IReadOnlyList<int> MaxDocuments,
    IReadOnlyList<SignatureKind> ConnectedKinds);

/// <summary>A picture for people.</summary>
public sealed record ProviderLogo(string ContentType, byte[] Content);

/// <summary>What the flow of a ceremony needs to know about a provider.</summary>
/// <param name="MaxDocuments">Most documents of one confirmation.</param>
/// <param name="Lifetime">How long the person usually has to confirm.</param>
/// <param name="Pace">How often it is asked while the phone rings.</param>
/// <param name="SignsByItself">The signatures come from the caller (USB token, SIM), not from a provider.</param>
public sealed record SigningTraits(int MaxDocuments, TimeSpan Lifetime, PollPace Pace, bool SignsByItself = false);

/// <summary>How often a provider is asked while a phone rings: the interval grows from the first to the longest, with jitter.</summary>
/// <param name="First">Until the first question, and the interval for the first minute.</param>
/// <param name="Longest">What the interval grows to.</param>
public sealed record PollPace(TimeSpan First, TimeSpan Longest);

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
/// <param name="CredentialId">What the provider calls the key (credentialID, keyAlias); empty where the serial number names it.</param>
/// <param name="Suspended">The provider says that it is suspended or locked for the time being, and not revoked.</param>
/// <param name="OfProvider">False when it does not lead to the authorities that the catalogue names for the provider.</param>
/// <param name="MaxDocuments">Most documents of one confirmation with this key, where it is said of the key; null otherwise.</param>
public sealed record RemoteCertificate(
    string SerialNumber,
    IReadOnlyList<byte[]> Chain,
    CertificateUse Use,
    bool Active,
    string CredentialId = "",
    bool Suspended = false,
    bool OfProvider = true,
    int? MaxDocuments = null);

/// <summary>What the phone shall be asked.</summary>
/// <param name="PersonId">Subject of the account on the platform.</param>
/// <param name="Entry">The account at the provider.</param>
/// <param name="CertificateSerialNumber">The chosen certificate.</param>
/// <param name="CredentialId">What the provider calls its key; empty where the serial number names it.</param>
/// <param name="Certificate">The certificate, DER: its key says with which algorithm is signed (RSA PKCS#1 v1.5 or ECDSA over SHA-256).</param>
/// <param name="Transaction">What <see cref="IRemoteSigning.ReserveTransactionAsync"/> answered.</param>
/// <param name="Description">What the person reads on the phone.</param>
/// <param name="Documents">The documents, in their order.</param>
/// <param name="MayHaveBeenAsked">An earlier attempt was made and its answer was lost.</param>
public sealed record RemoteSigningRequest(
    string PersonId,
    SignatureEntry Entry,
    string CertificateSerialNumber,
    string CredentialId,
    byte[] Certificate,
    string Transaction,
    string Description,
    IReadOnlyList<RemoteDocument> Documents,
    bool MayHaveBeenAsked = false);

/// <summary>One document of a confirmation.</summary>
/// <param name="DocumentId">What the phone and the provider call it; unique within the confirmation.</param>
/// <param name="Digest">SHA-256 of the DER signed attributes.</param>
public sealed record RemoteDocument(string DocumentId, byte[] Digest);

/// <summary>A confirmation that was started, as the platform keeps it.</summary>
/// <param name="Request">What was asked.</param>
/// <param name="ProviderReference">The provider's own identifiers, as starting answered them; empty if starting never answered.</param>
public sealed record RemoteCeremony(RemoteSigningRequest Request, string ProviderReference);

/// <summary>The provider took the request.</summary>
/// <param name="ProviderReference">Its own identifiers, to be handed back when polling.</param>
/// <param name="Lifetime">How long the person has to confirm, counted from now.</param>
/// <param name="Authorization">What the person has to give first; null when the phone does it all.</param>
public sealed record StartedRemoteSigning(string ProviderReference, TimeSpan Lifetime, RequiredAuthorization? Authorization = null);

/// <summary>What a provider wants before it signs.</summary>
/// <param name="Pin">The PIN of the credential.</param>
/// <param name="Otp">A one-time password.</param>
/// <param name="Label">What the provider calls them; may be empty.</param>
/// <param name="AuthorizationUri">Its page to open; empty when a PIN or one-time password is wanted.</param>
public sealed record RequiredAuthorization(bool Pin, bool Otp, string Label, string AuthorizationUri);

/// <summary>What the person gives to the provider. It prints nothing: records get into logs easily.</summary>
public sealed record SigningAuthorization(string Pin, string Otp, string Code, string State)
{
    /// <inheritdoc />
    public override string ToString() => nameof(SigningAuthorization);
}

/// <summary>User name and password at a provider; prints nothing.</summary>
public sealed record AccountLogin(string UserName, string Password, string Otp)
{
    /// <inheritdoc />
    public override string ToString() => nameof(AccountLogin);
}

/// <summary>What logging in led to.</summary>
/// <param name="Connected">The account can be used.</param>
/// <param name="OtpRequired">The provider has sent a one-time password and wants it.</param>
/// <param name="ExpiresAt">Until when, if it is known.</param>
public sealed record AccountConnection(bool Connected, bool OtpRequired, DateTimeOffset? ExpiresAt);

/// <summary>What a provider says about a confirmation.</summary>
public abstract record RemoteOutcome
{
    private RemoteOutcome()
    {
    }

    /// <summary>Not confirmed yet.</summary>
    public sealed record Pending : RemoteOutcome;

    /// <summary>Signed; the raw signature values by <see cref="RemoteDocument.DocumentId"/>. Some may be missing: a partial batch.</summary>
    public sealed record Signed(IReadOnlyDictionary<string, byte[]> Signatures) : RemoteOutcome;

    /// <summary>Rejected on the phone.</summary>
    public sealed record Rejected : RemoteOutcome;

    /// <summary>Ran out.</summary>
    public sealed record Expired : RemoteOutcome;

    /// <summary>The provider does not know the transaction: it never got it, or an open call went with the node that held it.</summary>
    public sealed record Unknown : RemoteOutcome;

    /// <summary>It failed there, for a reason of the catalogue.</summary>
    public sealed record Failed(Failure Cause) : RemoteOutcome;
}
