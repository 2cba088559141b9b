namespace Ardalis.Specification;

/// <summary>Applies a specification to a query.</summary>
public class SpecificationEvaluator
{
    /// <summary>The usual evaluator.</summary>
    public static SpecificationEvaluator Default { get; } = new();

    /// <summary>The query with conditions, order, and part applied.</summary>
    public virtual IQueryable<T> GetQuery<T>(IQueryable<T> query, ISpecification<T> specification)
        where T : class
    {
        foreach (var where in specification.WhereExpressions) query = query.Where(where.Filter);

        IOrderedQueryable<T>? ordered = null;
        foreach (var order in specification.OrderExpressions)
        {
            ordered = order.OrderType switch
            {
                OrderTypeEnum.OrderBy => query.OrderBy(order.KeySelector),
                OrderTypeEnum.OrderByDescending => query.OrderByDescending(order.KeySelector),
                OrderTypeEnum.ThenBy => ordered!.ThenBy(order.KeySelector),
                _ => ordered!.ThenByDescending(order.KeySelector),
            };
        }

        query = ordered ?? query;
        if (specification.Skip > 0) query = query.Skip(specification.Skip);
        return specification.Take >= 0 ? query.Take(specification.Take) : query;
    }
}
