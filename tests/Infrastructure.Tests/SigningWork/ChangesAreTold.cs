using System.Diagnostics;
using KonTum.Tthc.Application.Access;
using KonTum.Tthc.Application.Signing;
using KonTum.Tthc.Application.Signing.GetSigning;
using KonTum.Tthc.Application.Signing.WatchSigning;
using KonTum.Tthc.Application.Storage;
using KonTum.Tthc.Domain.Dossiers;
using KonTum.Tthc.Domain.Failures;
using KonTum.Tthc.Domain.People;
using KonTum.Tthc.Domain.SignatureProfiles;
using KonTum.Tthc.Domain.Signing;
using KonTum.Tthc.Infrastructure.SigningWork;
using MediatR;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;

namespace KonTum.Tthc.Infrastructure.Tests.SigningWork;

/// <summary>Whoever watches a signing on one node hears at once what another node wrote.</summary>
public sealed class ChangesAreTold : IAsyncLifetime
{
    private static readonly Caller Person = new("citizen-1", "", new HashSet<Role> { Role.Citizen }, null);
    private readonly Nodes _nodes = new();
    private Nodes.Node _writer = null!;
    private Nodes.Node _watcher = null!;

    public async ValueTask InitializeAsync()
    {
        await _nodes.InitializeAsync();
        (_writer, _watcher) = (await _nodes.StartAsync("writer"), await _nodes.StartAsync("watcher"));
    }

    public ValueTask DisposeAsync() => _nodes.DisposeAsync();

    [Fact]
    public async Task A_watcher_gets_every_version_in_order_also_those_of_one_commit()
    {
        var id = await StartAsync();
        var states = new List<SigningState>();
        var watching = Task.Run(async () =>
        {
            await foreach (var view in Watch(id)) lock (states) states.Add(view.State);
        }, TestContext.Current.CancellationToken);
        await Soon.HoldsAsync(() => Count() == 1, "the first is there");

        await AppendAsync(id, r => [r.Prepare([], Now), new SigningConfirmationAwaited(Personal.Of(Person.Subject, "r"), Now.AddMinutes(5), Now)]);
        await AppendAsync(id, r => r.End(Failures.SigningCancelled.Code, Now));
        await watching.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);

        states.ShouldBe([SigningState.Requested, SigningState.Prepared, SigningState.WaitingForConfirmation, SigningState.Cancelled]);

