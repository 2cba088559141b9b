using KonTum.Tthc.Application.Signing;
using KonTum.Tthc.Domain.Failures;
using KonTum.Tthc.Domain.SignatureProfiles;

namespace KonTum.Tthc.Infrastructure.Signing.Adapters.Csc;

/// <summary>
/// The seals of organisations: the authorization of CSC API 1.0.4 (11.6) and 2.0 (11.6) with the service's own token, which is enough where
/// the credential wants nothing (SCAL1) or a PIN only.
/// </summary>
internal abstract partial class CscAdapter
{
    private const int SealDescriptionLength = 100;
    private const string SealDocument = "1";

    /// <inheritdoc />
    public async Task<RemoteSealKey> ReadSealAsync(ProviderConnection connection, string credentialId, CancellationToken cancellationToken)
    {
        var route = RouteOf(connection);
        var info = (await CallAsync(route, "credentials/info", InfoBody(credentialId), true, cancellationToken)).Root;
        var credential = ReadAuthorization(route, info);
        if (WaitsForSomebody(credential)) throw Failures.AuthorizationNotAsked.Because();
        var certificate = CscCredentialReading.Certificate(info, credentialId) ?? throw Failures.ProviderFailed.Because();
        return new RemoteSealKey(
            certificate, (credential with { Algorithm = CscCredentialReading.Algorithm(info, certificate.Chain[0]) }).Write());
    }

    /// <inheritdoc />
    public async Task<byte[]> SealAsync(
        ProviderConnection connection, RemoteSealKey key, string pin, byte[] digest, CancellationToken cancellationToken)
    {
        var route = RouteOf(connection);
        var credential = CscCredential.Read(key.Reference) ?? throw Failures.ProviderFailed.Because();
        var request = new RemoteSigningRequest(
            "", new SignatureEntry(SignatureKind.Remote, "", ""), key.Certificate.SerialNumber, key.Certificate.CredentialId,
            key.Certificate.Chain[0], Guid.NewGuid().ToString("D"), "Đóng dấu kết quả giải quyết", [new RemoteDocument(SealDocument, digest)]);
        var sad = await AuthorizeTypedAsync(route, request, credential, new SigningAuthorization(pin, "", "", ""), cancellationToken);
        return await SignAsync(route, request, credential, sad, cancellationToken) switch
        {
            RemoteOutcome.Signed { Signatures: var values } => values[SealDocument],
            RemoteOutcome.Failed { Cause: var failure } => throw failure.Because(),
            RemoteOutcome.Expired => throw Failures.SigningExpired.Because(),
            _ => throw Failures.ProviderFailed.Because(),
        };
    }

    /// <summary>Whether somebody has to touch a phone, or to read a one-time password.</summary>
    protected virtual bool WaitsForSomebody(CscCredential credential) =>
        credential.Mode != CscAuthorizationMode.Typed || credential.Otp.Length > 0;

    private static ProviderRoute RouteOf(ProviderConnection connection) => new("", connection, SealDescriptionLength, false);
}
