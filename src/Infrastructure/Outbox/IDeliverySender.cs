using KonTum.Tthc.Application.Exchange;

namespace KonTum.Tthc.Infrastructure.Outbox;

/// <summary>One way out of the platform.</summary>
internal interface IDeliverySender
{
    /// <summary>The channels that leave this way.</summary>
    IReadOnlyList<DeliveryChannel> Channels { get; }

    /// <summary>How it is used.</summary>
    DeliveryPace Pace { get; }

    /// <summary>
    /// Sends deliveries of one channel and batch, and says for each what came of it, in the same order. What is thrown counts as
    /// "no answer" for all of them.
    /// </summary>
    Task<IReadOnlyList<DeliveryOutcome>> SendAsync(IReadOnlyList<OpenedDelivery> deliveries, CancellationToken cancellationToken);
}

/// <summary>How a way out is used.</summary>
/// <param name="Timeout">How long one call may take.</param>
/// <param name="FirstDelay">The first wait after a failure; each further one is twice as long, up to <paramref name="LongestDelay"/>.</param>
/// <param name="LongestDelay">The longest wait.</param>
/// <param name="GiveUpAfter">How long it is tried.</param>
/// <param name="Lanes">Calls at once.</param>
/// <param name="Batch">Most deliveries of a call.</param>
internal sealed record DeliveryPace(
    TimeSpan Timeout, TimeSpan FirstDelay, TimeSpan LongestDelay, TimeSpan GiveUpAfter, int Lanes, int Batch = 1)
{
    /// <summary>Most deliveries of one webhook that are under way.</summary>
    public int LanesOfOneWebhook { get; init; } = int.MaxValue;
}

/// <summary>A delivery with its content.</summary>
internal sealed record OpenedDelivery(ClaimedDelivery Delivery, string Body)
{
    /// <summary>Hides the content.</summary>
    public override string ToString() => Delivery.ToString();
}

/// <summary>What came of an attempt.</summary>
/// <param name="Ends">The state that it ends in; null when it is to be tried again.</param>
/// <param name="Failure">Code of the failure, never what the other side said.</param>
internal sealed record DeliveryOutcome(DeliveryState? Ends, string Failure)
{
    public static DeliveryOutcome Arrived { get; } = new(DeliveryState.Delivered, "");

    /// <summary>Its receiver is gone.</summary>
    public static DeliveryOutcome Unwanted(string failure) => new(DeliveryState.Dropped, failure);

    /// <summary>No repetition will change it.</summary>
    public static DeliveryOutcome Refused(string failure) => new(DeliveryState.GivenUp, failure);

    public static DeliveryOutcome Later(string failure) => new(null, failure);
}
