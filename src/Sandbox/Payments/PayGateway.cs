using System.Globalization;
using KonTum.Tthc.Sandbox.Faults;
using KonTum.Tthc.Sandbox.Gateways;

namespace KonTum.Tthc.Sandbox.Payments;

/// <summary>
/// A payment gateway in the style of Việt Nam's: a signed redirect to its page, a signed callback, and signed calls to ask and to give
/// back. Codes: 00 done, 01 unknown order, 03 malformed, 05 not possible, 97 signature wrong, 99 something else.
/// </summary>
internal sealed class PayGateway(PayOrders orders, PayMerchant merchant, FaultEngine faults, TimeProvider time) : IFaultWords
{
    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost("/payments/query", context => RunAsync(context, FaultCalls.Status, Query)).DisableAntiforgery();
        routes.MapPost("/payments/refund", context => RunAsync(context, FaultCalls.Refund, Refund)).DisableAntiforgery();
    }

    public static string Word(PayState state) => state switch
    {
        PayState.Paid => "paid", PayState.GivenUp => "given_up", PayState.Refused => "refused", PayState.Expired => "expired", _ => "open",
    };

    public IResult Say(FaultOrder fault, FaultSubject subject) => fault.Fault == FaultKind.Code
        ? Answer(fault.Code ?? "99", fault.Message ?? "", [])
        : Wire.Answer(new { tt_code = "99", tt_message = "internal error" }, StatusCodes.Status500InternalServerError);

    private async Task RunAsync(HttpContext context, string call, Func<Dictionary<string, string>, IResult> act)
    {
        var result = await faults.RunAsync(context, new FaultSubject(GatewayNames.Payments, call), this, async () =>
        {
            var form = await context.Request.ReadFormAsync(context.RequestAborted);
            var fields = form.ToDictionary(f => f.Key, f => f.Value.ToString(), StringComparer.Ordinal);
            return PaySignature.Fits(fields, merchant.Key) && fields.GetValueOrDefault("tt_merchant") == merchant.Name
                ? act(fields)
                : Answer("97", "signature wrong", []);
        });
        await result.ExecuteAsync(context);
    }

    private IResult Query(Dictionary<string, string> asked)
    {
        var id = asked.GetValueOrDefault("tt_order", "");
        if (orders.Find(id) is not { } order)
            return Answer("01", "unknown order", new() { ["tt_order"] = id });
        return Answer("00", "", new()
        {
            ["tt_order"] = id,
            ["tt_status"] = Word(order.StateAt(time.GetUtcNow())),
            ["tt_amount"] = (order.State == PayState.Paid ? order.PaidAmount : order.Amount).ToString(CultureInfo.InvariantCulture),
            ["tt_currency"] = order.Currency,
            ["tt_reference"] = order.Reference,
            ["tt_paid"] = order.PaidAt is { } at ? PayTime.Write(at) : "",
        });
    }

    private IResult Refund(Dictionary<string, string> asked)
    {
        var (id, refund) = (asked.GetValueOrDefault("tt_order", ""), asked.GetValueOrDefault("tt_refund", ""));
        var said = new Dictionary<string, string> { ["tt_order"] = id, ["tt_refund"] = refund };
        if (orders.Find(id) is not { } order)
            return Answer("01", "unknown order", said);
        if (refund.Length == 0 || !long.TryParse(asked.GetValueOrDefault("tt_amount"), NumberStyles.None, CultureInfo.InvariantCulture, out var amount))
            return Answer("03", "malformed", said);
        if (orders.Refund(order, refund, amount) is not { } begun)
            return Answer("05", "cannot be given back", said);
        said["tt_status"] = time.GetUtcNow() >= begun.DoneAt ? "done" : "processing";
        return Answer("00", "", said);
    }

    private IResult Answer(string code, string message, Dictionary<string, string> fields)
    {
        fields["tt_merchant"] = merchant.Name;
        fields["tt_code"] = code;
        fields["tt_message"] = message;
        return Results.Json(PaySignature.Add(fields, merchant.Key));
    }
}
