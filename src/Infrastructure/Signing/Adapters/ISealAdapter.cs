using KonTum.Tthc.Application.Signing;

namespace KonTum.Tthc.Infrastructure.Signing.Adapters;

/// <summary>
/// An adapter that can use the seal of an organisation: a key that no person confirms. The platform's own login at the service, and a PIN
/// where the service wants one, are all it takes.
/// </summary>
internal interface ISealAdapter
{
    /// <summary>Reads the certificate of a seal, and what signing with it needs.</summary>
    /// <exception cref="Domain.Failures.FailureException">
    /// What the service says; SIGNING_AUTHORIZATION_NOT_ASKED for a key that waits for a person, so that no phone ever rings for a seal.
    /// </exception>
    Task<RemoteSealKey> ReadSealAsync(ProviderConnection connection, string credentialId, CancellationToken cancellationToken);

    /// <summary>Signs one digest.</summary>
    /// <exception cref="Domain.Failures.FailureException">What the service says.</exception>
    Task<byte[]> SealAsync(ProviderConnection connection, RemoteSealKey key, string pin, byte[] digest, CancellationToken cancellationToken);
}

/// <summary>A seal as its service describes it.</summary>
/// <param name="Certificate">Its certificate.</param>
/// <param name="Reference">What the adapter needs again.</param>
internal sealed record RemoteSealKey(RemoteCertificate Certificate, string Reference);
