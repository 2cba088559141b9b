using System.Collections.Concurrent;
using System.Reflection;
using System.Text.Json;
using KonTum.Tthc.Application.Requests;
using KonTum.Tthc.Application.Storage;
using KonTum.Tthc.Domain;
using KonTum.Tthc.Domain.Dossiers;
using KonTum.Tthc.Domain.Failures;
using KonTum.Tthc.Domain.People;
using KonTum.Tthc.Domain.SignatureProfiles;
using KonTum.Tthc.Domain.Signing;

namespace KonTum.Tthc.Application.Tests.World;

/// <summary>Streams as lists of events, first answers, and the worker's schedule: what a database is to the use cases.</summary>
public sealed class MemoryStreams : IStreamReader, IFirstAnswers
{
    private readonly Lock _lock = new();
    private readonly List<(Guid StreamId, IDomainEvent Event)> _log = [];
    private readonly HashSet<string> _erased = [];

    public Dictionary<string, FirstAnswer> Answers { get; } = [];

    /// <summary>When the worker was asked to look at a signing.</summary>
    public Dictionary<Guid, DateTimeOffset> Schedule { get; } = [];

    /// <summary>Runs before the next commit and is then forgotten: another writer, or a crash.</summary>
    public Func<Task>? BeforeNextCommit { get; set; }

    /// <summary>Runs after the next look for a first answer and is then forgotten: what another node does meanwhile.</summary>
    public Func<Task>? AfterNextAnswerLookup { get; set; }

    public IReadOnlyList<(Guid StreamId, IDomainEvent Event)> Log
    {
        get
        {
            lock (_lock) return [.. _log];
        }
    }

    public List<IDomainEvent> Events(Guid id)
    {
        lock (_lock) return [.. _log.Where(e => e.StreamId == id).Select(e => _erased.Count == 0 ? e.Event : Erase(e.Event))];
    }

    /// <summary>Writes past the use cases: what another part of the platform did.</summary>
    public void Write(Guid id, IDomainEvent @event)
    {
        lock (_lock) _log.Add((id, @event));
    }

    /// <summary>Destroys a person's key: what was sealed with it reads as nothing from now on.</summary>
    public void EraseSubject(string subject) => _erased.Add(subject);

    public Task<StreamState<T>?> ReadAsync<T>(Guid id, CancellationToken cancellationToken)
        where T : class, new()
    {
        var events = Events(id);
        return Task.FromResult(events.Count == 0 ? null : new StreamState<T>(Fold.Of<T>(events), events.Count));
    }

    public Task<IReadOnlyList<TView>?> ReadVersionsAsync<T, TView>(
        Guid id, long after, Func<T, long, TView> view, CancellationToken cancellationToken)
        where T : class, new()
    {
        var events = Events(id);
        var views = Enumerable.Range(1, events.Count).Where(version => version > after)
            .Select(version => view(Fold.Of<T>(events.Take(version)), version))
            .ToList();
        return Task.FromResult<IReadOnlyList<TView>?>(events.Count == 0 ? null : views);
    }

    public async Task<FirstAnswer?> FindAsync(string key, CancellationToken cancellationToken)
    {
        FirstAnswer? found;
        lock (_lock) found = Answers.GetValueOrDefault(key);
        if (AfterNextAnswerLookup is { } meanwhile)
        {
            AfterNextAnswerLookup = null;
            await meanwhile();
        }

        return found;
    }

    /// <summary>Commits all of it or nothing.</summary>
    internal void Commit(
        IReadOnlyList<(Guid Id, int Seen, IReadOnlyList<IDomainEvent> New)> streams,
        IReadOnlyDictionary<Guid, DateTimeOffset> scheduled,
        (string Key, FirstAnswer Answer)? answer)
    {
        lock (_lock)
        {
            if (streams.Any(s => _log.Count(e => e.StreamId == s.Id) != s.Seen)) throw Failures.ChangedMeanwhile.Because();
            if (answer is { } kept && !Answers.TryAdd(kept.Key, kept.Answer)) throw Failures.ChangedMeanwhile.Because();
            if (streams.SelectMany(s => s.New).OfType<DossierSubmitted>().Any(n => _log.Any(e => e.Event is DossierSubmitted old && old.Code == n.Code)))
            {
                throw Failures.ChangedMeanwhile.Because();
            }

            foreach (var (id, _, events) in streams) _log.AddRange(events.Select(e => (id, e)));
            foreach (var (id, due) in scheduled) Schedule[id] = due;
        }
    }

