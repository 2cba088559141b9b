namespace Ardalis.Specification;

/// <summary>A set that can be asked by specifications.</summary>
public interface IReadRepositoryBase<T>
    where T : class
{
    /// <summary>The first that fits; null if none does.</summary>
    Task<T?> FirstOrDefaultAsync(ISpecification<T> specification, CancellationToken cancellationToken = default);

    /// <summary>All that fit.</summary>
    Task<List<T>> ListAsync(ISpecification<T> specification, CancellationToken cancellationToken = default);
}
