using System.Text.Json.Nodes;
using KonTum.Tthc.Application.Exchange;
using KonTum.Tthc.Domain.Failures;
using KonTum.Tthc.Infrastructure.Outbox;
using Microsoft.Extensions.Options;

namespace KonTum.Tthc.Infrastructure.Portal;

/// <summary>
/// The way out to the national portal, several dossiers or steps in one call. A refusal of the whole call does not condemn all of them:
/// each is then sent by itself, and only what is refused alone is given up. A change of a dossier that the portal does not know, because what
/// told it first is a dead letter, is told as a new one.
/// </summary>
internal sealed class PortalDeliveries(PortalClient portal, IPortalRegister register, IOptions<PortalOptions> options) : IDeliverySender
{
    public IReadOnlyList<DeliveryChannel> Channels { get; } = [DeliveryChannel.PortalDossier, DeliveryChannel.PortalProgress];

    // One call at a time for each node: batches make it fast, and the portal is nobody's to flood.
    public DeliveryPace Pace { get; } = new(
        TimeSpan.FromSeconds(options.Value.TimeoutSeconds), TimeSpan.FromSeconds(options.Value.FirstDelaySeconds), TimeSpan.FromHours(1),
        TimeSpan.FromHours(options.Value.GiveUpAfterHours), Lanes: 1, options.Value.BatchSize);

    public async Task<IReadOnlyList<DeliveryOutcome>> SendAsync(IReadOnlyList<OpenedDelivery> deliveries, CancellationToken cancellationToken)
    {
        var outcomes = (await SendTogetherAsync(deliveries, cancellationToken)).ToArray();
        for (var i = 0; i < outcomes.Length; i++)
        {
            if (outcomes[i].Ends != DeliveryState.GivenUp || deliveries[i].Delivery.Batch != DossierAnnouncements.KnownDossiers) continue;
            outcomes[i] = await TellAsNewAsync(deliveries[i], outcomes[i], cancellationToken);
        }

        return outcomes;
    }

    private async Task<DeliveryOutcome> TellAsNewAsync(OpenedDelivery delivery, DeliveryOutcome refusal, CancellationToken cancellationToken)
    {
        try
        {
            if (await register.FindAsync(Text((JsonObject)JsonNode.Parse(delivery.Body)!, "MaHoSo"), cancellationToken) is not null) return refusal;
            var answer = await CallAsync([delivery], cancellationToken, asNew: true);
            return answer.IsOk ? Settle([delivery], answer).Single()
                : MayComeRight(answer.Code) ? DeliveryOutcome.Later(CodeOf(answer.Code)) : DeliveryOutcome.Refused(CodeOf(answer.Code));
        }
        catch (FailureException)
        {
            return DeliveryOutcome.Later(refusal.Failure); // whether it knows the dossier could not be asked
        }
    }

    private async Task<IReadOnlyList<DeliveryOutcome>> SendTogetherAsync(
        IReadOnlyList<OpenedDelivery> deliveries, CancellationToken cancellationToken)
    {
        var answer = await CallAsync(deliveries, cancellationToken);
        if (answer.IsOk) return Settle(deliveries, answer);
        if (MayComeRight(answer.Code)) return [.. deliveries.Select(_ => DeliveryOutcome.Later(CodeOf(answer.Code)))];
        return deliveries.Count == 1 ? [DeliveryOutcome.Refused(CodeOf(answer.Code))] : await OneByOneAsync(deliveries, cancellationToken);
    }

    /// <summary>The lease covers one more call's time; what is not reached in it comes again.</summary>
    private async Task<IReadOnlyList<DeliveryOutcome>> OneByOneAsync(IReadOnlyList<OpenedDelivery> deliveries, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Pace.Timeout);
        var outcomes = new List<DeliveryOutcome>();
        foreach (var delivery in deliveries)
        {
            try
            {
                outcomes.AddRange(await SendTogetherAsync([delivery], limit.Token));
            }
            catch (Exception e) when (e is HttpRequestException || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested))
            {
                outcomes.Add(DeliveryOutcome.Later("PORTAL_NO_ANSWER"));
            }
        }

        return outcomes;
    }

    private Task<PortalAnswer> CallAsync(
        IReadOnlyList<OpenedDelivery> deliveries, CancellationToken cancellationToken, bool asNew = false)
    {
        var first = deliveries[0].Delivery;
        var isDossier = first.Channel == DeliveryChannel.PortalDossier;
        return portal.CallAsync(
            isDossier ? "DongBoHoSoMC" : "CapNhatTienDoHoSoMC",
            body =>
            {
                if (isDossier) body["isUpdating"] = asNew || first.Batch == DossierAnnouncements.NewDossiers ? "False" : "True";
                body["data"] = new JsonArray([.. deliveries.Select(d => JsonNode.Parse(d.Body))]);
            },
            cancellationToken);
    }

    /// <summary>Where the answer says something about single dossiers, that counts; all others arrived.</summary>
    private IReadOnlyList<DeliveryOutcome> Settle(IReadOnlyList<OpenedDelivery> deliveries, PortalAnswer answer)
    {
        var refused = (answer.Root["data"] as JsonArray ?? []).OfType<JsonObject>()
            .Select(i => (Code: Text(i, "MaHoSo"), Error: Text(i, "error_code")))
            .Where(i => i.Error.Length > 0 && !PortalAnswer.IsOkCode(i.Error))
            .GroupBy(i => i.Code).ToDictionary(g => g.Key, g => g.First().Error, StringComparer.Ordinal);
        return
        [
            .. deliveries.Select(d => refused.TryGetValue(Text((JsonObject)JsonNode.Parse(d.Body)!, "MaHoSo"), out var error)
                ? MayComeRight(error) ? DeliveryOutcome.Later(CodeOf(error)) : DeliveryOutcome.Refused(CodeOf(error))
                : DeliveryOutcome.Arrived),
        ];
    }

    private bool MayComeRight(string code) =>
        code.Length == 0 || options.Value.RetryErrorCodes.Contains(code) || options.Value.SessionErrorCodes.Contains(code);

    private static string Text(JsonObject item, string member) => item[member] is JsonValue value ? value.ToString() : "";

    /// <summary>Their code and nothing else of what they say; a code has no room for more.</summary>
    private static string CodeOf(string code) =>
        "PORTAL_REFUSED_" + new string([.. code.Where(c => char.IsAsciiLetterOrDigit(c) || c == '-').Take(12)]);
}
