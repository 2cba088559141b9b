using System.Globalization;
using System.Text.Json;
using KonTum.Tthc.Application.Access;
using KonTum.Tthc.Application.Audit;
using KonTum.Tthc.Domain.Dossiers;
using KonTum.Tthc.Domain.Failures;
using MediatR;

namespace KonTum.Tthc.Application.Dossiers.Changes;

/// <summary>
/// Two act at once: one wins, and the other is told what the winner did. It stands around the handler, so every command on a dossier tells
/// it the same way, whether the etag was stale or the two met at the commit; and only whoever passed the handler's own check of access
/// gets here.
/// </summary>
internal sealed class TellWhatChanged<TRequest, TAnswer>(IEventLog log, ICallerContext callers) : IPipelineBehavior<TRequest, TAnswer>
    where TRequest : notnull
{
    public async Task<TAnswer> Handle(TRequest request, RequestHandlerDelegate<TAnswer> next, CancellationToken cancellationToken)
    {
        try
        {
            return await next();
        }
        catch (FailureException e) when (e.Failure == Failures.ChangedMeanwhile && request is IActsOnDossier)
        {
            var act = (IActsOnDossier)request;
            // What the caller saw; where they did not say, what the handler saw before somebody else was faster.
            var seen = VersionOf(act.ETag) ?? VersionOf(e.Details.GetValueOrDefault(Failures.SeenVersion));
            if (seen is null) throw;
            var changes = await ReadAsync(act.DossierId, seen.Value, cancellationToken);
            if (changes.Count == 0) throw; // an etag from the future
            throw Failures.ChangedBy(changes);
        }
    }

    private static long? VersionOf(string? etag) =>
        long.TryParse(etag?.Trim('"'), NumberStyles.None, CultureInfo.InvariantCulture, out var version) ? version : null;

    private async Task<List<DossierChange>> ReadAsync(Guid dossierId, long seen, CancellationToken cancellationToken)
    {
        var forOfficer = callers.Current?.Is(Role.Officer) == true;
        var (owner, unit, changes) = ("", "", new List<DossierChange>());
        await foreach (var e in log.ReadAsync(new EventFilter([dossierId], [], 0, null, 0), cancellationToken))
        {
            if (e.Version == 1 && e.Data.ValueKind == JsonValueKind.Object && e.Data.TryGetProperty("ownerId", out var opened))
                owner = opened.GetString() ?? "";
            if (e.Version == 1) unit = AgencyOf(e.Data) ?? "";
            if (e.Version > seen) changes.Add(new DossierChange(e.Type, e.Version, e.Time, ActorOf(e.ActorId, owner, forOfficer)) { Unit = unit });
            // Who hands it over is of the agency that had it before.
            unit = AgencyOf(e.Data) ?? unit;
        }

        return changes;
    }

    private static string? AgencyOf(JsonElement data) =>
        data.ValueKind == JsonValueKind.Object && data.TryGetProperty("agency", out var agency) && agency.ValueKind == JsonValueKind.Object
            && agency.TryGetProperty("name", out var name)
            ? name.GetString()
            : null;

    /// <summary>Officers are told each other's subjects; the person is "the owner", and a person is told of officers only that it was one.</summary>
    private static string ActorOf(string actorId, string owner, bool forOfficer) => actorId switch
    {
        "" => DossierChange.Platform,
        _ when actorId == owner => DossierChange.Owner,
        _ => forOfficer ? actorId : DossierChange.Officer,
    };
}
