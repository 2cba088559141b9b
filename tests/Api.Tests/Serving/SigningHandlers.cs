using System.Collections.Concurrent;
using System.Text;
using System.Text.Json;
using KonTum.Tthc.Application.SignatureProfiles.ConnectAccount;
using KonTum.Tthc.Application.SignatureProfiles.GetSignatureProviderLogo;
using KonTum.Tthc.Application.SignatureProfiles.ListSignatureProviders;
using KonTum.Tthc.Application.Signing;
using KonTum.Tthc.Application.Signing.AuthorizeSigning;
using KonTum.Tthc.Application.Signing.FindPlacements;
using KonTum.Tthc.Application.Signing.GetSigning;
using KonTum.Tthc.Application.Signing.ResumeSigning;
using KonTum.Tthc.Application.Signing.StartSigning;
using KonTum.Tthc.Application.Signing.SubmitSignatures;
using KonTum.Tthc.Application.Webhooks;
using KonTum.Tthc.Application.Webhooks.CreateSigningWebhook;
using KonTum.Tthc.Application.Webhooks.DeleteSigningWebhook;
using KonTum.Tthc.Application.Webhooks.ListSigningWebhooks;
using KonTum.Tthc.Domain.Failures;
using KonTum.Tthc.Domain.SignatureProfiles;
using KonTum.Tthc.Domain.Signing;
using MediatR;
using Microsoft.Extensions.DependencyInjection;

namespace KonTum.Tthc.Api.Tests.Serving;

/// <summary>What stands behind the calls about signing in these tests: it answers with what it was asked.</summary>
public static class SigningHandlers
{
    public const string CallbackSecret = "Zk3-the-secret-of-vnpt";

    /// <summary>Everything that was sent into the pipeline, newest last.</summary>
    public sealed class Seen
    {
        public ConcurrentQueue<object> Requests { get; } = new();

        public ConcurrentQueue<string> Hints { get; } = new();

        public T Last<T>() => Requests.OfType<T>().Last();
    }

    public static SigningView View(SigningState state = SigningState.Requested, string etag = "1") => new(
        Guid.Parse("00000000-0000-0000-0000-00000000000a"), Guid.Empty, Guid.Empty, "VNPT-CA", state, "Đang chờ", "Waiting", "",
        [
            new SigningItemView(
                "to-khai", Guid.Empty, "a.pdf", "", "", SigningItemState.NotSigned, Failures.SeveralConfirmations,
                new Dictionary<string, string> { ["limit"] = "2", ["count"] = "3" }, 2, new PagePlacement(1, 2, 3, 40, 50), [1, 2, 3]),
        ],
        DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch, null, false, etag, 3, 2, new RequiredAuthorization(true, false, "Mã PIN", ""),
        [Failures.IdentityDiffers], Guid.Parse("00000000-0000-0000-0000-00000000000b"));

    public static void Register(IServiceCollection services)
    {
        var seen = new Seen();
        services.AddSingleton(seen);
        services.AddSingleton<IProviderCallbacks, Callbacks>();
        services.AddSingleton<ISigningCallbacks, Hints>();
        Answer<FindPlacements, PlacementSearch>(services, _ => new PlacementSearch(
            PlacementOutcome.Several,
            [new PlacementHit(new PagePlacement(1, 10, 20, 30, 40), new PagePlacement(1, 10, 5, 180, 60), "Người nộp đơn ký tên", 1)],
            [2, 3]));
        Answer<StartSigning, SigningView>(services, _ => View());
        Answer<GetSigning, SigningView>(services, q => View(
            q.Wait > TimeSpan.Zero ? SigningState.WaitingForConfirmation : SigningState.Requested, q.Wait > TimeSpan.Zero ? "2" : "1"));
        Answer<AuthorizeSigning, SigningView>(services, _ => View(SigningState.WaitingForConfirmation));
        Answer<SubmitSignatures, SigningView>(services, _ => View(SigningState.Signed));
        Answer<ResumeSigning, SigningView>(services, _ => View());
        Answer<ConnectAccount, AccountConnection>(services, _ => new AccountConnection(true, false, DateTimeOffset.UnixEpoch));
        Answer<ListSignatureProviders, IReadOnlyList<SignatureProvider>>(services, _ =>
        [
            new SignatureProvider("MISA-CA", "MISA", [SignatureKind.NeacSign, SignatureKind.Remote], true, [20, 5], [SignatureKind.Remote]),
        ]);
        Answer<GetSignatureProviderLogo, ProviderLogo>(services, q => q.Code == "MISA-CA"
            ? new ProviderLogo("image/svg+xml", Encoding.UTF8.GetBytes("<svg/>"))
            : throw Failures.LogoNotFound.Because());
        Answer<CreateSigningWebhook, WebhookView>(services, q => new WebhookView(
            Guid.Empty, q.Url, "whsec_c2VjcmV0", DateTimeOffset.UnixEpoch, null, 0));
        Answer<ListSigningWebhooks, IReadOnlyList<WebhookView>>(services, _ =>
            [new WebhookView(Guid.Empty, "https://example.vn/hook", "", DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddDays(1), 7)]);
        Answer<DeleteSigningWebhook, Unit>(services, _ => Unit.Value);
    }

    private static void Answer<TRequest, TAnswer>(IServiceCollection services, Func<TRequest, TAnswer> answer)
        where TRequest : IRequest<TAnswer> =>
        services.AddTransient<IRequestHandler<TRequest, TAnswer>>(p => new Handler<TRequest, TAnswer>(p.GetRequiredService<Seen>(), answer));

    private sealed class Handler<TRequest, TAnswer>(Seen seen, Func<TRequest, TAnswer> answer) : IRequestHandler<TRequest, TAnswer>
        where TRequest : IRequest<TAnswer>
    {
        public Task<TAnswer> Handle(TRequest request, CancellationToken cancellationToken)
        {
            seen.Requests.Enqueue(request);
            return Task.FromResult(answer(request));
        }
    }

    // One connection takes callbacks, as VNPT's webhook names the transaction.
    private sealed class Callbacks : IProviderCallbacks
    {
        public string? FindSecret(string connection) => connection == "vnpt" ? CallbackSecret : null;

        public string? Read(string connection, JsonElement body) =>
            body.ValueKind == JsonValueKind.Object && body.TryGetProperty("transaction_id", out var id) ? id.GetString() : null;
    }

    private sealed class Hints(Seen seen) : ISigningCallbacks
    {
        public Task HintAsync(string transactionOrReference, CancellationToken cancellationToken)
        {
            seen.Hints.Enqueue(transactionOrReference);
            return Task.CompletedTask;
        }
    }
}