    private IDomainEvent Erase(IDomainEvent @event) => @event switch
    {
        DossierFormFilled e => e with { Form = Gone(e.Form) },
        AttachmentUploaded e => e with { FileName = Gone(e.FileName) },
        AttachmentSigned e => e with { FileName = Gone(e.FileName) },
        SignatureProfileCreated e => e with { Settings = Gone(e.Settings) },
        SignatureProfileChanged e => e with { Settings = Gone(e.Settings) },
        SigningRequested e => e with
        {
            Entry = Gone(e.Entry),
            Certificate = e.Certificate with { Holder = Gone(e.Certificate.Holder), Chain = Gone(e.Certificate.Chain) },
            Targets = [.. e.Targets.Select(t => t with { FileName = Gone(t.FileName) })],
        },
        SigningPrepared e => e with { Files = [.. e.Files.Select(f => f with { DocumentId = Gone(f.DocumentId) })] },
        SigningDocumentsSettled e => e with { Signed = [.. e.Signed.Select(f => f with { FileName = Gone(f.FileName) })] },
        SigningCompleted e => e with { Files = [.. e.Files.Select(f => f with { FileName = Gone(f.FileName) })] },
        _ => @event,
    };

    private Personal<T> Gone<T>(Personal<T> personal) =>
        _erased.Contains(personal.Subject) ? new Personal<T>(personal.Subject, default) : personal;
}

internal static class Fold
{
    private static readonly ConcurrentDictionary<(Type, Type), MethodInfo> Known = new();

    public static T Of<T>(IEnumerable<IDomainEvent> events)
        where T : class, new()
    {
        var state = new T();
        foreach (var e in events) Apply(state, e);
        return state;
    }

    public static void Apply(object state, IDomainEvent e) => Known
        .GetOrAdd((state.GetType(), e.GetType()), static types => types.Item1.GetMethod("Apply", [types.Item2])!)
        .Invoke(state, [e]);
}

/// <summary>One unit of work on <see cref="MemoryStreams"/>, with optimistic concurrency.</summary>
internal sealed class MemoryUnitOfWork(MemoryStreams streams, RepeatableScope repeatable, TimeProvider time) : IUnitOfWork
{
    private readonly Dictionary<Guid, IOpen> _open = [];
    private readonly Dictionary<Guid, IReadOnlyList<IDomainEvent>> _new = [];
    private readonly Dictionary<Guid, DateTimeOffset> _scheduled = [];

    private interface IOpen
    {
        int Seen { get; }

        IReadOnlyList<IDomainEvent> Appended { get; }
    }

    public Task<IOpenStream<T>?> FindAsync<T>(Guid id, CancellationToken cancellationToken)
        where T : class, new()
    {
        if (_open.TryGetValue(id, out var open)) return Task.FromResult<IOpenStream<T>?>((OpenStream<T>)open);
        var events = streams.Events(id);
        if (events.Count == 0) return Task.FromResult<IOpenStream<T>?>(null);
        var stream = new OpenStream<T>(Fold.Of<T>(events), events.Count);
        _open.Add(id, stream);
        return Task.FromResult<IOpenStream<T>?>(stream);
    }

    public void Start<T>(Guid id, params IReadOnlyList<IDomainEvent> events)
        where T : class => _new.Add(id, events);

    public void ScheduleSigning(Guid signingId, DateTimeOffset due) => _scheduled[signingId] = due;

    // The code is unique because the commit of a number that somebody else committed meanwhile is a conflict.
    public Task<DrawnNumber> DrawNumberAsync(string agencyCode, CancellationToken cancellationToken)
    {
        var day = DossierCode.DayOf(time.GetUtcNow());
        var taken = streams.Log.Count(e => e.Event is DossierSubmitted s && s.Code.StartsWith($"{agencyCode}-{day:yyMMdd}-", StringComparison.Ordinal));
        return Task.FromResult(new DrawnNumber(taken + 1, time.GetUtcNow()));
    }

    public void Discard()
    {
        _open.Clear();
        _new.Clear();
        _scheduled.Clear();
    }

    public async Task<TAnswer> CommitAsync<TAnswer>(TAnswer answer, CancellationToken cancellationToken)
    {
        if (streams.BeforeNextCommit is { } before)
        {
            streams.BeforeNextCommit = null;
            await before();
        }

        var writes = _open.Where(o => o.Value.Appended.Count > 0)
            .Select(o => (o.Key, o.Value.Seen, o.Value.Appended))
            .Concat(_new.Select(n => (n.Key, 0, n.Value)))
            .ToList();
        streams.Commit(
            writes,
            _scheduled,
            repeatable.Key is { } key ? (key, new FirstAnswer(repeatable.Fingerprint, JsonSerializer.Serialize(answer))) : null);
        return answer;
    }

    private sealed class OpenStream<T>(T state, int seen) : IOpenStream<T>, IOpen
        where T : class
    {
        private readonly List<IDomainEvent> _appended = [];

        public T State => state;

        public int Seen => seen;

        public IReadOnlyList<IDomainEvent> Appended => _appended;

        public long Version => seen + _appended.Count;

        public void Append(IDomainEvent @event)
        {
            _appended.Add(@event);
            Fold.Apply(state, @event);
        }
    }
}
