using KonTum.Tthc.Application.Access;
using KonTum.Tthc.Application.Requests;
using MediatR;

namespace KonTum.Tthc.Application.Procedures.ListProcedureFilters;

/// <summary>The choices of the dialog "Tìm kiếm nâng cao".</summary>
[AllowedForEveryone]
public sealed record ListProcedureFilters : IQuery<ProcedureFilters>;

internal sealed class ListProcedureFiltersHandler(IProcedureSearch search) : IRequestHandler<ListProcedureFilters, ProcedureFilters>
{
    public Task<ProcedureFilters> Handle(ListProcedureFilters request, CancellationToken cancellationToken) =>
        search.FiltersAsync(cancellationToken);
}
