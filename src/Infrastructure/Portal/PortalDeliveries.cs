using System.Text.Json.Nodes;
using KonTum.Tthc.Application.Exchange;
using KonTum.Tthc.Infrastructure.Outbox;
using Microsoft.Extensions.Options;

namespace KonTum.Tthc.Infrastructure.Portal;

/// <summary>
/// The way out to the national portal, several dossiers or steps in one call. A refusal of the whole call does not condemn all of them:
/// each is then sent by itself, and only what is refused alone is given up.
/// </summary>
internal sealed class PortalDeliveries(PortalClient portal, IOptions<PortalOptions> options) : IDeliverySender
{
    public IReadOnlyList<DeliveryChannel> Channels { get; } = [DeliveryChannel.PortalDossier, DeliveryChannel.PortalProgress];

    // One call at a time for each node: batches make it fast, and the portal is nobody's to flood.
    public DeliveryPace Pace { get; } = new(
        TimeSpan.FromSeconds(options.Value.TimeoutSeconds), TimeSpan.FromSeconds(options.Value.FirstDelaySeconds), TimeSpan.FromHours(1),
        TimeSpan.FromHours(options.Value.GiveUpAfterHours), Lanes: 1, options.Value.BatchSize);

    public async Task<IReadOnlyList<DeliveryOutcome>> SendAsync(IReadOnlyList<OpenedDelivery> deliveries, CancellationToken cancellationToken)
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
                outcomes.AddRange(await SendAsync([delivery], limit.Token));
            }
            catch (Exception e) when (e is HttpRequestException || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested))
            {
                outcomes.Add(DeliveryOutcome.Later("PORTAL_NO_ANSWER"));
            }
        }

        return outcomes;
    }

    private Task<PortalAnswer> CallAsync(IReadOnlyList<OpenedDelivery> deliveries, CancellationToken cancellationToken)
    {
        var first = deliveries[0].Delivery;
        var isDossier = first.Channel == DeliveryChannel.PortalDossier;
        return portal.CallAsync(
            isDossier ? "DongBoHoSoMC" : "CapNhatTienDoHoSoMC",
            body =>
            {
                if (isDossier) body["isUpdating"] = first.Batch == DossierAnnouncements.NewDossiers ? "False" : "True";
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
