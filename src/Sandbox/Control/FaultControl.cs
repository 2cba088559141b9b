using System.Text.Json;
using KonTum.Tthc.Sandbox.Faults;
using KonTum.Tthc.Sandbox.Gateways;

namespace KonTum.Tthc.Sandbox.Control;

/// <summary><c>/control/faults</c>: what shall go wrong.</summary>
internal static class FaultControl
{
    private const int LongestText = 500;
    private const double LongestSeconds = 24 * 60 * 60;

    private sealed record Order(
        string? Gateway, string? CaName, string? UserId, string? Call, string? Fault, int? Times, int? After, double? Seconds, bool? ActsFirst,
        JsonElement? Code, string? Message);

    public static void Map(RouteGroupBuilder control)
    {
        control.MapGet("/faults", (FaultRegister register) => List(register));
        control.MapPut("/faults", PutAsync);
        control.MapDelete("/faults", Remove);
    }

    private static async Task<IResult> PutAsync(HttpRequest request, FaultRegister register, CancellationToken cancellation)
    {
        if (await ControlEndpoints.ReadAsync<Order>(request, cancellation) is not { } wanted)
            return Bad("the body is not the JSON object that was expected");
        if (FaultNames.Find(wanted.Fault) is not { } fault)
            return Bad($"fault must be one of {string.Join(", ", FaultNames.All.Select(one => one.Name))}");
        if (wanted.Gateway is { } gateway && !GatewayNames.WithFaults.Contains(gateway))
            return Bad($"gateway must be one of {string.Join(", ", GatewayNames.WithFaults)}");
        if (wanted.Call is { } call && !FaultCalls.All.Contains(call))
            return Bad($"call must be one of {string.Join(", ", FaultCalls.All)}");
        if (wanted.Times is < 1 || wanted.After is < 0)
            return Bad("times must be 1 or more, after 0 or more");
        if (wanted.Seconds is < 0 or > LongestSeconds)
            return Bad($"seconds must be 0 to {LongestSeconds}");
        var code = wanted.Code is { ValueKind: JsonValueKind.String or JsonValueKind.Number } given ? given.ToString() : null;
        if (fault.Kind == FaultKind.Code ? code is not { Length: > 0 and <= LongestText } : code is not null)
            return Bad("code is wanted with the fault \"code\", and only there");
        register.Put(new FaultOrder(
            fault.Kind, wanted.Gateway, wanted.CaName, wanted.UserId, wanted.Call, wanted.Times, wanted.After ?? 0, wanted.Seconds,
            wanted.ActsFirst ?? false, code, wanted.Message));
        return List(register);
    }

    private static IResult Remove(HttpRequest request, FaultRegister register)
    {
        static string? Given(string? text) => string.IsNullOrEmpty(text) ? null : text;
        var query = request.Query;
        var name = Given(query["fault"]);
        if (name is not null && FaultNames.Find(name) is null)
            return Bad("fault is not known");
        var removed = register.Remove(
            Given(query["gateway"]), Given(query["ca_name"]), Given(query["user_id"]), FaultNames.Find(name)?.Kind);
        return Wire.Answer(new { removed });
    }

    private static IResult List(FaultRegister register) => Wire.Answer(new
    {
        faults = register.List().Select(order => new
        {
            fault = FaultNames.Of(order.Fault).Name,
            order.Gateway,
            order.CaName,
            order.UserId,
            order.Call,
            order.Times,
            order.After,
            order.Seconds,
            order.ActsFirst,
            order.Code,
            order.Message,
        }),
    });

    private static IResult Bad(string error) => Wire.Answer(new { error }, StatusCodes.Status400BadRequest);
}
