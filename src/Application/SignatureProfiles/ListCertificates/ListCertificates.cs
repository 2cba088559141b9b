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
        var options = new List<CertificateOption>();
        var failed = new List<(SignatureEntry, Failure)>();
        foreach (var entry in profile.State.Settings?.Entries ?? [])
        {
            try
            {
                options.AddRange(await certificates.ListAsync(caller.Subject, entry, cancellationToken));
            }
            catch (FailureException e)
            {
                failed.Add((entry, e.Failure));
            }
        }

        return new CertificateList([.. options.OrderBy(o => o.Obstacles.Count > 0)], failed);
    }
}
