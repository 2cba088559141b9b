using System.Text.Json.Nodes;
using Ardalis.Specification;
using FluentValidation;
using KonTum.Tthc.Application.Access;
using KonTum.Tthc.Application.Dossiers;
using KonTum.Tthc.Application.Exchange.GetExchangedFile;
using KonTum.Tthc.Application.Procedures;
using KonTum.Tthc.Application.Requests;
using KonTum.Tthc.Application.Storage;
using KonTum.Tthc.Domain.Dossiers;
using KonTum.Tthc.Domain.Failures;
using MediatR;

namespace KonTum.Tthc.Application.Exchange.ReconcilePortal;

/// <summary>Compares dossiers with the national portal, oldest submission first, and enters deliveries for those that differ if wanted.</summary>
/// <param name="From">Submitted from then on.</param>
/// <param name="Until">Submitted before.</param>
/// <param name="Repair">Whether to enter deliveries.</param>
/// <param name="Size">Most dossiers; 0 for the usual number.</param>
/// <param name="Token">Where to go on.</param>
/// <param name="RequestId">For repeating it.</param>
[AllowedFor(Role.Administrator)]
public sealed record ReconcilePortal(DateTimeOffset? From, DateTimeOffset? Until, bool Repair, int Size, string Token, string? RequestId)
    : ICommand<Reconciliation>, IRepeatable
{
    /// <summary>Most dossiers of one call.</summary>
    public const int Most = 10_000;
}

/// <summary>What a comparison found.</summary>
/// <param name="Compared">How many were compared.</param>
/// <param name="Differences">Those that differ.</param>
/// <param name="NextPageToken">Where to go on; empty when all were compared.</param>
public sealed record Reconciliation(int Compared, IReadOnlyList<PortalDifference> Differences, string NextPageToken);

/// <summary>A dossier that the portal has otherwise.</summary>
/// <param name="DossierId">The dossier; null if it is unknown here.</param>
/// <param name="Code">Its code.</param>
/// <param name="LocalStatus">National status here; 0 if unknown here.</param>
/// <param name="PortalStatus">National status there; 0 if unknown there.</param>
/// <param name="Fields">Names of the fields that differ.</param>
public sealed record PortalDifference(Guid? DossierId, string Code, int LocalStatus, int PortalStatus, IReadOnlyList<string> Fields);

internal sealed class ReconcilePortalValidator : AbstractValidator<ReconcilePortal>
{
    public ReconcilePortalValidator()
    {
        RuleFor(r => r.Size).InclusiveBetween(0, ReconcilePortal.Most)
            .WithState(_ => Failures.OutOfRange.At("page_size", ("range", $"0–{ReconcilePortal.Most}")));
    }
}

