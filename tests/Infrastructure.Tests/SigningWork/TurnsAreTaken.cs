using KonTum.Tthc.Infrastructure.SigningWork;
using Shouldly;

namespace KonTum.Tthc.Infrastructure.Tests.SigningWork;

/// <summary>Of all calls on all nodes that give a signing's PIN at once, one gets through.</summary>
public sealed class TurnsAreTaken : IAsyncLifetime
{
    private readonly Nodes _nodes = new();

    public ValueTask InitializeAsync() => _nodes.InitializeAsync();

    public ValueTask DisposeAsync() => _nodes.DisposeAsync();

    [Fact]
    public async Task Of_many_at_once_one_has_the_turn_until_it_gives_it_back()
    {
        var turns = Enumerable.Range(0, 8).Select(_ => new AuthorizationTurns(_nodes.Sql, TimeSpan.FromMinutes(5))).ToList();
        var (id, other) = (Guid.NewGuid(), Guid.NewGuid());

        var taken = await Task.WhenAll(turns.Select(t => t.TryTakeAsync(id, TestContext.Current.CancellationToken)));

        var turn = taken.Where(t => t is not null).ShouldHaveSingleItem()!;
        (await turns[0].TryTakeAsync(other, TestContext.Current.CancellationToken)).ShouldNotBeNull("another signing is another turn");
        await turn.DisposeAsync();
        (await turns[0].TryTakeAsync(id, TestContext.Current.CancellationToken)).ShouldNotBeNull();
    }

    [Fact]
    public async Task A_process_that_died_keeps_its_turn_for_a_while_and_does_not_take_away_the_next_one()
    {
        var (id, later) = (Guid.NewGuid(), new AuthorizationTurns(_nodes.Sql, TimeSpan.FromMinutes(5)));
        var dead = await new AuthorizationTurns(_nodes.Sql, TimeSpan.FromMinutes(-1)).TryTakeAsync(id, TestContext.Current.CancellationToken);

        (await later.TryTakeAsync(id, TestContext.Current.CancellationToken)).ShouldNotBeNull("its time is over");
        await dead!.DisposeAsync();

        (await later.TryTakeAsync(id, TestContext.Current.CancellationToken)).ShouldBeNull("what it gives back is no longer its own");
    }

    [Fact]
    public async Task What_dead_processes_left_is_swept_by_the_next_turn()
    {
        await new AuthorizationTurns(_nodes.Sql, TimeSpan.FromMinutes(-1)).TryTakeAsync(Guid.NewGuid(), TestContext.Current.CancellationToken);

        await new AuthorizationTurns(_nodes.Sql, TimeSpan.FromMinutes(5)).TryTakeAsync(Guid.NewGuid(), TestContext.Current.CancellationToken);

        await using var count = _nodes.Sql.CreateCommand("select count(*) from tthc.authorization_turns");
        (await count.ExecuteScalarAsync(TestContext.Current.CancellationToken)).ShouldBe(1L);
    }
}
