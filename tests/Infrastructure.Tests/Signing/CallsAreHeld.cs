using KonTum.Tthc.Application.Signing;
using KonTum.Tthc.Domain.Failures;
using KonTum.Tthc.Domain.SignatureProfiles;
using KonTum.Tthc.Infrastructure.Signing.Adapters;
using KonTum.Tthc.TestKit;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;

namespace KonTum.Tthc.Infrastructure.Tests.Signing;

/// <summary>The national gateway's blocking mode (facts 1.3): the sign call returns after the phone was touched.</summary>
public sealed class CallsAreHeld
{
    private const string Transaction = "f0b5-transaction";
    private static readonly SignatureEntry Account = new(SignatureKind.NeacSign, "012345678901", "CA2");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(200, """{"status_code":200,"message":"SUCCESS","data":{"transaction_id":"t","signed_files":[{"doc_id":"a.pdf","signature_value":"AQID"}]}}""", "Signed")]
    [InlineData(200, """{"data":{"status_code":200,"message":"Success","signFiles":[{"doc_id":"a.pdf","signature_value":"AQID"}]}}""", "Signed")]
    [InlineData(200, """{"status_code":4002,"message":"SIGNER_REJECTED"}""", "Rejected")]
    [InlineData(200, """{"data":{"status_code":4001,"message":"EXPIRED"}}""", "Expired")]
    [InlineData(401, """{"status_code":401,"message":"SP_CREDENTIAL_INVALID"}""", "SIGNING_PROVIDER_REFUSES_PLATFORM")]
    [InlineData(403, """{"status_code":403,"message":"CREDENTIAL_STATUS_INVALID"}""", "CERTIFICATE_REVOKED")]
    [InlineData(200, """{"status_code":4005,"message":"quota"}""", "SIGNING_QUOTA_EXHAUSTED")]
    [InlineData(500, """{"status_code":500,"message":"SERVER_INTERNAL_ERROR"}""", "SIGNING_PROVIDER_FAILED")]
    [InlineData(200, """{"status_code":200,"message":"sig_wait_for_user_confirm","data":null}""", "SIGNING_PROVIDER_FAILED")]
    public async Task The_answer_of_the_open_call_is_found_by_asking_and_the_ceremony_is_woken(int status, string body, string expected)
    {
        var phone = new TaskCompletionSource();
        var hints = new Hints();
        await using var gateway = await StubGateway.StartAsync(async (_, response) =>
        {
            await phone.Task.WaitAsync(response.HttpContext.RequestAborted);
            response.StatusCode = status;
            response.ContentType = "application/json";
            await response.WriteAsync(body);
        });
        await using var host = Create(gateway.Url, hints);
        var remote = host.Get<IRemoteSigning>();

        var started = await remote.StartAsync(Asking.Request(Account, "0A", Transaction, "Ký", [("a.pdf", new byte[32])]), Cancellation);
        started.Lifetime.ShouldBe(TimeSpan.FromSeconds(300));
        (await remote.PollAsync(Account, Transaction, "", Cancellation)).ShouldBeOfType<RemoteOutcome.Pending>();
        phone.SetResult();

        (await hints.First.Task.WaitAsync(TimeSpan.FromSeconds(30), Cancellation)).ShouldBe(Transaction);
        var outcome = await remote.PollAsync(Account, Transaction, "", Cancellation);
        (outcome is RemoteOutcome.Failed failed ? failed.Cause.Code : outcome.GetType().Name).ShouldBe(expected);
        if (outcome is RemoteOutcome.Signed signed) signed.Signatures["a.pdf"].ShouldBe(new byte[] { 1, 2, 3 });
    }

    [Fact]
    public async Task What_was_cut_off_is_lost_and_what_never_went_out_is_not()
    {
        var hints = new Hints();
        await using (var cut = await StubGateway.StartAsync((_, response) =>
        {
            response.HttpContext.Abort();
            return Task.CompletedTask;
        }))
        {
            await using var host = Create(cut.Url, hints);
            (await OutcomeAsync(host, hints)).ShouldBe(Failures.SigningAnswerLost);
            cut.Requests.Count.ShouldBe(1, "a sign call is not repeated");
        }

        var others = new Hints();
        await using var nobody = Create("http://127.0.0.1:9", others);
        (await OutcomeAsync(nobody, others)).ShouldBe(Failures.ProviderUnavailable);
    }

    [Fact]
    public async Task A_start_whose_answer_was_lost_with_its_node_is_the_persons_to_repeat()
    {
        await using var gateway = await StubGateway.AnsweringAsync(200, "{}");
        await using var host = Create(gateway.Url, new Hints());
        var remote = host.Get<IRemoteSigning>();

        (await remote.PollAsync(Account, Transaction, "", Cancellation)).ShouldBeOfType<RemoteOutcome.Unknown>();
        var failure = await Should.ThrowAsync<FailureException>(() => remote.StartAsync(
            Asking.Request(Account, "0A", Transaction, "Ký", [("a.pdf", new byte[32])], mayHaveBeenAsked: true), Cancellation));

        failure.Failure.ShouldBe(Failures.SigningStartUnknown);
        gateway.Requests.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_call_is_held_once_and_only_so_many_are()
    {
        await using var host = Create("http://127.0.0.1:9", new Hints(), ("Tthc:Gateways:MostHeldCalls", "2"));
        var held = host.Get<IHeldCalls>();
        var calls = 0;
        var end = new TaskCompletionSource<RemoteOutcome>();
        Task<RemoteOutcome> CallAsync(CancellationToken stop)
        {
            Interlocked.Increment(ref calls);
            return end.Task.WaitAsync(stop);
        }

        held.Hold("one", TimeSpan.FromMinutes(5), CallAsync);
        held.Hold("one", TimeSpan.FromMinutes(5), CallAsync);
        held.Hold("two", TimeSpan.FromMilliseconds(50), CallAsync);
        Should.Throw<FailureException>(() => held.Hold("three", TimeSpan.FromMinutes(5), CallAsync)).Failure.ShouldBe(Failures.ProviderUnavailable);
        await Eventually.HoldsAsync(() => held.Look("two") is RemoteOutcome.Expired, "its time is up", cancellationToken: Cancellation);
        held.Look("one").ShouldBeOfType<RemoteOutcome.Pending>();
        end.SetResult(new RemoteOutcome.Rejected());

        await Eventually.HoldsAsync(() => held.Look("one") is RemoteOutcome.Rejected, "ended", cancellationToken: Cancellation);
        calls.ShouldBe(2);
        held.Look("three").ShouldBeOfType<RemoteOutcome.Unknown>();
    }

    private static async Task<Failure> OutcomeAsync(AdapterHost host, Hints hints)
    {
        var remote = host.Get<IRemoteSigning>();
        await remote.StartAsync(Asking.Request(Account, "0A", Transaction, "Ký", [("a.pdf", new byte[32])]), Cancellation);
        await hints.First.Task.WaitAsync(TimeSpan.FromSeconds(30), Cancellation);
        return (await remote.PollAsync(Account, Transaction, "", Cancellation)).ShouldBeOfType<RemoteOutcome.Failed>().Cause;
    }

    private static AdapterHost Create(string url, Hints hints, params (string Name, string Value)[] settings)
    {
        var all = new Dictionary<string, string?>
        {
            ["Tthc:Gateways:NeacBlocking:BaseUrl"] = url + "/neac",
            ["Tthc:Gateways:Providers:CA2:Gateways:NeacSign"] = "NeacBlocking",
        };
        foreach (var (name, value) in settings) all[name] = value;
        return AdapterHost.Create(all, more: services => services.AddSingleton<ISigningCallbacks>(hints));
    }

    private sealed class Hints : ISigningCallbacks
    {
        public TaskCompletionSource<string> First { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task HintAsync(string transactionOrReference, CancellationToken cancellationToken)
        {
            First.TrySetResult(transactionOrReference);
            return Task.CompletedTask;
        }
    }
}
