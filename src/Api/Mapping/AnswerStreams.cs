using Grpc.Core;

namespace KonTum.Tthc.Api.Mapping;

/// <summary>Sends streams of answers until they end, the caller leaves, or the node goes down.</summary>
internal sealed class AnswerStreams(IHostApplicationLifetime lifetime)
{
    /// <summary>Sends what a use case streams.</summary>
    /// <param name="open">Opens the stream of the use case.</param>
    /// <param name="map">Makes a message of an item.</param>
    /// <param name="answers">Where the messages go.</param>
    /// <param name="context">The call.</param>
    public async Task SendAsync<TItem, TMessage>(
        Func<CancellationToken, IAsyncEnumerable<TItem>> open,
        Func<TItem, TMessage> map,
        IServerStreamWriter<TMessage> answers,
        ServerCallContext context)
    {
        // A stream may last for hours; without this, stopping the node would wait for it until it is killed.
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(context.CancellationToken, lifetime.ApplicationStopping);
        await foreach (var item in open(stop.Token).WithCancellation(stop.Token))
        {
            await answers.WriteAsync(map(item), context.CancellationToken);
        }
    }
}
