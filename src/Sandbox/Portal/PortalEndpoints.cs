using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using KonTum.Tthc.Sandbox.Control;

namespace KonTum.Tthc.Sandbox.Portal;

/// <summary>The portal's exchange, the page that shows what it holds, and the calls that steer it.</summary>
internal static class PortalEndpoints
{
    private const int LargestBody = 16 * 1024 * 1024;

    private sealed record Change(string? Field, string? Value);

    private sealed record Original(string? From);

    public static void Map(IEndpointRouteBuilder routes)
    {
        var face = routes.ServiceProvider.GetRequiredService<PortalFace>();
        routes.MapPost("/portal/login", (HttpContext http, CancellationToken _) => TakeAsync(http, body => Task.FromResult(face.LogIn(body))));
        routes.MapPost("/portal/service", (HttpContext http, CancellationToken _) => TakeAsync(http, body => face.ServeAsync(body, http.RequestAborted)));
        routes.MapGet("/portal", (HttpContext http) => Page(http, face));

        var control = routes.MapGroup("/control/portal").AddEndpointFilter(ControlEndpoints.OnlyFromHere);
        control.MapGet("", () => Wire.Answer(new
        {
            dossiers = face.Dossiers.Select(d => new { code = d.Code, item = d.Item, statuses = d.Statuses, steps = d.Steps }),
            calls = face.Calls,
        }));
        control.MapDelete("", () => Forget(face, null));
        control.MapDelete("/dossiers/{code}", (string code) => Forget(face, code));
        control.MapPut("/dossiers/{code}", (string code, HttpContext http, CancellationToken _) => ChangeAsync(face, code, http));
        control.MapPut("/dossiers/{code}:copy", (string code, HttpContext http, CancellationToken _) => CopyAsync(face, code, http));
        control.MapPost("/sessions:end", () =>
        {
            face.EndSessions();
            return Wire.Answer(new { ended = true });
        });
        control.MapPut("/faults", (HttpContext http, CancellationToken _) => OrderAsync(face, http));
        control.MapDelete("/faults", () =>
        {
            face.Faults.Clear();
            return Wire.Answer(new { faults = Array.Empty<object>() });
        });
    }

    private static IResult Forget(PortalFace face, string? code)
    {
        face.Forget(code);
        return Wire.Answer(new { forgotten = true });
    }

    private static async Task<IResult> ChangeAsync(PortalFace face, string code, HttpContext http) =>
        await ControlEndpoints.ReadAsync<Change>(http.Request, http.RequestAborted) is { Field: { } field, Value: { } value } && face.Break(code, field, value)
            ? Wire.Answer(new { code, field, value })
            : Wire.Answer(new { error = "field and value are wanted, of a dossier that is there" }, StatusCodes.Status404NotFound);

    private static async Task<IResult> CopyAsync(PortalFace face, string code, HttpContext http) =>
        await ControlEndpoints.ReadAsync<Original>(http.Request, http.RequestAborted) is { From: { } from } && face.Copy(from, code)
            ? Wire.Answer(new { code, from })
            : Wire.Answer(new { error = "from must be a dossier that is there" }, StatusCodes.Status404NotFound);

    private static async Task<IResult> OrderAsync(PortalFace face, HttpContext http) =>
        await ControlEndpoints.ReadAsync<PortalFault>(http.Request, http.RequestAborted) is { } wanted && face.Faults.Order(wanted)
            ? Wire.Answer(new { fault = wanted.Fault, times = wanted.Times ?? 1 })
            : Wire.Answer(new { error = $"fault must be one of {string.Join(", ", PortalFaults.Known)}" }, StatusCodes.Status400BadRequest);

    private static async Task<IResult> TakeAsync(HttpContext http, Func<JsonObject, Task<IResult>> act)
    {
        if (http.Request.ContentLength > LargestBody) return Results.StatusCode(StatusCodes.Status413PayloadTooLarge);
        try
        {
            return await JsonNode.ParseAsync(http.Request.Body, cancellationToken: http.RequestAborted) is JsonObject body
                ? await act(body)
                : Results.StatusCode(StatusCodes.Status400BadRequest);
        }
        catch (JsonException)
        {
            return Results.StatusCode(StatusCodes.Status400BadRequest);
        }
    }

    private static IResult Page(HttpContext http, PortalFace face)
    {
        var dossiers = face.Dossiers;
        var rows = Markup.Join(dossiers.Select(d => Markup.Of($"""
            <section class="card">
            <h2><code>{d.Code}</code></h2>
            <p>{Text(d, "TenTTHC")} – {Text(d, "DonViXuLy")}</p>
            <p>Trạng thái: <strong>{Text(d, "TrangThaiHoSo")}</strong>; {Due(d)}đã nhận lần lượt: {string.Join(" → ", d.Statuses)}</p>
            <ul>{Markup.Join(d.Steps.Select(s => Markup.Of($"<li>{(string?)s["ThoiDiemXuLy"]} – {(string?)s["NoiDungXuLy"]} ({(string?)s["PhongBanXuLy"]})</li>")))}</ul>
            </section>
            """)));
        return Sandbox.Page.Answer(http, "Cổng Dịch vụ công quốc gia (trình diễn)", Markup.Of($"""
            <main>
            <h1>Cổng Dịch vụ công quốc gia (trình diễn)</h1>
            <p class="sub">{dossiers.Count} hồ sơ đã đồng bộ. <span lang="en">Dossiers that the exchange has taken in.</span></p>
            {rows}
            </main>
            """));
    }

    /// <summary>"hẹn trả: 17:00 ngày 27/11/2026; ", and nothing where nothing is promised. The exchange writes yyyyMMddHHmmss.</summary>
    private static string Due(PortalDossier dossier) => Text(dossier, "NgayHenTra") is not { Length: > 0 } due ? ""
        : DateTime.TryParseExact(due, "yyyyMMddHHmmss", CultureInfo.InvariantCulture, DateTimeStyles.None, out var time)
            ? time.ToString("'hẹn trả: 'HH:mm 'ngày' dd/MM/yyyy'; '", CultureInfo.InvariantCulture)
            : $"hẹn trả: {due}; ";

    private static string Text(PortalDossier dossier, string member) => dossier.Item[member]?.ToString() ?? "";
}
