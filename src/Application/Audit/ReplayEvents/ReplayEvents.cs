using Ardalis.Specification;
using FluentValidation;
using KonTum.Tthc.Application.Access;
using KonTum.Tthc.Application.Pipeline;
using KonTum.Tthc.Application.Requests;
using KonTum.Tthc.Application.Signing;
using KonTum.Tthc.Domain.Access;
using KonTum.Tthc.Domain.Failures;
using KonTum.Tthc.Domain.People;
using MediatR;

namespace KonTum.Tthc.Application.Audit.ReplayEvents;

/// <summary>Replays recorded events in the order in which they were recorded, as they are stored: personal data stays sealed.</summary>
/// <param name="DossierId">Only this dossier: its stream, its signings' and its reads'.</param>
/// <param name="StreamId">Only this stream.</param>
/// <param name="Types">Only these stable names.</param>
/// <param name="AfterSequence">Only events above this sequence.</param>
/// <param name="ActorId">Only acts of this subject; empty for all.</param>
/// <param name="Limit">At most this many; 0 for all.</param>
[AllowedFor(Role.Auditor)]
public sealed record ReplayEvents(
    Guid? DossierId, Guid? StreamId, IReadOnlyList<string> Types, long AfterSequence, string ActorId, int Limit)
    : IStreamQuery<RecordedEvent>;

internal sealed class ReplayEventsValidator : AbstractValidator<ReplayEvents>
{
    private const int MostTypes = 100;

    public ReplayEventsValidator()
    {
        this.MayBeText(r => r.ActorId, "actor_id", 200);
        RuleFor(r => r.Types)
            .Must(types => types.Count <= MostTypes).WithState(_ => Failures.OutOfRange.At("types", ("range", $"0–{MostTypes}")))
            .Must(types => types.All(PlainText.IsOneLine)).WithState(_ => Failures.CharactersNotAccepted.At("types"));
        RuleFor(r => r.AfterSequence).GreaterThanOrEqualTo(0).WithState(_ => Failures.OutOfRange.At("after_sequence", ("range", "≥ 0")));
        RuleFor(r => r.Limit).GreaterThanOrEqualTo(0).WithState(_ => Failures.OutOfRange.At("limit", ("range", "≥ 0")));
    }
}

internal sealed class ReplayEventsHandler(IEventLog log, IReadRepositoryBase<SigningListing> signings)
    : IStreamRequestHandler<ReplayEvents, RecordedEvent>
{
    public async IAsyncEnumerable<RecordedEvent> Handle(
        ReplayEvents request, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        List<Guid>? streams = null;
        if (request.DossierId is { } dossierId)
        {
            streams = [dossierId, DossierReads.IdOf(dossierId)];
            streams.AddRange((await signings.ListAsync(new SigningsOf(dossierId), cancellationToken)).Select(s => s.Id));
        }

        if (request.StreamId is { } streamId) streams = streams is null || streams.Contains(streamId) ? [streamId] : [];

        var actor = request.ActorId.Length == 0 ? null : request.ActorId;
        var filter = new EventFilter(streams, request.Types, request.AfterSequence, actor, request.Limit);
        await foreach (var recorded in log.ReadAsync(filter, cancellationToken)) yield return recorded;
    }
}
