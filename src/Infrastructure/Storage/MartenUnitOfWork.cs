using System.Diagnostics;
using System.Text.Json;
using JasperFx;
using JasperFx.Events;
using KonTum.Tthc.Application.Payments;
using KonTum.Tthc.Application.Requests;
using KonTum.Tthc.Application.Storage;
using KonTum.Tthc.Domain;
using KonTum.Tthc.Domain.Dossiers;
using KonTum.Tthc.Domain.Failures;
using KonTum.Tthc.Domain.People;
using KonTum.Tthc.Domain.Signing;
using KonTum.Tthc.Infrastructure.PersonalData;
using KonTum.Tthc.Infrastructure.SigningWork;
using Marten;
using Marten.Events;
using Marten.Exceptions;
using Npgsql;

namespace KonTum.Tthc.Infrastructure.Storage;

internal sealed class MartenUnitOfWork(
    Sessions sessions, RepeatableScope repeatable, SigningWakes wakes, StepScope step, LeavingMessages leaving, TimeProvider time)
    : IUnitOfWork, IReceiptNumbers, IAsyncDisposable
{
    /// <summary>How often a stream is read until nobody writes to it in the same moment.</summary>
    private const int Readings = 5;

    private const string NextReceiptSql = $"""
        insert into {StoreConfiguration.Schema}.receipt_numbers as n (agency_code, year, last_number) values ($1, $2, 1)
        on conflict (agency_code, year) do update set last_number = n.last_number + 1
        returning last_number
        """;

    private readonly HashSet<Guid> _scheduled = [];
    private IDocumentSession? _session;
    private long? _seen;

    private IDocumentSession Session => _session ??= sessions.Write();

    public async Task<IOpenStream<T>?> FindAsync<T>(Guid id, CancellationToken cancellationToken)
        where T : class, new()
    {
        if (id == Guid.Empty) return null; // what a malformed identifier is read as; Marten refuses to look for it
        for (var attempt = 1; ; attempt++)
        {
            var stream = await Session.Events.FetchForWriting<Folded<T>>(id, cancellationToken);
            if (typeof(T) == typeof(Dossier)) _seen = stream.CurrentVersion;
            if (stream.Aggregate is not { } folded) return null;
            if (folded.Version == stream.StartingVersion) return new OpenStream<T>(this, stream);

            // Marten reads the version and then the events; what is committed in between is in the state and not in the version. Nobody
            // may decide on that: the etag would be held against one state, and the decision made on another.
            if (attempt == Readings) throw Changed();
        }
    }

    public void Start<T>(Guid id, params IReadOnlyList<IDomainEvent> events)
        where T : class
    {
        Session.Events.StartStream<T>(id, events);
        if (typeof(T) == typeof(SignatureRecord)) Started<SignatureRecord>(id, events);
        if (typeof(T) == typeof(Dossier)) Started<Dossier>(id, events);
    }

    public void ScheduleSigning(Guid signingId, DateTimeOffset due)
    {
        // The trace of the call that starts a signing goes with it, to whichever node takes it further.
        Session.QueueSqlCommand(SigningWorkTable.ScheduleSql, signingId, due.ToUniversalTime(), Activity.Current?.Id ?? "");
        _scheduled.Add(signingId);
    }

    public Task<DrawnNumber> DrawNumberAsync(string agencyCode, CancellationToken cancellationToken) =>
        DossierNumbers.DrawAsync(Session, agencyCode, time, cancellationToken);

    public async Task<int> NextAsync(string agencyCode, int year, CancellationToken cancellationToken)
    {
        // The row stays locked until the commit: numbers are in the order of the commits, and a rollback gives one back.
        await Session.BeginTransactionAsync(cancellationToken);
        await using var command = new NpgsqlCommand(NextReceiptSql);
        command.Parameters.Add(new NpgsqlParameter { Value = agencyCode });
        command.Parameters.Add(new NpgsqlParameter { Value = year });
        await using var reader = await Session.ExecuteReaderAsync(command, cancellationToken);
        await reader.ReadAsync(cancellationToken);
        return reader.GetInt32(0);
    }

    public void Discard()
    {
        _session?.Dispose();
        _session = null;
        _seen = null;
        leaving.Forget();
        _scheduled.Clear();
    }

    public async Task<TAnswer> CommitAsync<TAnswer>(TAnswer answer, CancellationToken cancellationToken)
    {
        if (repeatable.Key is { } key)
        {
            var kept = new FirstAnswer(repeatable.Fingerprint, JsonSerializer.Serialize(answer));
            Session.Insert(new FirstAnswerDocument(key, Personal.Of(repeatable.Subject, kept), time.GetUtcNow()));
        }

        foreach (var id in leaving.Signings) Session.QueueSqlCommand(SigningChannels.NotifyChanged(id, step.IsStep));
        await leaving.EnterAsync(Session, cancellationToken);
        foreach (var id in _scheduled) Session.QueueSqlCommand(SigningChannels.NotifyDue(id));
        try
        {
            await Session.SaveChangesAsync(cancellationToken);
        }
        catch (Exception e) when (IsConflict(e))
        {
            throw Changed();
        }
        catch (Exception e) when (IsErased(e))
        {
            throw Failures.PersonErased.Because();
        }

        foreach (var id in _scheduled) wakes.Due(id);
        leaving.Committed();
        _scheduled.Clear();
        return answer;
    }

    public async ValueTask DisposeAsync()
    {
        if (_session is not null) await _session.DisposeAsync();
    }

    /// <summary>Others are told in the same transaction: no change goes untold, and nothing is told that did not happen.</summary>
    private void Appended<T>(Guid id, T state, IDomainEvent @event, long version) => leaving.Appended(id, state, @event, version);

    private void Started<T>(Guid id, IReadOnlyList<IDomainEvent> events)
        where T : class, new()
    {
        var (state, version) = (new T(), 0);
        foreach (var e in events)
        {
            EventDispatch<T>.Apply(state, e);
            Appended(id, state, e, ++version);
        }
    }

    /// <summary>Whoever was slower is told what happened since the version that was seen.</summary>
    private FailureException Changed() =>
        _seen is { } seen ? Failures.ChangedMeanwhile.Because((Failures.SeenVersion, seen)) : Failures.ChangedMeanwhile.Because();

    private static bool IsErased(Exception e) => e is PersonErasedException || (e.InnerException is { } inner && IsErased(inner));

    /// <summary>Whether another commit was faster; Marten and JasperFx have an exception each for a stream that is already there.</summary>
    internal static bool IsConflict(Exception e) => e switch
    {
        ConcurrencyException or JasperFx.Events.ExistingStreamIdCollisionException or Marten.Exceptions.ExistingStreamIdCollisionException
            or DocumentAlreadyExistsException => true,
        PostgresException { SqlState: PostgresErrorCodes.UniqueViolation or PostgresErrorCodes.SerializationFailure } => true,
        AggregateException many => many.InnerExceptions.Any(IsConflict),
        _ => e.InnerException is { } inner && IsConflict(inner),
    };

    private sealed class OpenStream<T>(MartenUnitOfWork work, IEventStream<Folded<T>> stream) : IOpenStream<T>
        where T : class, new()
    {
        public T State => stream.Aggregate!.State;

        public long Version { get; private set; } = stream.CurrentVersion ?? 0;

        public void Append(IDomainEvent @event)
        {
            stream.AppendOne(@event);
            EventDispatch<T>.Apply(State, @event);
            Version++;
            work.Appended(stream.Id, State, @event, Version);
        }
    }
}
