using KonTum.Tthc.Application.Access;
using KonTum.Tthc.Application.Files;
using KonTum.Tthc.Application.Requests;
using MediatR;

namespace KonTum.Tthc.Application.Platform.GetLimits;

/// <summary>Tells the limits in force.</summary>
[AllowedForEveryone]
public sealed record GetLimits : IQuery<Limits>;

internal sealed class GetLimitsHandler(Limits limits, IDocumentConverter converter) : IRequestHandler<GetLimits, Limits>
{
    public Task<Limits> Handle(GetLimits request, CancellationToken cancellationToken) => Task.FromResult(limits with { Conversion = converter.IsAvailable });
}
