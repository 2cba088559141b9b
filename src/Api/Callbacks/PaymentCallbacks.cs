using KonTum.Tthc.Application.Payments;

namespace KonTum.Tthc.Api.Callbacks;

/// <summary>
/// Where the payment service tells what became of an order. It signs its calls; what they say is still only a reason to ask it. The answer is
/// always 200 with a code in its own words (docs/payments.md); "00", "01" and "04" end it, after anything else the call comes again.
/// </summary>
internal static class PaymentCallbacks
{
    private const int MostFields = 32;
    private const int LongestField = 500;

    public static void MapPaymentCallbacks(this WebApplication app) => app
        .MapGet(ProviderCallbacks.Prefix + "/payments", (Delegate)TakeAsync)
        .RequireRateLimiting(ProviderCallbacks.Limiter)
        .ExcludeFromDescription();

    private static async Task<IResult> TakeAsync(HttpContext http)
    {
        var query = http.Request.Query;
        var isReadable = query.Count <= MostFields && query.All(f => f.Value.Count == 1 && f.Key.Length + f.Value[0]!.Length <= LongestField);
        var answer = isReadable
            ? await http.RequestServices.GetRequiredService<IPaymentNotices>().TakeAsync(
                query.ToDictionary(f => f.Key, f => f.Value.ToString(), StringComparer.Ordinal), http.RequestAborted)
            : NoticeAnswer.Forged;
        var (code, message) = answer switch
        {
            NoticeAnswer.Taken => ("00", "taken"),
            NoticeAnswer.UnknownOrder => ("01", "unknown order"),
            NoticeAnswer.OtherAmount => ("04", "other amount"),
            NoticeAnswer.Forged => ("97", "signature wrong"),
            _ => ("99", "try again"),
        };
        return Results.Json(new { code, message });
    }
}
