using Ardalis.Specification;
using FluentValidation;
using KonTum.Tthc.Application.Access;
using KonTum.Tthc.Application.Requests;
using KonTum.Tthc.Domain.Dossiers;
using KonTum.Tthc.Domain.Failures;
using MediatR;

namespace KonTum.Tthc.Application.Dossiers.ListDossiers;

/// <summary>Lists the caller's own dossiers, newest first.</summary>
[AllowedFor(Role.Citizen, Role.System)]
public sealed record ListDossiers(PageRequest Page) : IQuery<Page<DossierListing>>
{
    /// <summary>Only these states; all if empty. A page token holds for the states that it was made with.</summary>
    public IReadOnlyList<DossierState> States { get; init; } = [];
}

internal sealed class ListDossiersValidator : AbstractValidator<ListDossiers>
{
    public ListDossiersValidator() => RuleFor(r => r.States).Must(states => states.All(Enum.IsDefined))
        .WithState(_ => Failures.Malformed.At("states", ("expected", "DossierState")));
}

internal sealed class ListDossiersHandler(IReadRepositoryBase<DossierListing> dossiers, ICallerContext callers)
    : IRequestHandler<ListDossiers, Page<DossierListing>>
{
    public async Task<Page<DossierListing>> Handle(ListDossiers request, CancellationToken cancellationToken)
    {
        var size = request.Page.EffectiveSize;
        var after = PageToken.Parse(request.Page.Token);
        var read = await dossiers.ListAsync(new DossiersOf(callers.Required().Subject, after, size + 1, [.. request.States.Distinct()]), cancellationToken);
        return PageToken.Cut(read, size, after, d => d.OpenedAt);
    }
}
