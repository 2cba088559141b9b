using System.Text.Json;
using JasperFx;
using JasperFx.Events;
using KonTum.Tthc.Application.Requests;
using KonTum.Tthc.Application.Storage;
using KonTum.Tthc.Domain;
using KonTum.Tthc.Domain.Failures;
using KonTum.Tthc.Domain.People;
using KonTum.Tthc.Domain.Signing;
using KonTum.Tthc.Infrastructure.PersonalData;
using KonTum.Tthc.Infrastructure.SigningWork;
using KonTum.Tthc.Infrastructure.Webhooks;
using Marten;
using Marten.Events;
using Marten.Exceptions;
using Npgsql;

namespace KonTum.Tthc.Infrastructure.Storage;

internal sealed class MartenUnitOfWork(
    Sessions sessions, RepeatableScope repeatable, SigningWorkSignal signal, WebhookSignal webhooks, TimeProvider time)
    : IUnitOfWork, IAsyncDisposable
{
    private readonly List<ISigningToTell> _signings = [];
    private IDocumentSession? _session;
    private bool _scheduled;

    private IDocumentSession Session => _session ??= sessions.Write();

    public async Task<IOpenStream<T>?> FindAsync<T>(Guid id, CancellationToken cancellationToken)
        where T : class, new()
    {
        if (id == Guid.Empty) return null; // what a malformed identifier is read as; Marten refuses to look for it
        var stream = await Session.Events.FetchForWriting<Folded<T>>(id, cancellationToken);
        if (stream.Aggregate is null) return null;
        var open = new OpenStream<T>(stream);
        if (open is OpenStream<SignatureRecord> signing) _signings.Add(signing);
        return open;
    }

    public void Start<T>(Guid id, params IReadOnlyList<IDomainEvent> events)
        where T : class
    {
        Session.Events.StartStream<T>(id, events);
        if (typeof(T) == typeof(SignatureRecord)) _signings.Add(new StartedSigning(events));
    }

    public void ScheduleSigning(Guid signingId, DateTimeOffset due)
    {
        Session.QueueSqlCommand(SigningWorkQueue.InsertSql, signingId, due);
        _scheduled = true;
    }

    public void Discard()
    {
        _session?.Dispose();
        (_session, _scheduled) = (null, false);
        _signings.Clear();
    }

    public async Task<TAnswer> CommitAsync<TAnswer>(TAnswer answer, CancellationToken cancellationToken)
    {
        if (repeatable.Key is { } key)
        {
            var kept = new FirstAnswer(repeatable.Fingerprint, JsonSerializer.Serialize(answer));
            Session.Insert(new FirstAnswerDocument(key, Personal.Of(repeatable.Subject, kept), time.GetUtcNow()));
        }

        var told = EnterDeliveries();
        try
        {
            await Session.SaveChangesAsync(cancellationToken);
        }
        catch (Exception e) when (IsConflict(e))
        {
            throw Failures.ChangedMeanwhile.Because();
        }
        catch (Exception e) when (IsErased(e))
        {
            throw Failures.PersonErased.Because();
        }

        if (_scheduled) signal.Set();
        if (told) webhooks.Set();
        return answer;
    }

    public async ValueTask DisposeAsync()
    {
        if (_session is not null) await _session.DisposeAsync();
    }

    /// <summary>In the same transaction, so that no change goes untold and nothing is told that did not happen.</summary>
    private bool EnterDeliveries()
    {
        var changed = _signings.Where(s => s.HasChanged).ToList();
        foreach (var signing in changed) WebhookOutbox.Enter(Session, signing.Signing, signing.Version);
        _signings.Clear();
        return changed.Count > 0;
    }

    private static bool IsErased(Exception e) => e is PersonErasedException || (e.InnerException is { } inner && IsErased(inner));

    private static bool IsConflict(Exception e) => e switch
    {
        ConcurrencyException or JasperFx.Events.ExistingStreamIdCollisionException or Marten.Exceptions.ExistingStreamIdCollisionException
            or DocumentAlreadyExistsException => true,
        PostgresException { SqlState: PostgresErrorCodes.UniqueViolation or PostgresErrorCodes.SerializationFailure } => true,
        AggregateException many => many.InnerExceptions.Any(IsConflict),
        _ => e.InnerException is { } inner && IsConflict(inner),
    };

    /// <summary>A signing whose change others may want to hear of.</summary>
    private interface ISigningToTell
    {
        SignatureRecord Signing { get; }

        long Version { get; }

        bool HasChanged { get; }
    }

    private sealed class StartedSigning : ISigningToTell
    {
        public StartedSigning(IReadOnlyList<IDomainEvent> events)
        {
            foreach (var started in events) EventDispatch<SignatureRecord>.Apply(Signing, started);
            Version = events.Count;
        }

        public SignatureRecord Signing { get; } = new();

        public long Version { get; }

        public bool HasChanged => true;
    }

    private sealed class OpenStream<T>(IEventStream<Folded<T>> stream) : IOpenStream<T>, ISigningToTell
        where T : class, new()
    {
        public T State => stream.Aggregate!.State;

        public long Version { get; private set; } = stream.CurrentVersion ?? 0;

        public bool HasChanged { get; private set; }

        SignatureRecord ISigningToTell.Signing => (SignatureRecord)(object)State;

        public void Append(IDomainEvent @event)
        {
            stream.AppendOne(@event);
            HasChanged = true;
            EventDispatch<T>.Apply(State, @event);
            Version++;
        }
    }
}
