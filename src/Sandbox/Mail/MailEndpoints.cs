using KonTum.Tthc.Sandbox.Control;
using KonTum.Tthc.Sandbox.Demonstration;

namespace KonTum.Tthc.Sandbox.Mail;

/// <summary>The SMS gateway, the page that shows mail and SMS, and the calls that steer both.</summary>
internal static class MailEndpoints
{
    private const int MostLetters = 1000;

    private sealed record Sms(string? MessageId, string? Sender, string? To, string? Text);

    private sealed record Fault(string? Channel, string? Kind, int? Times);

    public static void Map(IEndpointRouteBuilder routes)
    {
        var mailbox = routes.ServiceProvider.GetRequiredService<Mailbox>();
        var smtp = routes.ServiceProvider.GetRequiredService<SmtpSink>();
        var people = routes.ServiceProvider.GetRequiredService<DemonstrationPeople>();
        var time = routes.ServiceProvider.GetRequiredService<TimeProvider>();
        routes.MapPost("/sms/messages", (HttpContext http, CancellationToken _) => TakeSmsAsync(http, mailbox, people, time));
        routes.MapGet("/mailbox", (HttpContext http) => ShowPage(http, mailbox));

        var control = routes.MapGroup("/control/mailbox").AddEndpointFilter(ControlEndpoints.OnlyFromHere);
        control.MapGet("", () => Wire.Answer(new { smtp_port = smtp.Port, duplicates = mailbox.Duplicates, messages = mailbox.Messages }));
        control.MapDelete("", () =>
        {
            mailbox.Clear();
            return Wire.Answer(new { messages = Array.Empty<object>() });
        });
        control.MapPut("/faults", (HttpContext http, CancellationToken _) => OrderAsync(http, mailbox));
    }

    private static async Task<IResult> TakeSmsAsync(HttpContext http, Mailbox mailbox, DemonstrationPeople people, TimeProvider time)
    {
        if (http.Request.Headers.Authorization != $"Bearer {people.Password}") return Wire.Answer(new { error = "unauthorized" }, StatusCodes.Status401Unauthorized);
        var sms = await ControlEndpoints.ReadAsync<Sms>(http.Request, http.RequestAborted);
        var fault = mailbox.TakeFault("sms");
        if (fault == "unavailable") return Wire.Answer(new { error = "unavailable" }, StatusCodes.Status503ServiceUnavailable);
        if (fault == "slow") await Task.Delay(TimeSpan.FromSeconds(5), time, http.RequestAborted);
        if (fault == "refused" || sms is not { MessageId.Length: > 0, Sender.Length: > 0, To.Length: > 8, Text.Length: > 0 } || sms.Text.Length > MostLetters)
            return Wire.Answer(new { error = "message_id, sender, to and text are wanted" }, StatusCodes.Status422UnprocessableEntity);
        mailbox.Take(new TakenMessage("sms", sms.MessageId, sms.Sender, sms.To, "", sms.Text, "", time.GetUtcNow()));
        return Wire.Answer(new { message_id = sms.MessageId, status = "accepted" }, StatusCodes.Status202Accepted);
    }

    private static async Task<IResult> OrderAsync(HttpContext http, Mailbox mailbox)
    {
        var wanted = await ControlEndpoints.ReadAsync<Fault>(http.Request, http.RequestAborted);
        if (wanted is not { Channel: "mail" or "sms", Kind: { } kind } || !Mailbox.Faults.Contains(kind) || wanted.Times is < 1)
            return Wire.Answer(new { error = $"channel must be mail or sms, kind one of {string.Join(", ", Mailbox.Faults)}" }, StatusCodes.Status400BadRequest);
        mailbox.Order(wanted.Channel, kind, wanted.Times ?? 1);
        return Wire.Answer(new { channel = wanted.Channel, kind, times = wanted.Times ?? 1 });
    }

    private static IResult ShowPage(HttpContext http, Mailbox mailbox)
    {
        var messages = mailbox.Messages;
        var cards = Markup.Join(messages.Select(m => Markup.Of($"""
            <section class="card">
            <h2>{(m.Channel == "sms" ? "Tin nhắn" : "Thư")}: {(m.Subject.Length > 0 ? m.Subject : m.To)}</h2>
            <p class="sub">{m.From} → {m.To}, {m.At.ToOffset(TimeSpan.FromHours(7)).ToString("HH:mm:ss dd/MM/yyyy", System.Globalization.CultureInfo.InvariantCulture)}</p>
            {Markup.Join(m.Text.Split('\n').Select(line => Markup.Of($"<div>{(line.Trim().Length > 0 ? line : " ")}</div>")))}
            </section>
            """)));
        return Page.Answer(http, "Hộp thư trình diễn", Markup.Of($"""
            <main>
            <h1>Hộp thư</h1>
            <p class="sub">{messages.Count} thư và tin nhắn đã nhận, mới nhất trước. Không thư nào được chuyển đi. <span lang="en">Mail and SMS that the platform sent.</span></p>
            {cards}
            </main>
            """));
    }
}
