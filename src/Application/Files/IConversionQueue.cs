namespace KonTum.Tthc.Application.Files;

/// <summary>The conversions that wait or are at work, on all nodes. Entered and left in the transactions of the events that say so.</summary>
public interface IConversionQueue
{
    /// <summary>Where conversions stand; those that are not in the queue have no entry.</summary>
    Task<IReadOnlyDictionary<Guid, ConversionPlace>> FindAsync(IReadOnlyList<Guid> attachmentIds, CancellationToken cancellationToken);
}

/// <summary>A place in the queue.</summary>
/// <param name="Running">Whether it is at work.</param>
/// <param name="Ahead">How many come before it, those at work included; 0 for one that is at work.</param>
public sealed record ConversionPlace(bool Running, int Ahead);
