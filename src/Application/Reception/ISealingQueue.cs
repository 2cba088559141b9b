namespace KonTum.Tthc.Application.Reception;

/// <summary>The result papers that wait for their seal, on all nodes.</summary>
public interface ISealingQueue
{
    /// <summary>Where papers stand; those that do not wait have no entry.</summary>
    Task<IReadOnlyDictionary<Guid, SealingPlace>> FindAsync(IReadOnlyList<Guid> resultIds, CancellationToken cancellationToken);
}

/// <summary>A result paper that waits for its seal.</summary>
/// <param name="Failures">How often it did not work.</param>
/// <param name="Cause">Why not, the last time: a code of the failure catalogue, or the kind of an unexpected error; empty before.</param>
/// <param name="Due">When it is tried again.</param>
public sealed record SealingPlace(int Failures, string Cause, DateTimeOffset Due);
