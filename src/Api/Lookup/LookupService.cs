using Grpc.Core;
using KonTum.Tthc.Api.Mapping;
using KonTum.Tthc.Application.Dossiers.LookUpDossier;
using KonTum.Tthc.Domain.Dossiers;
using MediatR;
using V1 = KonTum.Tthc.Contract.V1;

namespace KonTum.Tthc.Api.Lookup;

internal sealed class LookupService(ISender sender) : V1.Lookup.LookupBase
{
    public override async Task<V1.DossierProgress> LookUpDossier(V1.LookUpDossierRequest request, ServerCallContext context)
    {
        var found = await sender.Send(new LookUpDossier(request.Code), context.CancellationToken);
        var status = NationalStatuses.Of(found.State);
        return new V1.DossierProgress
        {
            Code = found.Code,
            State = (V1.DossierState)found.State,
            NationalStatus = status,
            NationalStatusName = NationalStatuses.NameOf(status),
            SubmitTime = ((DateTimeOffset?)found.SubmittedAt).ToTimestamp(),
            AcceptTime = found.AcceptedAt.ToTimestamp(),
            DueTime = found.DueAt.ToTimestamp(),
            EndTime = found.EndedAt.ToTimestamp(),
            Steps =
            {
                found.Steps.Select(step => new V1.DossierStep
                {
                    State = (V1.DossierState)step.State,
                    DisplayName = NationalStatuses.DisplayNameOf(step.State),
                    Time = ((DateTimeOffset?)step.At).ToTimestamp(),
                }),
            },
        };
    }
}
