using MediatR;

namespace KonTum.Tthc.Application.Requests;

/// <summary>A request that changes something.</summary>
public interface ICommand<out TAnswer> : IRequest<TAnswer>;

/// <summary>A request that changes nothing.</summary>
public interface IQuery<out TAnswer> : IRequest<TAnswer>;

/// <summary>A query whose answer is a stream.</summary>
public interface IStreamQuery<out TItem> : IStreamRequest<TItem>;

/// <summary>A command that a client may repeat: the same id again returns the first answer.</summary>
public interface IRepeatable
{
    /// <summary>Chosen by the client, a UUID; null or empty for a command that is not repeated.</summary>
    string? RequestId { get; }
}

/// <summary>One page of a list.</summary>
/// <param name="Items">The page.</param>
/// <param name="NextPageToken">Token of the next page; empty on the last.</param>
public sealed record Page<T>(IReadOnlyList<T> Items, string NextPageToken);

/// <summary>Which page is asked for.</summary>
/// <param name="Size">0 for the usual size.</param>
/// <param name="Token">Empty for the first page.</param>
public sealed record PageRequest(int Size, string Token)
{
    /// <summary>The size in force: 50 if nothing was asked for, 200 at most (AIP-158: larger ones are cut, negative ones refused).</summary>
    public int EffectiveSize => Size switch
    {
        < 0 => throw Domain.Failures.Failures.Invalid(Domain.Failures.Failures.OutOfRange.At("page_size", ("range", "0–200"))),
        0 => 50,
        > 200 => 200,
        _ => Size,
    };
}
