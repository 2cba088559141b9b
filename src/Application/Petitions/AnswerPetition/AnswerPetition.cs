using FluentValidation;
using KonTum.Tthc.Application.Access;
using KonTum.Tthc.Application.Pipeline;
using KonTum.Tthc.Application.Requests;
using KonTum.Tthc.Application.Storage;
using KonTum.Tthc.Domain.Failures;
using KonTum.Tthc.Domain.Petitions;
using MediatR;

namespace KonTum.Tthc.Application.Petitions.AnswerPetition;

/// <summary>Answers a petition about a dossier that the officer's agency has.</summary>
[AllowedFor(Role.Officer)]
public sealed record AnswerPetition(Guid PetitionId, string Answer, string? ETag, string? RequestId) : ICommand<PetitionView>, IRepeatable;

internal sealed class AnswerPetitionValidator : AbstractValidator<AnswerPetition>
{
    public AnswerPetitionValidator() => this.MustBeLongText(r => r.Answer, "answer", 4000);
}

internal sealed class AnswerPetitionHandler(IUnitOfWork work, IStreamReader streams, ICallerContext callers, TimeProvider time)
    : IRequestHandler<AnswerPetition, PetitionView>
{
    public async Task<PetitionView> Handle(AnswerPetition request, CancellationToken cancellationToken)
    {
        var caller = callers.Required();
        var petition = await work.FindAsync<Petition>(request.PetitionId, cancellationToken);
        if (petition is null || !await PetitionAccess.HasAsync(streams, caller, petition.State.DossierId, cancellationToken))
        {
            throw Failures.PetitionNotFound.Because();
        }

        ETag.MustMatch(request.ETag, petition.Version);
        var now = time.GetUtcNow();
        petition.Append(petition.State.AnswerWith(caller.Subject, request.Answer.Normalize().Trim(), now));
        return await work.CommitAsync(PetitionView.Of(petition.State, petition.Version, now), cancellationToken);
    }
}
