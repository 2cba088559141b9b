using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using KonTum.Tthc.Application.Exchange;
using KonTum.Tthc.Infrastructure.Outbox;
using KonTum.Tthc.Infrastructure.Signing.Providers;
using Microsoft.Extensions.Options;

namespace KonTum.Tthc.Infrastructure.Messages;

/// <summary>
/// The way out by SMS: <c>POST {message_id, sender, to, text}</c> with a bearer token; 2xx means taken. Each provider has an interface of its
/// own; this small one is the sandbox's, and what a province's provider wants takes the place of this class.
/// </summary>
internal sealed class SmsDeliveries(IOptions<SmsOptions> options) : IDeliverySender, IDisposable
{
    private readonly HttpClient _http = new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false, UseCookies = false, ActivityHeadersPropagator = null, PooledConnectionLifetime = TimeSpan.FromMinutes(5),
    })
    {
        Timeout = TimeSpan.FromSeconds(options.Value.TimeoutSeconds), MaxResponseContentBufferSize = 64 * 1024,
    };

    public IReadOnlyList<DeliveryChannel> Channels { get; } = [DeliveryChannel.Sms];

    public DeliveryPace Pace { get; } = new(
        TimeSpan.FromSeconds(options.Value.TimeoutSeconds), TimeSpan.FromSeconds(options.Value.FirstDelaySeconds), TimeSpan.FromHours(1),
        TimeSpan.FromHours(options.Value.GiveUpAfterHours), Lanes: 4);

    public async Task<IReadOnlyList<DeliveryOutcome>> SendAsync(IReadOnlyList<OpenedDelivery> deliveries, CancellationToken cancellationToken)
    {
        const string setting = $"{SmsOptions.Section}:Credentials";
        var (delivery, body) = deliveries.Single();
        var content = JsonSerializer.Deserialize<SmsContent>(body)!;
        var secrets = SecretReading.Secrets(new SecretReading().Follow(options.Value.Credentials, setting), setting);
        using var request = new HttpRequestMessage(HttpMethod.Post, options.Value.Url)
        {
            Content = new StringContent(
                JsonSerializer.Serialize(new { message_id = delivery.Id, sender = options.Value.Sender, to = content.To, text = content.Text }),
                Encoding.UTF8, "application/json"),
        };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", secrets["token"]);
        using var answer = await _http.SendAsync(request, cancellationToken);
        if (answer.IsSuccessStatusCode) return [DeliveryOutcome.Arrived];

        var code = $"SMS_{(int)answer.StatusCode}";
        // The message itself is wrong: no repetition will change it. Everything else may be better later, also a token that ran out.
        return [answer.StatusCode is HttpStatusCode.BadRequest or HttpStatusCode.UnprocessableEntity ? DeliveryOutcome.Refused(code) : DeliveryOutcome.Later(code)];
    }

    public void Dispose() => _http.Dispose();
}
