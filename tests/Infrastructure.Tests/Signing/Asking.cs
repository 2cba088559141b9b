using KonTum.Tthc.Application.Signing;
using KonTum.Tthc.Domain.SignatureProfiles;

namespace KonTum.Tthc.Infrastructure.Tests.Signing;

/// <summary>Calls of the port with what most tests do not care about filled in.</summary>
internal static class Asking
{
    private const string Person = "person-of-the-tests";

    public static RemoteSigningRequest Request(
        SignatureEntry entry, string serialNumber, string transaction, string description, IReadOnlyList<(string Id, byte[] Digest)> documents,
        bool mayHaveBeenAsked = false) =>
        new(Person, entry, serialNumber, "", [], transaction, description, [.. documents.Select(d => new RemoteDocument(d.Id, d.Digest))], mayHaveBeenAsked);

    public static Task<IReadOnlyList<RemoteCertificate>> ListCertificatesAsync(
        this IRemoteSigning remote, SignatureEntry entry, CancellationToken cancellationToken) =>
        remote.ListCertificatesAsync(Person, entry, cancellationToken);

    public static Task<RemoteOutcome> PollAsync(
        this IRemoteSigning remote, SignatureEntry entry, string transaction, string reference, CancellationToken cancellationToken) =>
        remote.PollAsync(new RemoteCeremony(Request(entry, "0A", transaction, "", []), reference), cancellationToken);
}
