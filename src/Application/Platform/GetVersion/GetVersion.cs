using KonTum.Tthc.Application.Access;
using KonTum.Tthc.Application.Requests;
using MediatR;

namespace KonTum.Tthc.Application.Platform.GetVersion;

/// <summary>Tells the version that answers, for example "0.1.0".</summary>
[AllowedForEveryone]
public sealed record GetVersion : IQuery<string>;

internal sealed class GetVersionHandler : IRequestHandler<GetVersion, string>
{
    public Task<string> Handle(GetVersion request, CancellationToken cancellationToken) =>
        Task.FromResult(typeof(GetVersionHandler).Assembly.GetName().Version!.ToString(3));
}