internal sealed class ReconcilePortalHandler(
    IReadRepositoryBase<DossierListing> listings,
    IStreamReader streams,
    IProcedureVersions procedures,
    IPortalRegister portal,
    IPortalFileLinks links,
    IDeliveries deliveries,
    DossierAnnouncements announcements,
    IUnitOfWork work,
    ExchangeSettings settings,
    TimeProvider time) : IRequestHandler<ReconcilePortal, Reconciliation>
{
    private const int UsualSize = 1000;
    private const int AtOnce = 4;

    public async Task<Reconciliation> Handle(ReconcilePortal request, CancellationToken cancellationToken)
    {
        if (!settings.Portal) throw Failures.PortalNotConnected.Because();
        var size = request.Size == 0 ? UsualSize : request.Size;
        var after = PageToken.Parse(request.Token);
        var read = await listings.ListAsync(new SubmittedBetween(request.From, request.Until, after, size + 1), cancellationToken);
        var page = PageToken.Cut(read, size, after, d => d.SubmittedAt!.Value);

        var found = new List<PortalDifference>();
        foreach (var few in page.Items.Chunk(AtOnce))
        {
            var compared = await Task.WhenAll(few.Select(d => CompareAsync(d.Id, cancellationToken)));
            found.AddRange(compared.OfType<Compared>().Select(c => c.Difference));
            if (request.Repair) await RepairAsync([.. compared.OfType<Compared>()], cancellationToken);
        }

        found.AddRange(await FindSurplusAsync([.. page.Items.Select(d => d.Code)], cancellationToken));
        return await work.CommitAsync(new Reconciliation(page.Items.Count, found, page.NextPageToken), cancellationToken);
    }

    /// <summary>Null when both have the same; an erased person's dossier is not told any more, so it is not compared either.</summary>
    private async Task<Compared?> CompareAsync(Guid id, CancellationToken cancellationToken)
    {
        if (await streams.ReadAsync<Dossier>(id, cancellationToken) is not { State: { Form: not null } dossier }) return null;
        var there = await portal.FindAsync(dossier.Code, cancellationToken);
        var procedure = await procedures.GetAsync(dossier.ProcedureCode, dossier.ProcedureVersion, cancellationToken);
        var here = PortalItems.Dossier(dossier, procedure, links);
        var fields = here.Where(f => there is null || !JsonNode.DeepEquals(f.Value, there[f.Key])).Select(f => f.Key).ToList();
        return fields.Count == 0
            ? null
            : new Compared(dossier, there is null, new PortalDifference(
                dossier.Id, dossier.Code, NationalStatuses.Of(dossier.State), StatusOf(there), fields));
    }

    /// <summary>
    /// What only the portal has, for example after this database was restored from a backup. It answers about codes only, so the numbers of
    /// each agency and day are asked for that are missing here: those in between, and those after the last one as long as it knows them.
    /// </summary>
    private async Task<IReadOnlyList<PortalDifference>> FindSurplusAsync(IReadOnlyList<string> codes, CancellationToken cancellationToken)
    {
        var surplus = new List<PortalDifference>();
        foreach (var day in codes.Select(DossierCode.Split).GroupBy(c => (c.AgencyCode, c.Day), c => c.Number))
        {
            var (numbers, last) = (day.ToHashSet(), day.Max());
            for (var number = day.Min() + 1; ; number++)
            {
                if (numbers.Contains(number)) continue;
                var code = DossierCode.Make(day.Key.AgencyCode, day.Key.Day, number);
                if (await listings.FirstOrDefaultAsync(new DossierOfCode(code), cancellationToken) is not null) continue;
                if (await portal.FindAsync(code, cancellationToken) is { } there) surplus.Add(new PortalDifference(null, code, 0, StatusOf(there), []));
                else if (number > last) break;
            }
        }

        return surplus;
    }

    /// <summary>What waits for the portal anyhow is not entered a second time.</summary>
    private async Task RepairAsync(IReadOnlyList<Compared> differing, CancellationToken cancellationToken)
    {
        if (differing.Count == 0) return;
        var waiting = await deliveries.WaitingForPortalAsync([.. differing.Select(d => d.Dossier.Id)], cancellationToken);
        foreach (var (dossier, isNew, _) in differing.Where(d => !waiting.Contains(d.Dossier.Id)))
        {
            var procedure = await procedures.GetAsync(dossier.ProcedureCode, dossier.ProcedureVersion, cancellationToken);
            var message = announcements.PortalDossier(dossier, procedure, "portal_reconciled", isNew, time.GetUtcNow());
            await deliveries.EnterAsync(message, cancellationToken);
        }
    }

    private static int StatusOf(JsonObject? there) =>
        there?["TrangThaiHoSo"] is JsonValue status && int.TryParse(status.ToString(), out var number) ? number : 0;

    private sealed record Compared(Dossier Dossier, bool IsNew, PortalDifference Difference);
}

/// <summary>Dossiers that were submitted in a time, oldest first.</summary>
internal sealed class SubmittedBetween : Specification<DossierListing>
{
    public SubmittedBetween(DateTimeOffset? from, DateTimeOffset? until, PageToken? after, int take)
    {
        Query.Where(d => d.SubmittedAt != null);
        if (from is { } start) Query.Where(d => d.SubmittedAt >= start);
        if (until is { } end) Query.Where(d => d.SubmittedAt < end);
        if (after is not null) Query.Where(d => d.SubmittedAt >= after.Time);
        Query.OrderBy(d => d.SubmittedAt).ThenBy(d => d.Id).Skip(after?.Shown ?? 0).Take(take);
    }
}