        int Count()
        {
            lock (states) return states.Count;
        }
    }

    [Fact]
    public async Task A_change_is_seen_at_once_and_not_at_the_next_look()
    {
        var id = await StartAsync();
        await using var views = Watch(id).GetAsyncEnumerator(TestContext.Current.CancellationToken);
        (await views.MoveNextAsync()).ShouldBeTrue();
        var next = views.MoveNextAsync().AsTask();
        await Soon.HoldsAsync(() => Changes.Count == 1, "it waits");

        await AppendAsync(id, r => [r.Prepare([], Now)]);
        var since = Stopwatch.StartNew();
        (await next.WaitAsync(TimeSpan.FromSeconds(5), TestContext.Current.CancellationToken)).ShouldBeTrue("the fallback is ten seconds");

        TestContext.Current.TestOutputHelper!.WriteLine($"seen {since.Elapsed.TotalMilliseconds:0.0} ms after the commit returned");
        views.Current.State.ShouldBe(SigningState.Prepared);
    }

    [Fact]
    public async Task A_long_poll_answers_with_the_change_or_when_its_time_is_up()
    {
        var id = await StartAsync();
        var seen = await SendAsync(new GetSigning(id));

        (await SendAsync(new GetSigning(id, TimeSpan.FromMilliseconds(50), seen.ETag))).ETag.ShouldBe(seen.ETag, "nothing happened");
        (await SendAsync(new GetSigning(id, TimeSpan.FromSeconds(60), "another"))).ETag.ShouldBe(seen.ETag, "it is another than was seen already");

        var waiting = SendAsync(new GetSigning(id, TimeSpan.FromSeconds(60)));
        await Soon.HoldsAsync(() => Changes.Count == 1, "it waits");
        await AppendAsync(id, r => r.End(Failures.SigningCancelled.Code, Now));
        (await waiting.WaitAsync(TimeSpan.FromSeconds(5), TestContext.Current.CancellationToken)).State.ShouldBe(SigningState.Cancelled);

        var ended = await SendAsync(new GetSigning(id, TimeSpan.FromSeconds(60)));
        ended.State.ShouldBe(SigningState.Cancelled, "nothing is left to wait for");
        Changes.Count.ShouldBe(0);
    }

    [Fact]
    public async Task A_long_poll_ends_with_its_caller_and_with_its_node()
    {
        var id = await StartAsync();
        using var caller = new CancellationTokenSource();
        var left = AskAsync(new GetSigning(id, TimeSpan.FromSeconds(60)), caller.Token);
        var kept = SendAsync(new GetSigning(id, TimeSpan.FromSeconds(60)));
        await Soon.HoldsAsync(() => Changes.Count == 2, "both wait");

        await caller.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => left);
        await _watcher.StopAsync();
        (await kept.WaitAsync(TimeSpan.FromSeconds(5), TestContext.Current.CancellationToken)).State.ShouldBe(SigningState.Requested);
        Changes.Count.ShouldBe(0);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(61)]
    public async Task A_wait_that_is_too_long_or_negative_is_refused(int seconds)
    {
        var id = await StartAsync();
        var refused = await Should.ThrowAsync<FailureException>(() => SendAsync(new GetSigning(id, TimeSpan.FromSeconds(seconds))));
        refused.Violations.ShouldHaveSingleItem().Field.ShouldBe("wait");
    }

    [Fact]
    public async Task A_thousand_who_wait_hold_no_connection_and_are_all_woken()
    {
        var id = await StartAsync();
        var waiting = Enumerable.Range(0, 1000).Select(_ => ((ISigningChanges)Changes).Watch(id)).ToList();
        var woken = waiting.Select(w => w.WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken)).ToList();
        var connections = await _nodes.ScalarAsync<long>("select count(*) from pg_stat_activity where datname = current_database()");
        connections.ShouldBeLessThan(40);

        await AppendAsync(id, r => r.End(Failures.SigningCancelled.Code, Now));

        await Task.WhenAll(woken).WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);
        waiting.ForEach(w => w.Dispose());
        Changes.Count.ShouldBe(0);
    }

    [Fact]
    public async Task Who_waits_looks_again_when_the_connection_that_listens_is_lost()
    {
        var id = await StartAsync();
        using var watch = ((ISigningChanges)Changes).Watch(id);
        var waiting = watch.WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);

        await _nodes.ScalarAsync<bool>(
            "select bool_and(pg_terminate_backend(pid)) from pg_stat_activity where datname = current_database() and application_name = 'kontum-tthc listener'");
        await waiting.WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);

        // And it hears again afterwards.
        await Soon.HoldsAsync(
            async () =>
            {
                var again = watch.WaitAsync(TimeSpan.FromSeconds(2), TestContext.Current.CancellationToken);
                await AppendAsync(id, r => r.State == SigningState.Requested ? [r.Prepare([], Now)] : [new SigningConfirmationAwaited(Personal.Of(Person.Subject, "r"), Now, Now)]);
                var since = Stopwatch.StartNew();
                await again;
                return since.Elapsed < TimeSpan.FromSeconds(1);
            },
            "changes are heard again");
    }

    [Fact]
    public async Task A_change_by_the_person_reaches_the_node_that_holds_the_ceremony()
    {
        _nodes.Phones.Pace = new PollPace(TimeSpan.FromHours(1), TimeSpan.FromHours(1));
        _nodes.Phones.Lifetime = TimeSpan.FromHours(3);
        var id = await StartAsync();
        await _writer.ScheduleAsync(id);
        await Soon.HoldsAsync(() => _nodes.Phones.Steps.Any(s => s.Id == id), "it waits");
        var owner = _nodes.Phones.Steps.First(s => s.Id == id).Node;
        var other = owner == "writer" ? _watcher : _writer;

        await Soon.HoldsAsync(
            async () =>
            {
                await AppendAsync(id, r => r.State == SigningState.Requested ? [r.Prepare([], Now)] : [new SigningConfirmationAwaited(Personal.Of(Person.Subject, "r"), Now, Now)], other);
                return _nodes.Phones.Steps.Count(s => s.Id == id) >= 2;
            },
            "its next step comes at once");

        _nodes.Phones.Steps.Where(s => s.Id == id).ShouldAllBe(s => s.Node == owner);
    }

    private static DateTimeOffset Now => DateTimeOffset.UtcNow;

    private SigningChanges Changes => _watcher.Services.GetRequiredService<SigningChanges>();

    private async Task<Guid> StartAsync()
    {
        var id = Guid.CreateVersion7();
        var requested = new SigningRequested(
            id, Guid.NewGuid(), Person.Subject, Guid.NewGuid(),
            Personal.Of(Person.Subject, new SignatureEntry(SignatureKind.NeacSign, "062090000001", "VNPT-CA")),
            "VNPT-CA", SignatureKind.NeacSign,
            new SigningCertificate(
                "5404A1", "Sandbox CA", Personal.Of(Person.Subject, new CertificateHolder("Nguyễn Văn Kiểm Thử", "")),
                Personal.Of<IReadOnlyList<byte[]>>(Person.Subject, [[1]])),
            [], null, "Ký số hồ sơ", Now);
        await using var scope = _writer.Services.CreateAsyncScope();
        var work = scope.ServiceProvider.GetRequiredService<IUnitOfWork>();
        work.Start<SignatureRecord>(id, requested);
        await work.CommitAsync(true, TestContext.Current.CancellationToken);
        return id;
    }

    private async Task AppendAsync(Guid id, Func<SignatureRecord, IReadOnlyList<Domain.IDomainEvent>> decide, Nodes.Node? on = null)
    {
        await using var scope = (on ?? _writer).Services.CreateAsyncScope();
        var work = scope.ServiceProvider.GetRequiredService<IUnitOfWork>();
        var stream = (await work.FindAsync<SignatureRecord>(id, TestContext.Current.CancellationToken))!;
        foreach (var e in decide(stream.State)) stream.Append(e);
        await work.CommitAsync(true, TestContext.Current.CancellationToken);
    }

    private Task<SigningView> SendAsync(GetSigning query) => AskAsync(query, TestContext.Current.CancellationToken);

    private async Task<SigningView> AskAsync(GetSigning query, CancellationToken cancellationToken)
    {
        _watcher.Services.GetRequiredService<Acting>().Current = Person;
        await using var scope = _watcher.Services.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<ISender>().Send(query, cancellationToken);
    }

    private async IAsyncEnumerable<SigningView> Watch(Guid id)
    {
        _watcher.Services.GetRequiredService<Acting>().Current = Person;
        await using var scope = _watcher.Services.CreateAsyncScope();
        await foreach (var view in scope.ServiceProvider.GetRequiredService<ISender>().CreateStream(new WatchSigning(id), TestContext.Current.CancellationToken)) yield return view;
    }
}
