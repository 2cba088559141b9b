using KonTum.Tthc.Domain;

namespace KonTum.Tthc.Application.Storage;

/// <summary>
/// The streams that one use case reads and writes. Everything that it appends, schedules and answers is committed at once, with the
/// first answer to the request id, or not at all.
/// </summary>
public interface IUnitOfWork
{
    /// <summary>Loads a stream for writing; null when there is none.</summary>
    Task<IOpenStream<T>?> FindAsync<T>(Guid id, CancellationToken cancellationToken) where T : class, new();

    /// <summary>Starts a stream.</summary>
    void Start<T>(Guid id, params IReadOnlyList<IDomainEvent> events) where T : class;

    /// <summary>Lets the signing worker look at a signing at a time.</summary>
    void ScheduleSigning(Guid signingId, DateTimeOffset due);

    /// <summary>
    /// Draws the next running number of an agency and of the day that it is now in Việt Nam. From here until the commit nobody else draws
    /// one for them, on any node: numbers are in the order of submission, and one that is not committed is drawn again.
    /// </summary>
    Task<DrawnNumber> DrawNumberAsync(string agencyCode, CancellationToken cancellationToken);

    /// <summary>Forgets what was appended and scheduled so far; streams must be loaded again.</summary>
    void Discard();

    /// <summary>Commits everything.</summary>
    /// <param name="answer">The answer of the use case; kept for the request id, if it has one.</param>
    /// <param name="cancellationToken">Stops before the commit.</param>
    /// <exception cref="Domain.Failures.FailureException">CHANGED_MEANWHILE: someone else wrote to one of the streams.</exception>
    Task<TAnswer> CommitAsync<TAnswer>(TAnswer answer, CancellationToken cancellationToken);
}

/// <summary>A stream that was loaded for writing.</summary>
public interface IOpenStream<out T> where T : class
{
    /// <summary>The state, with the events that were appended here taken in.</summary>
    T State { get; }

    /// <summary>Version after the commit: what is stored and what was appended here.</summary>
    long Version { get; }

    /// <summary>Appends an event, to be committed with the unit of work, and takes it into the state.</summary>
    void Append(IDomainEvent @event);
}

/// <summary>Reads streams without the intention to write.</summary>
public interface IStreamReader
{
    /// <summary>The state of a stream and its version; null when there is none.</summary>
    Task<StreamState<T>?> ReadAsync<T>(Guid id, CancellationToken cancellationToken) where T : class, new();

    /// <summary>What the stream looked like at each version after one; null when there is none.</summary>
    /// <param name="id">The stream.</param>
    /// <param name="after">The version that was seen last; 0 for none.</param>
    /// <param name="view">Makes a view of a state; it must not keep the state, which goes on to the next version.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    Task<IReadOnlyList<TView>?> ReadVersionsAsync<T, TView>(
        Guid id, long after, Func<T, long, TView> view, CancellationToken cancellationToken)
        where T : class, new();
}

/// <summary>A state and the version of the stream that it comes from.</summary>
public sealed record StreamState<T>(T State, long Version) where T : class;

/// <summary>Makes identifiers; passed in, so that decisions can be repeated in tests.</summary>
public interface IIdentifiers
{
    /// <summary>A new identifier, in the order of time (UUIDv7).</summary>
    Guid Next();
}

/// <summary>A running number of an agency and day, for the code of a dossier.</summary>
/// <param name="Number">From 1.</param>
/// <param name="At">When it was drawn: later than every smaller number of the agency and day. The day in Việt Nam is the one it counts in.</param>
public sealed record DrawnNumber(int Number, DateTimeOffset At);
