using System.Collections.Concurrent;
using System.Text.Json;

namespace KonTum.Tthc.Sandbox.Gateways;

/// <summary>Where a provider calls back to; agreed outside of its interface.</summary>
/// <param name="ResultUrl">Takes the results.</param>
/// <param name="AuthUrl">Hands out the token for it, where the provider asks for one.</param>
/// <param name="ClientId">What the provider shows there.</param>
/// <param name="ClientSecret">The secret of it.</param>
internal sealed record CallbackAddress(string? ResultUrl, string? AuthUrl, string? ClientId, string? ClientSecret);

/// <summary>The addresses as the control call has set them; only ones on this machine. A restart forgets them.</summary>
internal sealed class CallbackAddresses
{
    private readonly ConcurrentDictionary<string, CallbackAddress> addresses = new();

    public CallbackAddress? Of(string gateway) => addresses.GetValueOrDefault(gateway);

    /// <summary><c>PUT /control/gateways/{gateway}/callback</c>: <c>{result_url, auth_url?, client_id?, client_secret?}</c>, or <c>{}</c> for none.</summary>
    public async Task<IResult> SetAsync(string gateway, HttpContext context)
    {
        if (gateway is not (GatewayNames.MySign or GatewayNames.Misa))
            return Wire.Answer(new { error = "gateway must be mysign or misa" }, StatusCodes.Status404NotFound);
        if (await PlainWire.ReadObjectAsync(context) is not { } body)
            return Wire.Answer(new { error = "a JSON object is expected" }, StatusCodes.Status400BadRequest);
        var wanted = new CallbackAddress(body.Text("result_url"), body.Text("auth_url"), body.Text("client_id"), body.Text("client_secret"));
        if (new[] { wanted.ResultUrl, wanted.AuthUrl }.Any(url => url is not null && !PublicAddress.IsLoopback(url)))
            return Wire.Answer(new { error = "only addresses of this machine are called" }, StatusCodes.Status400BadRequest);
        if (wanted.ResultUrl is null)
            addresses.TryRemove(gateway, out _);
        else
            addresses[gateway] = wanted;
        return Wire.Answer(new { gateway, result_url = wanted.ResultUrl, auth_url = wanted.AuthUrl });
    }
}
