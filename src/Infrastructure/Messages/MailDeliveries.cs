using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using KonTum.Tthc.Application.Exchange;
using KonTum.Tthc.Infrastructure.Outbox;
using KonTum.Tthc.Infrastructure.Signing.Providers;
using MailKit;
using MailKit.Net.Smtp;
using MailKit.Security;
using Microsoft.Extensions.Options;
using MimeKit;

namespace KonTum.Tthc.Infrastructure.Messages;

/// <summary>The way out by mail: plain text in UTF-8, nothing that tracks. The Message-ID is made of the delivery, the same in every attempt.</summary>
internal sealed class MailDeliveries(IOptions<MailOptions> options) : IDeliverySender
{
    public IReadOnlyList<DeliveryChannel> Channels { get; } = [DeliveryChannel.Mail];

    public DeliveryPace Pace { get; } = new(
        TimeSpan.FromSeconds(options.Value.TimeoutSeconds), TimeSpan.FromSeconds(options.Value.FirstDelaySeconds), TimeSpan.FromHours(1),
        TimeSpan.FromHours(options.Value.GiveUpAfterHours), Lanes: 4);

    public async Task<IReadOnlyList<DeliveryOutcome>> SendAsync(IReadOnlyList<OpenedDelivery> deliveries, CancellationToken cancellationToken)
    {
        var (delivery, body) = deliveries.Single();
        var content = JsonSerializer.Deserialize<MailContent>(body)!;
        if (!IsOne(content.To)) return [DeliveryOutcome.Refused("MAIL_ADDRESS")];
        using var message = Message(delivery, content);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Pace.Timeout);
        try
        {
            using var smtp = new SmtpClient { Timeout = (int)Pace.Timeout.TotalMilliseconds };
            await smtp.ConnectAsync(options.Value.Host, options.Value.Port, SocketOptions(), limit.Token);
            await LogInAsync(smtp, limit.Token);
            await smtp.SendAsync(message, limit.Token);
            try
            {
                await smtp.DisconnectAsync(quit: true, limit.Token);
            }
            catch (Exception e) when (e is IOException or ProtocolException or OperationCanceledException)
            {
                // It was taken; how we part does not matter.
            }

            return [DeliveryOutcome.Arrived];
        }
        catch (SmtpCommandException e)
        {
            // RFC 5321, 4.2.1: 4yz may work later, 5yz will not.
            var code = $"SMTP_{(int)e.StatusCode}";
            return [(int)e.StatusCode >= 500 ? DeliveryOutcome.Refused(code) : DeliveryOutcome.Later(code)];
        }
        catch (Exception e) when (e is AuthenticationException or SslHandshakeException or NotSupportedException)
        {
            return [DeliveryOutcome.Later("SMTP_NOT_LET_IN")]; // our configuration, not the message
        }
        catch (Exception e) when (e is SocketException or ProtocolException or IOException
            || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return [DeliveryOutcome.Later("SMTP_NO_ANSWER")];
        }
    }

    /// <summary>One plain address: a name, a second address, or a line break that begins a header is none.</summary>
    private static bool IsOne(string address) =>
        MailboxAddress.TryParse(address, out var read) && read.Address == address && !address.Any(c => char.IsControl(c) || char.IsWhiteSpace(c));

    /// <summary>Nobody's name or text makes a header of its own.</summary>
    private static string OneLine(string text) => string.Concat(text.Select(c => char.IsControl(c) || c is '\u2028' or '\u2029' ? ' ' : c));

    private SecureSocketOptions SocketOptions() => options.Value.Security switch
    {
        MailSecurity.StartTls => SecureSocketOptions.StartTls,
        MailSecurity.Tls => SecureSocketOptions.SslOnConnect,
        _ => SecureSocketOptions.None,
    };

    private async Task LogInAsync(SmtpClient smtp, CancellationToken cancellationToken)
    {
        const string setting = $"{MailOptions.Section}:Credentials";
        if (options.Value.Credentials.Length == 0) return;
        var secrets = SecretReading.Secrets(new SecretReading().Follow(options.Value.Credentials, setting), setting);
        await smtp.AuthenticateAsync(Encoding.UTF8, secrets["username"], secrets["password"], cancellationToken);
    }

    private MimeMessage Message(ClaimedDelivery delivery, MailContent content)
    {
        var from = new MailboxAddress(Encoding.UTF8, options.Value.FromName, options.Value.From);
        var message = new MimeMessage
        {
            MessageId = $"{delivery.Id}@{from.Domain}",
            Date = delivery.CreatedAt.ToOffset(TimeSpan.FromHours(7)),
            Subject = OneLine(content.Subject),
            Body = new TextPart("plain") { Text = content.Body },
        };
        message.From.Add(from);
        message.To.Add(new MailboxAddress(Encoding.UTF8, "", content.To));
        message.Headers.Add("Auto-Submitted", "auto-generated"); // RFC 3834: nobody's absence note comes back
        return message;
    }
}
