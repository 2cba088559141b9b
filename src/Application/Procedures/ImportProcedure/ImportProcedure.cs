using KonTum.Tthc.Application.Access;
using KonTum.Tthc.Application.Procedures.Territory;
using KonTum.Tthc.Application.Requests;
using KonTum.Tthc.Application.Storage;
using KonTum.Tthc.Domain.Dossiers;
using KonTum.Tthc.Domain.Failures;
using KonTum.Tthc.Domain.Procedures;
using MediatR;

namespace KonTum.Tthc.Application.Procedures.ImportProcedure;

/// <summary>
/// An administrator publishes a definition as the next version of its procedure. What the newest version says already is not published
/// again, it is answered. With <see cref="ValidateOnly"/> nothing is stored, and the answer is what would be published.
/// </summary>
[AllowedFor(Role.Administrator)]
public sealed record ImportProcedure(ProcedureDefinition Definition, bool ValidateOnly, string? RequestId)
    : ICommand<PublishedProcedure>, IRepeatable;

internal sealed class ImportProcedureHandler(
    IUnitOfWork work, IAgencies agencies, IProcedureTemplates templates, TimeProvider time)
    : IRequestHandler<ImportProcedure, PublishedProcedure>
{
    public async Task<PublishedProcedure> Handle(ImportProcedure request, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var today = DossierCode.DayOf(now);
        var wrong = ProcedureCheck.Find(request.Definition, agencies.StandingOn(today), templates.Has);
        if (wrong.Count > 0) throw Failures.Invalid([.. wrong.Select(v => v with { Field = "procedure." + v.Field })]);

        var id = ProcedureId.Of(request.Definition.Code);
        var stream = await work.FindAsync<Procedure>(id, cancellationToken);
        var published = Procedure.Publish(stream?.State, request.Definition, now);
        if (request.ValidateOnly || published is null) return Answer(stream?.State, published, id);

        if (stream is null) work.Start<Procedure>(id, published);
        else stream.Append(published);
        return await work.CommitAsync(Answer(stream?.State, published, id), cancellationToken);
    }

    private static PublishedProcedure Answer(Procedure? procedure, ProcedurePublished? published, Guid id)
    {
        var definition = published?.Definition ?? procedure!.Current!;
        return new PublishedProcedure(
            id, definition.Code, published?.Version ?? procedure!.Version, definition, published?.At ?? procedure!.PublishedAt)
        {
            InForce = procedure?.InForce ?? true,
        };
    }
}
