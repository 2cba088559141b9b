using KonTum.Tthc.Application.Access;
using KonTum.Tthc.Application.Requests;
using KonTum.Tthc.Application.Signing;
using KonTum.Tthc.Application.Storage;
using KonTum.Tthc.Domain.Failures;
using KonTum.Tthc.Domain.SignatureProfiles;
using MediatR;

namespace KonTum.Tthc.Application.SignatureProfiles.ListCertificates;

/// <summary>Asks the providers for the certificates of a profile's accounts. One that fails does not hide the others.</summary>
[AllowedFor(Role.Citizen, Role.System)]
public sealed record ListCertificates(Guid ProfileId) : IQuery<CertificateList>;

/// <summary>The certificates, usable ones first, and the accounts that gave none.</summary>
public sealed record CertificateList(IReadOnlyList<CertificateOption> Options, IReadOnlyList<(SignatureEntry Entry, Failure Failure)> Failed);

internal sealed class ListCertificatesHandler(IStreamReader streams, CertificateChoice certificates, ICallerContext callers)
    : IRequestHandler<ListCertificates, CertificateList>
{
    public async Task<CertificateList> Handle(ListCertificates request, CancellationToken cancellationToken)
    {
        var caller = callers.Required();
        var profile = await streams.OwnProfileAsync(request.ProfileId, caller, cancellationToken);
        var (options, failed) = await certificates.ListAllAsync(caller.Subject, profile.State.Settings?.Entries ?? [], cancellationToken);
        return new CertificateList(options, failed);
    }
}
