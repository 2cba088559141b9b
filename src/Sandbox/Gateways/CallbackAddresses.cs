using System.Collections.Concurrent;
using KonTum.Tthc.Sandbox.Control;

namespace KonTum.Tthc.Sandbox.Gateways;

/// <summary>Where a provider calls back to; agreed outside of its interface.</summary>
/// <param name="ResultUrl">Takes the results; null for none.</param>
/// <param name="AuthUrl">Hands out the token for it, where the provider asks for one.</param>
/// <param name="ClientId">What the provider shows there.</param>
/// <param name="ClientSecret">The secret of it.</param>
internal sealed record CallbackAddress(string? ResultUrl, string? AuthUrl, string? ClientId, string? ClientSecret);

/// <summary>
/// The addresses as the control call has set them, or else as configured (<c>Sandbox:Callbacks:{gateway}:ResultUrl</c> and so on); only
/// ones on this machine.
/// </summary>
internal sealed class CallbackAddresses(IConfiguration configuration)
{
    private readonly ConcurrentDictionary<string, CallbackAddress> addresses = new();

    public CallbackAddress? Of(string gateway) =>
        addresses.GetOrAdd(gateway, Configured) is { ResultUrl: not null } address ? address : null;

    /// <summary><c>PUT /control/gateways/{gateway}/callback</c>: <c>{result_url, auth_url?, client_id?, client_secret?}</c>, or <c>{}</c> for none.</summary>
    public async Task<IResult> SetAsync(string gateway, HttpContext context)
    {
        if (!GatewayNames.WithCallbacks.Contains(gateway))
            return Wire.Answer(new { error = $"gateway must be one of {string.Join(", ", GatewayNames.WithCallbacks)}" }, StatusCodes.Status404NotFound);
        if (await ControlEndpoints.ReadAsync<CallbackAddress>(context.Request, context.RequestAborted) is not { } wanted)
            return Wire.Answer(new { error = "a JSON object is expected" }, StatusCodes.Status400BadRequest);
        if (!IsHere(wanted))
            return Wire.Answer(new { error = "only addresses of this machine are called" }, StatusCodes.Status400BadRequest);
        addresses[gateway] = wanted;
        return Wire.Answer(new { gateway, result_url = wanted.ResultUrl, auth_url = wanted.AuthUrl });
    }

    /// <summary>The sandbox must not be made to call the world.</summary>
    private static bool IsHere(CallbackAddress address) =>
        new[] { address.ResultUrl, address.AuthUrl }.All(url => url is null || PublicAddress.IsLoopback(url));

    private CallbackAddress Configured(string gateway)
    {
        var section = configuration.GetSection($"Sandbox:Callbacks:{gateway}");
        var address = new CallbackAddress(section["ResultUrl"], section["AuthUrl"], section["ClientId"], section["ClientSecret"]);
        return IsHere(address)
            ? address
            : throw new InvalidOperationException($"Sandbox:Callbacks:{gateway} names an address that is not on this machine.");
    }
}
