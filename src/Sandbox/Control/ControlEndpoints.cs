using System.Net;
using System.Text.Json;
using KonTum.Tthc.Sandbox.Authorities;
using KonTum.Tthc.Sandbox.Demonstration;
using KonTum.Tthc.Sandbox.Gateways;
using KonTum.Tthc.Sandbox.Payments;

namespace KonTum.Tthc.Sandbox.Control;

/// <summary>How tests and demonstrations steer the outside world. Only from this machine.</summary>
internal static class ControlEndpoints
{
    private const int LongestLifetimeSeconds = 24 * 60 * 60;

    private sealed record GatewaySetting(bool? Available, int? ConfirmationLifetimeSeconds);

    public static void Map(IEndpointRouteBuilder routes)
    {
        var control = routes.MapGroup("/control").AddEndpointFilter(OnlyFromHere);
        control.MapPut("/gateways/{gateway}", SetGatewayAsync);
        control.MapPut("/gateways/{gateway}/callback", (string gateway, HttpContext context, CallbackAddresses addresses) =>
            addresses.SetAsync(gateway, context));
        control.MapPost("/certificates/{serial}:revoke", RevokeAsync);
        control.MapGet("/people", PeopleAsync);
        FaultControl.Map(control);
        PhoneControl.Map(control);
        PayControl.Map(control);
    }

    /// <summary>The body of a control call; null when it is not what was expected.</summary>
    public static async Task<T?> ReadAsync<T>(HttpRequest request, CancellationToken cancellation) where T : class
    {
        try
        {
            return await JsonSerializer.DeserializeAsync<T>(request.Body, Wire.Json, cancellation);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    internal static async ValueTask<object?> OnlyFromHere(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var http = context.HttpContext;
        return http.Connection.RemoteIpAddress is { } remote
            && IPAddress.IsLoopback(remote)
            && http.Request.Headers["Sec-Fetch-Site"] != "cross-site"
            ? await next(context)
            : Results.StatusCode(StatusCodes.Status403Forbidden);
    }

    private static async Task<IResult> SetGatewayAsync(
        string gateway, HttpRequest request, GatewaySwitches switches, CancellationToken cancellation)
    {
        if (!GatewayNames.All.Contains(gateway))
            return Problem(StatusCodes.Status404NotFound, $"gateway must be one of {string.Join(", ", GatewayNames.All)}");
        var wanted = await ReadAsync<GatewaySetting>(request, cancellation);
        if (wanted?.Available is not { } available)
            return Problem(StatusCodes.Status400BadRequest, "available must be true or false");
        if (wanted.ConfirmationLifetimeSeconds is < 1 or > LongestLifetimeSeconds)
            return Problem(StatusCodes.Status400BadRequest, $"confirmation_lifetime_seconds must be 1 to {LongestLifetimeSeconds}");
        var set = switches.Set(gateway, available, wanted.ConfirmationLifetimeSeconds);
        return Wire.Answer(new
        {
            gateway, available = set.Available, confirmation_lifetime_seconds = (int)set.ConfirmationLifetime.TotalSeconds,
        });
    }

    private static async Task<IResult> RevokeAsync(
        string serial, NationalPki pki, RevocationRegister revocations, CancellationToken cancellation)
    {
        if (pki.FindBySerial(serial) is not { } certificate)
            return Problem(StatusCodes.Status404NotFound, "no personal certificate has this serial number");
        var revoked = await revocations.RevokeAsync(certificate.Authority, certificate.SerialNumber, cancellation);
        return Wire.Answer(new
        {
            serial_number = revoked.SerialNumber, ca_name = certificate.Authority.CaName, revoked_at = Wire.Time(revoked.RevokedAt),
        });
    }

    private static async Task<IResult> PeopleAsync(
        DemonstrationPeople people, NationalPki pki, RevocationRegister revocations, CancellationToken cancellation)
    {
        var states = new Dictionary<Guid, CertificateState>();
        foreach (var certificate in pki.PersonalCertificates)
            states[certificate.Plan.CertId] = await revocations.StateAsync(certificate, cancellation);
        return Wire.Answer(new
        {
            demonstration_password = people.Password,
            agencies = people.Agencies,
            people = people.People.Select(person => new
            {
                sub = person.Sub,
                username = person.Username,
                client_id = person.ClientId,
                name = person.Name,
                email = person.Email,
                phone_number = person.PhoneNumber,
                identity_number = person.IdentityNumber,
                roles = person.Roles,
                agency = person.Agency,
                signing_accounts = person.Accounts.Select(account => new
                {
                    user_id = account.UserId,
                    ca_name = account.CaName,
                    certificates = account.Certificates.Select(plan => new
                    {
                        cert_id = plan.CertId,
                        service_type = plan.ServiceType,
                        serial_number = pki.PersonalCertificates.Single(c => c.Plan.CertId == plan.CertId).SerialNumber,
                        cert_status_code = states[plan.CertId].Code,
                    }),
                }),
            }),
        });
    }

    private static IResult Problem(int status, string error) => Wire.Answer(new { error }, status);
}
