namespace KonTum.Tthc.Acceptance.Tests.Recovery;

/// <summary>kill -9 of the Api in the middle of a signing; a new process on the same database goes on, and signs once.</summary>
public sealed class KilledProcess(CalmPlatform platform)
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Between_start_and_confirmation(bool confirmedWhileDown)
    {
        await using var nodes = await Nodes.PrepareAsync(platform);
        var citizen = await nodes.StartAsync();
        var (account, profile, paper) = await PrepareAsync(citizen);
        var started = await citizen.StartAsync(paper, profile, account.Serials[0]);
        var ringing = await platform.World.RingsAsync(account, paper.FileName);

        await nodes.KillFirstAsync();
        if (confirmedWhileDown) await platform.World.PressAsync(ringing, "confirm");
        citizen = await nodes.StartAsync();
        if (!confirmedWhileDown) await platform.World.PressAsync(ringing, "confirm");

        await SignedOnceAsync(nodes, citizen, started.Text("id"), paper);
    }

    [Fact]
    public async Task At_the_moment_after_the_start_was_answered()
    {
        await using var nodes = await Nodes.PrepareAsync(platform);
        var citizen = await nodes.StartAsync();
        var (account, profile, paper) = await PrepareAsync(citizen);
        var started = await citizen.StartAsync(paper, profile, account.Serials[0]);

        await nodes.KillFirstAsync();
        citizen = await nodes.StartAsync();
        await platform.World.ConfirmAsync(account, paper.FileName);

        await SignedOnceAsync(nodes, citizen, started.Text("id"), paper);
    }

    [Fact]
    public async Task Before_the_provider_heard_of_it()
    {
        await using var gate = await GatewayGate.StartAsync(new Uri(platform.Sandbox.Url, "neac"), holdAnswer: false);
        await using var nodes = await Nodes.PrepareAsync(platform, gate.Url);
        var citizen = await nodes.StartAsync();
        var (account, profile, paper) = await PrepareAsync(citizen);
        var started = await citizen.StartAsync(paper, profile, account.Serials[0]);
        await gate.Held;

        await nodes.KillFirstAsync();
        (await platform.World.FindOnPhoneAsync(account, paper.FileName)).ShouldBeNull();
        gate.Open();
        citizen = await nodes.StartAsync();
        await platform.World.ConfirmAsync(account, paper.FileName);

        await SignedOnceAsync(nodes, citizen, started.Text("id"), paper);
    }

    [Fact]
    public async Task Before_the_providers_answer_arrived()
    {
        await using var gate = await GatewayGate.StartAsync(new Uri(platform.Sandbox.Url, "neac"), holdAnswer: true);
        await using var nodes = await Nodes.PrepareAsync(platform, gate.Url);
        var citizen = await nodes.StartAsync();
        var (account, profile, paper) = await PrepareAsync(citizen);
        var started = await citizen.StartAsync(paper, profile, account.Serials[0]);
        await gate.Held;

        await nodes.KillFirstAsync();
        await platform.World.ConfirmAsync(account, paper.FileName);
        gate.Open();
        citizen = await nodes.StartAsync();

        await SignedOnceAsync(nodes, citizen, started.Text("id"), paper);
        // The repeated question was recognised as the same: the phone did not ring again.
        (await platform.World.FindOnPhoneAsync(account, paper.FileName)).ShouldBeNull();
    }

    internal static async Task<(Account Account, string Profile, Paper Paper)> PrepareAsync(Applicant citizen)
    {
        var account = citizen.Person.At("MISA-CA");
        var profile = (await citizen.ConfigureAsync(account.UserId, account.Authority)).Text("id");
        return (account, profile, await citizen.PreparePaperAsync());
    }

    internal static async Task SignedOnceAsync(Nodes nodes, Applicant citizen, string signingId, Paper paper)
    {
        var ended = await citizen.EndAsync(signingId);
        ended.Text("state").ShouldBe("SIGNING_STATE_SIGNED", ended.ToJsonString());
        ended.Text("message").ShouldBe("Ký số thành công");
        (await nodes.EventTypesAsync(paper.DossierId)).ShouldBe(
        [
            "dossier_opened", "attachment_uploaded", "attachment_signing_started", "signing_requested", "signing_prepared",
            "signing_provider_asked", "signing_confirmation_awaited", "signing_signatures_received", "signing_documents_settled",
            "signing_completed", "attachment_signed",
        ]);
        await Programs.ShouldBeSignedAsync(
            await citizen.Api.DownloadAsync(citizen.Token, paper.Address()), $"Người ký: {citizen.Person.Name}");
    }
}
