using System.Globalization;
using Ardalis.Specification;
using KonTum.Tthc.Application.Files;
using KonTum.Tthc.Application.Procedures;
using KonTum.Tthc.Domain.Failures;

namespace KonTum.Tthc.Application.Tests.World;

/// <summary>Every word must occur in the name; by code. How people type is the matter of the real search and of its own tests.</summary>
internal sealed class MemoryProcedureSearch(IReadRepositoryBase<PublishedProcedure> procedures) : IProcedureSearch
{
    private static readonly string[] Empty = [];

    public async Task<ProcedureHits> SearchAsync(ProcedureQuery query, string position, int size, CancellationToken cancellationToken)
    {
        var skip = 0;
        if (position.Length > 0 && !int.TryParse(position, NumberStyles.None, CultureInfo.InvariantCulture, out skip))
        {
            throw Failures.Invalid(Failures.PageTokenInvalid.At("page_token"));
        }

        var words = query.Text.Length == 0 ? Empty : query.Text.ToLowerInvariant().Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var all = (await procedures.ListAsync(new Everything(), cancellationToken))
            .Where(p => p.InForce && words.All(w => p.Definition.Name.Contains(w, StringComparison.OrdinalIgnoreCase)))
            .Where(p => query.Field.Length == 0 || p.Definition.Field == query.Field)
            .OrderBy(p => p.Code, StringComparer.Ordinal)
            .ToList();
        var next = skip + size < all.Count ? (skip + size).ToString(CultureInfo.InvariantCulture) : "";
        return new ProcedureHits([.. all.Skip(skip).Take(size)], next, all.Count);
    }

    public Task<ProcedureFilters> FiltersAsync(CancellationToken cancellationToken) =>
        Task.FromResult(new ProcedureFilters([], [], [], [], []));

    private sealed class Everything : Specification<PublishedProcedure>;
}

/// <summary>One template.</summary>
internal sealed class MemoryTemplates : IProcedureTemplates
{
    public bool Has(string fileName) => fileName == "mau.docx";

    public FileContent? Open(string fileName) =>
        Has(fileName) ? new FileContent(new MemoryStream([1, 2, 3]), "application/octet-stream", fileName, 3, "") : null;
}
