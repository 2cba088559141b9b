using System.Text.Json;

namespace KonTum.Tthc.Application.Audit;

/// <summary>Reads recorded events as they are stored.</summary>
public interface IEventLog
{
    /// <summary>Streams events in the order in which they were recorded.</summary>
    IAsyncEnumerable<RecordedEvent> ReadAsync(EventFilter filter, CancellationToken cancellationToken);
}

/// <summary>Filters add up.</summary>
/// <param name="StreamIds">Only these streams; null for all.</param>
/// <param name="Types">Only these stable names; empty for all.</param>
/// <param name="AfterSequence">Only events above this sequence.</param>
/// <param name="ActorId">Only acts of this subject; null for all.</param>
/// <param name="Limit">At most this many; 0 for all.</param>
public sealed record EventFilter(
    IReadOnlyList<Guid>? StreamIds, IReadOnlyList<string> Types, long AfterSequence, string? ActorId, int Limit);

/// <summary>An event as it was recorded.</summary>
/// <param name="Sequence">Place in the order of all events.</param>
/// <param name="StreamId">Stream.</param>
/// <param name="StreamType">Kind of the stream, for example "dossier".</param>
/// <param name="Version">Place within the stream, from 1.</param>
/// <param name="EventId">Identifier.</param>
/// <param name="Type">Stable name.</param>
/// <param name="Time">When it was recorded.</param>
/// <param name="ActorId">Who acted; empty if the platform itself did.</param>
/// <param name="TraceId">Trace in which it happened; empty if none.</param>
/// <param name="Data">What is stored; personal data is sealed.</param>
public sealed record RecordedEvent(
    long Sequence,
    Guid StreamId,
    string StreamType,
    long Version,
    Guid EventId,
    string Type,
    DateTimeOffset Time,
    string ActorId,
    string TraceId,
    JsonElement Data);
