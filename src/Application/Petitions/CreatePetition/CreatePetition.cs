using Ardalis.Specification;
using FluentValidation;
using KonTum.Tthc.Application.Access;
using KonTum.Tthc.Application.Dossiers;
using KonTum.Tthc.Application.Pipeline;
using KonTum.Tthc.Application.Platform;
using KonTum.Tthc.Application.Requests;
using KonTum.Tthc.Application.Storage;
using KonTum.Tthc.Domain.Calendar;
using KonTum.Tthc.Domain.Failures;
using KonTum.Tthc.Domain.Petitions;
using MediatR;

namespace KonTum.Tthc.Application.Petitions.CreatePetition;

/// <summary>Asks or complains about a submitted dossier of one's own.</summary>
[AllowedFor(Role.Citizen, Role.System)]
public sealed record CreatePetition(Guid DossierId, PetitionKind Kind, string Text, string? RequestId) : ICommand<PetitionView>, IRepeatable;

internal sealed class CreatePetitionValidator : AbstractValidator<CreatePetition>
{
    public CreatePetitionValidator()
    {
        RuleFor(r => r.Kind).Must(k => Enum.IsDefined(k)).WithState(_ => Failures.Required.At("kind"));
        this.MustBeLongText(r => r.Text, "text", 4000);
    }
}

internal sealed class CreatePetitionHandler(
    IUnitOfWork work,
    IReadRepositoryBase<PetitionListing> petitions,
    ICallerContext callers,
    IIdentifiers ids,
    WorkingCalendar calendar,
    Limits limits,
    TimeProvider time)
    : IRequestHandler<CreatePetition, PetitionView>
{
    public async Task<PetitionView> Handle(CreatePetition request, CancellationToken cancellationToken)
    {
        var dossier = await work.OwnDossierAsync(request.DossierId, callers.Required(), cancellationToken);
        var waiting = new PetitionsOf(dossier.State.OwnerId, request.DossierId, waiting: true, after: null, take: limits.MaxWaitingPetitions);
        if ((await petitions.ListAsync(waiting, cancellationToken)).Count >= limits.MaxWaitingPetitions)
            throw Failures.TooManyPetitions.Because(("limit", limits.MaxWaitingPetitions));

        var now = time.GetUtcNow();
        var filed = Petition.File(ids.Next(), dossier.State, request.Kind, request.Text.Normalize().Trim(), calendar, now);
        work.Start<Petition>(filed.PetitionId, filed);
        var petition = new Petition();
        petition.Apply(filed);
        return await work.CommitAsync(PetitionView.Of(petition, 1, now), cancellationToken);
    }
}
