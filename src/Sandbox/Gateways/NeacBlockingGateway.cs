namespace KonTum.Tthc.Sandbox.Gateways;

/// <summary>
/// The national gateway as the code of two portals uses it: the sign call returns only after the phone, with the signatures in its
/// answer under the name that QĐ 769 gives them (<c>signed_files</c>). Accounts, transactions and the phone are those of the other mode.
/// </summary>
internal sealed class NeacBlockingGateway(GatewayWorld world, ILogger<NeacGateway> logger) : NeacGateway(world, logger)
{
    protected override string BasePath => "/neac-blocking";

    protected override Task<IResult> AnswerStartedAsync(SigningRequest request, HttpContext context) => AnswerSettledAsync(request, context);
}
