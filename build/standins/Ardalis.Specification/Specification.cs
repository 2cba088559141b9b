using System.Linq.Expressions;

namespace Ardalis.Specification;

/// <summary>What is asked of a set of <typeparamref name="T"/>: conditions, order, and part.</summary>
public interface ISpecification<T>
{
    /// <summary>Conditions that all hold.</summary>
    IEnumerable<WhereExpressionInfo<T>> WhereExpressions { get; }

    /// <summary>Order, most significant first.</summary>
    IEnumerable<OrderExpressionInfo<T>> OrderExpressions { get; }

    /// <summary>At most this many; negative for all.</summary>
    int Take { get; }

    /// <summary>Leave out this many; negative for none.</summary>
    int Skip { get; }
}

/// <summary>A condition.</summary>
public sealed class WhereExpressionInfo<T>(Expression<Func<T, bool>> filter)
{
    /// <summary>The condition.</summary>
    public Expression<Func<T, bool>> Filter { get; } = filter;
}

/// <summary>Kinds of order.</summary>
public enum OrderTypeEnum
{
    /// <summary>First key, ascending.</summary>
    OrderBy = 1,

    /// <summary>First key, descending.</summary>
    OrderByDescending = 2,

    /// <summary>Further key, ascending.</summary>
    ThenBy = 3,

    /// <summary>Further key, descending.</summary>
    ThenByDescending = 4,
}

/// <summary>A key of the order.</summary>
public sealed class OrderExpressionInfo<T>(Expression<Func<T, object?>> keySelector, OrderTypeEnum orderType)
{
    /// <summary>The key.</summary>
    public Expression<Func<T, object?>> KeySelector { get; } = keySelector;

    /// <summary>Its kind.</summary>
    public OrderTypeEnum OrderType { get; } = orderType;
}

/// <summary>Base of specifications: the constructor says what is asked, through <see cref="Query"/>.</summary>
public class Specification<T> : ISpecification<T>
{
    private readonly Builder _builder = new();

    /// <summary>The builder.</summary>
    public virtual ISpecificationBuilder<T> Query => _builder;

    /// <inheritdoc />
    public IEnumerable<WhereExpressionInfo<T>> WhereExpressions => _builder.Wheres;

    /// <inheritdoc />
    public IEnumerable<OrderExpressionInfo<T>> OrderExpressions => _builder.Orders;

    /// <inheritdoc />
    public int Take => _builder.TakeCount;

    /// <inheritdoc />
    public int Skip => _builder.SkipCount;

    internal sealed class Builder : IOrderedSpecificationBuilder<T>
    {
        internal List<WhereExpressionInfo<T>> Wheres { get; } = [];

        internal List<OrderExpressionInfo<T>> Orders { get; } = [];

        internal int TakeCount { get; set; } = -1;

        internal int SkipCount { get; set; } = -1;
    }
}

/// <summary>Collects what is asked.</summary>
public interface ISpecificationBuilder<T>;

/// <summary>Collects further keys of an order.</summary>
public interface IOrderedSpecificationBuilder<T> : ISpecificationBuilder<T>;

/// <summary>The words of the builder.</summary>
public static class SpecificationBuilderExtensions
{
    /// <summary>Adds a condition.</summary>
    public static ISpecificationBuilder<T> Where<T>(this ISpecificationBuilder<T> builder, Expression<Func<T, bool>> filter)
    {
        Inner(builder).Wheres.Add(new WhereExpressionInfo<T>(filter));
        return builder;
    }

    /// <summary>Orders by a key.</summary>
    public static IOrderedSpecificationBuilder<T> OrderBy<T>(this ISpecificationBuilder<T> builder, Expression<Func<T, object?>> key) =>
        Add(builder, key, OrderTypeEnum.OrderBy);

    /// <summary>Orders by a key, largest first.</summary>
    public static IOrderedSpecificationBuilder<T> OrderByDescending<T>(
        this ISpecificationBuilder<T> builder, Expression<Func<T, object?>> key) => Add(builder, key, OrderTypeEnum.OrderByDescending);

    /// <summary>Orders equal ones by a further key.</summary>
    public static IOrderedSpecificationBuilder<T> ThenBy<T>(
        this IOrderedSpecificationBuilder<T> builder, Expression<Func<T, object?>> key) => Add(builder, key, OrderTypeEnum.ThenBy);

    /// <summary>Leaves out the first ones.</summary>
    public static ISpecificationBuilder<T> Skip<T>(this ISpecificationBuilder<T> builder, int skip)
    {
        Inner(builder).SkipCount = skip;
        return builder;
    }

    /// <summary>Takes at most this many.</summary>
    public static ISpecificationBuilder<T> Take<T>(this ISpecificationBuilder<T> builder, int take)
    {
        Inner(builder).TakeCount = take;
        return builder;
    }

    private static Specification<T>.Builder Inner<T>(ISpecificationBuilder<T> builder) => (Specification<T>.Builder)builder;

    private static Specification<T>.Builder Add<T>(
        ISpecificationBuilder<T> builder, Expression<Func<T, object?>> key, OrderTypeEnum type)
    {
        var inner = Inner(builder);
        inner.Orders.Add(new OrderExpressionInfo<T>(key, type));
        return inner;
    }
}
