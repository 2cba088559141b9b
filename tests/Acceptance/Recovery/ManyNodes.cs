namespace KonTum.Tthc.Acceptance.Tests.Recovery;

/// <summary>Two nodes of the Api share one database.</summary>
public sealed class ManyNodes(CalmPlatform platform)
{
    private const int Ceremonies = 20;

    [Fact]
    public async Task One_starts_a_signing_and_dies_the_other_finishes_it()
    {
        await using var nodes = await Nodes.PrepareAsync(platform);
        var first = await nodes.StartAsync();
        var second = await nodes.StartAsync();
        var (account, profile, paper) = await KilledProcess.PrepareAsync(first);
        var started = await first.StartAsync(paper, profile, account.Serials[0]);
        var watch = second.EndAsync(started.Text("id"));
        var ringing = await platform.World.RingsAsync(account, paper.FileName);

        await nodes.KillFirstAsync();
        await platform.World.PressAsync(ringing, "confirm");

        (await watch).Text("state").ShouldBe("SIGNING_STATE_SIGNED");
        await KilledProcess.SignedOnceAsync(nodes, second, started.Text("id"), paper);
    }

    [Fact]
    public async Task Many_signings_at_once_end_once_each()
    {
        await using var nodes = await Nodes.PrepareAsync(platform);
        Applicant[] citizens = [await nodes.StartAsync(), await nodes.StartAsync()];
        var account = citizens[0].Person.At("MISA-CA");
        var profile = (await citizens[0].ConfigureAsync(account.UserId, account.Authority)).Text("id");

        var ended = await Task.WhenAll(Enumerable.Range(0, Ceremonies).Select(async i =>
        {
            // Filed on one node, watched on the other.
            var (here, there) = (citizens[i % 2], citizens[(i + 1) % 2]);
            var paper = await here.PreparePaperAsync();
            var started = await here.StartAsync(paper, profile, account.Serials[0]);
            var watch = there.EndAsync(started.Text("id"));
            await platform.World.ConfirmAsync(account, paper.FileName);
            return (Paper: paper, End: await watch);
        }));

        ended.ShouldAllBe(e => e.End.Text("state") == "SIGNING_STATE_SIGNED");
        foreach (var (paper, _) in ended)
        {
            var types = await nodes.EventTypesAsync(paper.DossierId);
            types.Count(t => t == "attachment_signed").ShouldBe(1);
            types.Count(t => t == "signing_completed").ShouldBe(1);
            types.Count(t => t == "signing_confirmation_awaited").ShouldBe(1);
        }
    }
}
