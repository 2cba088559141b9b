namespace KonTum.Tthc.Infrastructure.Signing.Providers;

/// <summary>Takes in the whole body within the time of an attempt and up to a limit, so that neither drips nor floods get further.</summary>
/// <param name="maxBytes">Largest body.</param>
internal sealed class BoundedBodyHandler(long maxBytes) : DelegatingHandler
{
    /// <inheritdoc />
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var response = await base.SendAsync(request, cancellationToken);
        try
        {
            await response.Content.LoadIntoBufferAsync(maxBytes, cancellationToken);
            return response;
        }
        catch
        {
            response.Dispose();
            throw;
        }
    }
}
