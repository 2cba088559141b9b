using Ardalis.Specification;
using Marten;

namespace KonTum.Tthc.Infrastructure.Storage;

internal sealed class MartenReadRepository<T>(Sessions sessions) : IReadRepositoryBase<T>
    where T : class
{
    public async Task<T?> FirstOrDefaultAsync(ISpecification<T> specification, CancellationToken cancellationToken = default)
    {
        await using var session = sessions.Query();
        return await SpecificationEvaluator.Default.GetQuery(session.Query<T>(), specification).FirstOrDefaultAsync(cancellationToken);
    }

    public async Task<List<T>> ListAsync(ISpecification<T> specification, CancellationToken cancellationToken = default)
    {
        await using var session = sessions.Query();
        return [.. await SpecificationEvaluator.Default.GetQuery(session.Query<T>(), specification).ToListAsync(cancellationToken)];
    }
}
