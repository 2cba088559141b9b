using System.Globalization;
using System.Text;
using System.Text.Json;
using KonTum.Tthc.Application.Payments;
using KonTum.Tthc.Domain.Failures;
using KonTum.Tthc.Domain.Payments;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Polly.CircuitBreaker;
using Polly.Timeout;

namespace KonTum.Tthc.Infrastructure.Payments;

/// <summary>
/// A payment service in the style of Việt Nam's gateways: a signed redirect to its page, signed callbacks, and signed calls to ask and to
/// give back. The wire format stands in docs/payments.md. An answer whose signature is wrong, or that is about something else than was
/// asked, is none.
/// </summary>
internal sealed partial class PaymentGateway(
    IHttpClientFactory clients, IOptions<PaymentOptions> options, TimeProvider time, ILogger<PaymentGateway> log) : IPaymentGateway
{
    /// <summary>Name of the HTTP client.</summary>
    public const string ClientName = "payments";

    /// <summary>Largest answer in bytes.</summary>
    public const int MaxAnswerBytes = 64 * 1024;

    private const string Currency = "VND";

    private const string TimeForm = "yyyyMMddHHmmss";

    /// <summary>Times on the wire are those of Việt Nam, as its gateways have it.</summary>
    private static readonly TimeSpan Offset = TimeSpan.FromHours(7);

    private readonly PaymentOptions _options = options.Value;
    private readonly Lazy<(string Merchant, byte[] Key)> _account = new(() =>
    {
        var credentials = options.Value.ReadCredentials();
        return (credentials["merchant"], Encoding.UTF8.GetBytes(credentials["hash_key"]));
    });

    /// <inheritdoc />
    public bool IsOffered => _options.BaseUrl.Length > 0;

    /// <inheritdoc />
    public bool IsTrustedReturn(string uri) =>
        ReturnAddresses.OriginOf(uri) is { } origin
        && _options.TrustedOrigins.Any(o => string.Equals(o.TrimEnd('/'), origin, StringComparison.OrdinalIgnoreCase));

    /// <inheritdoc />
    public Task<string> OpenAsync(PaymentOrder order, CancellationToken cancellationToken)
    {
        if (!IsOffered) throw Failures.OnlinePaymentNotOffered.Because();
        var message = Sign(
            ("tt_version", "1"),
            ("tt_order", order.PaymentId.ToString("N")),
            ("tt_amount", Text(order.Amount)),
            ("tt_currency", Currency),
            ("tt_info", order.Description),
            ("tt_return", order.ReturnUri.Length > 0 ? order.ReturnUri : _options.ReturnUri),
            ("tt_created", Text(order.OpenedAt)),
            ("tt_expires", Text(order.ExpiresAt)));
        return Task.FromResult($"{Address("pay")}?{GatewayMessage.Encode(message)}");
    }

    /// <inheritdoc />
    public async Task<OrderStatus> QueryAsync(Guid paymentId, CancellationToken cancellationToken)
    {
        var order = paymentId.ToString("N");
        var answer = await AskAsync("query", cancellationToken, ("tt_order", order), ("tt_time", Text(time.GetUtcNow())));
        return answer.GetValueOrDefault("tt_code") switch
        {
            // Nobody has opened the page yet: an order comes into being there.
            "01" => new OrderOpen(),
            "00" => answer.GetValueOrDefault("tt_status") switch
            {
                "open" => new OrderOpen(),
                "paid" when answer.GetValueOrDefault("tt_currency") == Currency && Amount(answer) is { } amount && Time(answer.GetValueOrDefault("tt_paid", "")) is { } at =>
                    new OrderPaid(amount, Reference(answer), at),
                "given_up" => new OrderFailed(Failures.PaymentGivenUp.Code),
                "refused" => new OrderFailed(Failures.PaymentRefusedByBank.Code),
                "expired" => new OrderFailed(Failures.PaymentExpired.Code),
                _ => throw Untrusted("query"),
            },
            _ => throw Untrusted("query"),
        };
    }

    /// <inheritdoc />
    public async Task<RefundStatus> RefundAsync(Guid paymentId, Guid refundId, long amount, CancellationToken cancellationToken)
    {
        var refund = refundId.ToString("N");
        var answer = await AskAsync(
            "refund",
            cancellationToken,
            ("tt_order", paymentId.ToString("N")),
            ("tt_refund", refund),
            ("tt_amount", Text(amount)),
            ("tt_time", Text(time.GetUtcNow())));
        if (answer.GetValueOrDefault("tt_refund") != refund) throw Untrusted("refund");
        return (answer.GetValueOrDefault("tt_code"), answer.GetValueOrDefault("tt_status")) switch
        {
            ("00", "processing") => new RefundAtWork(),
            ("00", "done") => new RefundDone(),
            ("05", _) => new RefundRefused(),
            _ => throw Untrusted("refund"),
        };
    }

    /// <inheritdoc />
    public PaymentNotice? ReadNotice(IReadOnlyDictionary<string, string> fields)
    {
        if (!IsOffered || !GatewayMessage.IsGenuine(fields, _account.Value.Key)) return null;
        if (fields.GetValueOrDefault("tt_merchant") != _account.Value.Merchant) return null;
        // The redirect has a right signature too, and stands in the person's browser; only what tells an outcome is a callback.
        if (!fields.ContainsKey("tt_status") || fields.GetValueOrDefault("tt_currency") != Currency) return null;
        _ = Guid.TryParseExact(fields.GetValueOrDefault("tt_order"), "N", out var payment);
        return new PaymentNotice(payment, Amount(fields) ?? 0);
    }

    private static string Text(long amount) => amount.ToString(CultureInfo.InvariantCulture);

    private static string Text(DateTimeOffset at) => at.ToOffset(Offset).ToString(TimeForm, CultureInfo.InvariantCulture);

    private static long? Amount(IReadOnlyDictionary<string, string> message) =>
        long.TryParse(message.GetValueOrDefault("tt_amount"), NumberStyles.None, CultureInfo.InvariantCulture, out var amount) && amount > 0
            ? amount
            : null;

    private static DateTimeOffset? Time(string text) =>
        DateTime.TryParseExact(text, TimeForm, CultureInfo.InvariantCulture, DateTimeStyles.None, out var at)
            ? new DateTimeOffset(at, Offset).ToUniversalTime()
            : null;

    /// <summary>It goes into events and onto lists: no longer and no stranger than a reference is.</summary>
    private static string Reference(IReadOnlyDictionary<string, string> message)
    {
        var text = message.GetValueOrDefault("tt_reference", "");
        return text.Length <= 64 && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.') ? text : "";
    }

    private Uri Address(string call) => new($"{_options.BaseUrl.TrimEnd('/')}/{call}");

    private SortedDictionary<string, string> Sign(params (string Name, string Value)[] members) => GatewayMessage.Sign(
        members.Append(("tt_merchant", _account.Value.Merchant)).Select(m => KeyValuePair.Create(m.Item1, m.Item2)), _account.Value.Key);

    private async Task<IReadOnlyDictionary<string, string>> AskAsync(
        string call, CancellationToken cancellationToken, params (string Name, string Value)[] members)
    {
        if (!IsOffered) throw Failures.PaymentServiceUnavailable.Because();
        var message = Sign(members);
        using var request = new HttpRequestMessage(HttpMethod.Post, Address(call)) { Content = new FormUrlEncodedContent(message) };
        try
        {
            using var client = clients.CreateClient(ClientName);
            using var response = await client.SendAsync(request, cancellationToken);
            var answer = JsonSerializer.Deserialize<Dictionary<string, string>>(await response.Content.ReadAsByteArrayAsync(cancellationToken)) ?? [];
            return GatewayMessage.IsGenuine(answer, _account.Value.Key)
                && answer.GetValueOrDefault("tt_merchant") == _account.Value.Merchant
                && answer.GetValueOrDefault("tt_order") == message["tt_order"]
                ? answer
                : throw Untrusted(call);
        }
        catch (Exception e) when (
            e is HttpRequestException or IOException or JsonException or TimeoutRejectedException or BrokenCircuitException
            || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            LogNoAnswer(call, e.GetType().Name);
            throw Failures.PaymentServiceUnavailable.Because();
        }
    }

    private FailureException Untrusted(string call)
    {
        LogUntrusted(call);
        return Failures.PaymentServiceUnavailable.Because();
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The payment service gave no answer to {Call}: {Exception}.")]
    private partial void LogNoAnswer(string call, string exception);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The payment service's answer to {Call} was not believed.")]
    private partial void LogUntrusted(string call);
}
