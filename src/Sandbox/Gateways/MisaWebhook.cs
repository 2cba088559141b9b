namespace KonTum.Tthc.Sandbox.Gateways;

/// <summary>MISA's call back to the address that its customer has registered. It carries no proof of who sends it.</summary>
internal sealed class MisaWebhook(IHttpClientFactory clients, Settlements settlements, CallbackAddresses addresses)
{
    /// <summary>Calls once the request is settled, if an address is registered now.</summary>
    public void Promise(SigningRequest started, string clientId)
    {
        if (addresses.Of(GatewayNames.Misa)?.ResultUrl is { } url)
            settlements.WhenSettled(started, (request, state, cancellation) => SendAsync(url, clientId, request, state, cancellation));
    }

    private async Task SendAsync(string url, string clientId, SigningRequest request, SigningState state, CancellationToken cancellation)
    {
        var (status, errorCode, _) = MisaCodes.Of(request, state);
        using var client = clients.CreateClient(nameof(MisaWebhook));
        using var taken = await client.PostAsJsonAsync(
            url,
            new
            {
                messageId = Guid.NewGuid(),
                clientId,
                extraData = new { },
                status,
                errorCode,
                transactionId = request.TransactionId,
                signatures = state == SigningState.Signed ? MisaGateway.Signatures(request) : [],
            },
            cancellation);
    }
}
