using System.Globalization;
using Microsoft.AspNetCore.Antiforgery;

namespace KonTum.Tthc.Sandbox.Payments;

/// <summary>The gateway's page: the person sees what is to be paid, and pays or gives up. Then the browser goes back to the merchant.</summary>
internal static class PayPage
{
    private const string Path = "/payments/pay";
    private static readonly CultureInfo Vietnamese = CultureInfo.GetCultureInfo("vi-VN");

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet(Path, Open);
        routes.MapPost(Path + "/{order}", DecideAsync).DisableAntiforgery();
    }

    private static IResult Open(HttpContext context, PayOrders orders, PayMerchant merchant, IAntiforgery antiforgery, TimeProvider time)
    {
        var fields = context.Request.Query.ToDictionary(f => f.Key, f => f.Value.ToString(), StringComparer.Ordinal);
        var isOrder = PaySignature.Fits(fields, merchant.Key)
            && fields.GetValueOrDefault("tt_merchant") == merchant.Name
            && fields.GetValueOrDefault("tt_order") is { Length: > 0 and <= 64 }
            && long.TryParse(fields.GetValueOrDefault("tt_amount"), NumberStyles.None, CultureInfo.InvariantCulture, out var amount) && amount > 0
            && PayTime.IsOne(fields.GetValueOrDefault("tt_expires"));
        return isOrder
            ? Show(context, antiforgery, orders.Take(fields), time)
            : Notice(context, "Yêu cầu thanh toán không hợp lệ", "This is no valid request for payment.", StatusCodes.Status400BadRequest);
    }

    private static async Task<IResult> DecideAsync(
        string order, HttpContext context, PayOrders orders, PayCallbacks callbacks, IAntiforgery antiforgery, TimeProvider time)
    {
        if (!await antiforgery.IsRequestValidAsync(context))
            return Results.BadRequest();
        if (orders.Find(order) is not { } found)
            return Notice(context, "Không tìm thấy giao dịch", "There is no such order.", StatusCodes.Status404NotFound);
        var form = await context.Request.ReadFormAsync(context.RequestAborted);
        if (orders.Settle(found, form["act"] == "pay" ? PayState.Paid : PayState.GivenUp))
            callbacks.Tell(found);
        if (found.ReturnUrl.Length == 0)
            return Show(context, antiforgery, found, time);
        var separator = found.ReturnUrl.Contains('?', StringComparison.Ordinal) ? '&' : '?';
        return Results.Redirect($"{found.ReturnUrl}{separator}{PaySignature.Query(callbacks.Message(found))}");
    }

    private static IResult Show(HttpContext context, IAntiforgery antiforgery, PayOrder order, TimeProvider time)
    {
        var token = antiforgery.GetAndStoreTokens(context);
        var state = order.StateAt(time.GetUtcNow());
        var outcome = state switch
        {
            PayState.Paid => Markup.Of($"""<p id="outcome" class="notice good" role="status">Đã thanh toán. Mã giao dịch {order.Reference}. <span lang="en">Paid.</span></p>"""),
            PayState.Open => new Markup(""),
            PayState.Expired => Markup.Of($"""<p id="outcome" class="notice bad" role="status">Đã quá thời hạn thanh toán. <span lang="en">Too late.</span></p>"""),
            _ => Markup.Of($"""<p id="outcome" class="notice bad" role="status">Giao dịch đã bị hủy. <span lang="en">Cancelled.</span></p>"""),
        };
        var buttons = state != PayState.Open ? new Markup("") : Markup.Of($"""
            <form method="post" action="{Path}/{order.Order}">
            <input type="hidden" name="{token.FormFieldName}" value="{token.RequestToken}">
            <div class="buttons">
            <button type="submit" name="act" value="pay" class="confirm">Thanh toán</button>
            <button type="submit" name="act" value="give_up" class="reject">Hủy</button>
            </div>
            </form>
            """);
        return Page.Answer(context, "Cổng thanh toán trình diễn", Markup.Of($"""
            <main class="login">
            <header>
            <h1>Cổng thanh toán</h1>
            <p class="sub">Chỉ để trình diễn; không có tiền thật. <span lang="en">Demonstration only, no real money.</span></p>
            </header>
            {outcome}
            <section class="card">
            <dl>
            <dt>Đơn vị thụ hưởng</dt><dd>Trung tâm phục vụ hành chính công tỉnh Kon Tum (trình diễn)</dd>
            <dt>Nội dung</dt><dd>{order.Info}</dd>
            <dt>Số tiền</dt><dd id="amount"><strong>{order.Amount.ToString("#,0", Vietnamese)} đồng</strong></dd>
            <dt>Mã đơn hàng</dt><dd>{order.Order}</dd>
            <dt>Thanh toán trước</dt><dd>{order.ExpiresAt.ToOffset(TimeSpan.FromHours(7)).ToString("HH:mm:ss dd/MM/yyyy", CultureInfo.InvariantCulture)}</dd>
            </dl>
            {buttons}
            </section>
            </main>
            """), leadsToClients: true);
    }

    private static IResult Notice(HttpContext context, string vietnamese, string english, int status) => Page.Answer(
        context, "Cổng thanh toán trình diễn", Markup.Of($"""
            <main class="login"><h1>Cổng thanh toán</h1><p class="notice bad" role="alert">{vietnamese}. <span lang="en">{english}</span></p></main>
            """), status);
}
