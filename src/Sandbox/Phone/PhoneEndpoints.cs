using KonTum.Tthc.Sandbox.Gateways;

namespace KonTum.Tthc.Sandbox.Phone;

/// <summary>The signing app on the citizen's phone: two calls for programs, a page for people.</summary>
internal static class PhoneEndpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        var phone = routes.MapGroup("/phone").AddEndpointFilter(RefuseOtherSites);
        phone.MapGet("", PhonePage.Show);
        phone.MapGet("/requests", PhonePage.Fragment);
        phone.MapPost("/requests/{id:guid}/confirm", (Guid id, HttpContext context, SigningRequests requests) =>
            PhonePage.SettleAsync(id, context, requests.ConfirmAsync));
        phone.MapPost("/requests/{id:guid}/reject", (Guid id, HttpContext context, SigningRequests requests) =>
            PhonePage.SettleAsync(id, context, requests.RejectAsync));

        phone.MapGet("/api/requests", (HttpRequest request, SigningRequests requests) =>
        {
            var waiting = requests.Waiting(request.Query["user_id"], request.Query["ca_name"]);
            return Wire.Answer(new { requests = waiting.Select(one => Describe(one)) });
        });
        phone.MapPost("/api/requests/{id:guid}:confirm", async (Guid id, SigningRequests requests, CancellationToken cancellation) =>
            Outcome(await requests.ConfirmAsync(id, cancellation)));
        phone.MapPost("/api/requests/{id:guid}:reject", async (Guid id, SigningRequests requests, CancellationToken cancellation) =>
            Outcome(await requests.RejectAsync(id, cancellation)));
    }

    public static string StateName(SigningState state) => state switch
    {
        SigningState.Waiting => "waiting",
        SigningState.Signed => "signed",
        SigningState.Rejected => "rejected",
        SigningState.Expired => "expired",
        _ => "failed",
    };

    /// <summary>A page of another site must not press "Ký số" in the name of who looks at it.</summary>
    private static async ValueTask<object?> RefuseOtherSites(EndpointFilterInvocationContext context, EndpointFilterDelegate next) =>
        context.HttpContext.Request.Headers["Sec-Fetch-Site"] == "cross-site"
            ? Results.StatusCode(StatusCodes.Status403Forbidden)
            : await next(context);

    private static object Describe(SigningRequest request) => new
    {
        id = request.Id,
        ca_name = request.CaName,
        user_id = request.UserId,
        signer = request.Signer,
        description = request.Description,
        service_provider = request.ServiceProvider,
        created_at = Wire.Time(request.CreatedAt),
        expires_at = Wire.Time(request.ExpiresAt),
        documents = request.Documents.Select(document => new
        {
            doc_id = document.DocId,
            name = document.Name ?? document.DocId,
            file_type = document.FileType,
            digest = Convert.ToHexStringLower(document.Digest),
        }),
    };

    private static IResult Outcome(Settlement? settlement) => settlement switch
    {
        null => Wire.Answer(new { error = "not_found" }, StatusCodes.Status404NotFound),
        { Won: true } => Wire.Answer(new { id = settlement.Request.Id, state = StateName(settlement.State) }),
        _ => Wire.Answer(
            new { id = settlement.Request.Id, state = StateName(settlement.State), error = "no_longer_waiting" }, StatusCodes.Status409Conflict),
    };
}
