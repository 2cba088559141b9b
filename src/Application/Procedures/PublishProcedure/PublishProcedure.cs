using KonTum.Tthc.Application.Access;
using KonTum.Tthc.Application.Requests;
using KonTum.Tthc.Application.Storage;
using KonTum.Tthc.Domain.Procedures;
using MediatR;

namespace KonTum.Tthc.Application.Procedures.PublishProcedure;

/// <summary>
/// Publishes a definition that comes with the platform, unless an administrator's version is in its place or it was said before; answers
/// the newest version.
/// </summary>
[PlatformOnly]
public sealed record PublishProcedure(ProcedureDefinition Definition) : ICommand<int>;

internal sealed class PublishProcedureHandler(IUnitOfWork work, TimeProvider time) : IRequestHandler<PublishProcedure, int>
{
    public async Task<int> Handle(PublishProcedure request, CancellationToken cancellationToken)
    {
        var id = ProcedureId.Of(request.Definition.Code);
        var stream = await work.FindAsync<Procedure>(id, cancellationToken);
        var published = Procedure.Seed(stream?.State, request.Definition, time.GetUtcNow());
        if (published is null) return stream!.State.Version;

        if (stream is null) work.Start<Procedure>(id, published);
        else stream.Append(published);
        return await work.CommitAsync(published.Version, cancellationToken);
    }
}
