using KonTum.Tthc.Application.Signing.AdvanceSigning;
using KonTum.Tthc.Application.Signing.ListSigningHistory;
using KonTum.Tthc.Application.Signing.WatchSigning;
using KonTum.Tthc.Application.Tests.World;
using KonTum.Tthc.Domain.Dossiers;
using KonTum.Tthc.Domain.Signing;
using Shouldly;

namespace KonTum.Tthc.Application.Tests.Signing;

public sealed class CeremonyGoesWell
{
    [Fact]
    public async Task Each_step_does_one_thing_and_says_when_to_look_again()
    {
        var ceremony = await Ceremony.PreparedAsync();
        var world = ceremony.World;

        (await ceremony.StartAsync()).State.ShouldBe(SigningState.Requested);
        world.Streams.Schedule[ceremony.SigningId].ShouldBe(world.Time.GetUtcNow(), "the worker looks at once");
        world.Provider.Asked.ShouldBeEmpty("no request waits for the provider");

        (await ceremony.AdvanceAsync()).Due.ShouldBe(world.Time.GetUtcNow());
        (await ceremony.SigningAsync()).State.ShouldBe(SigningState.Prepared);
        world.Provider.Asked.ShouldBeEmpty();

        (await ceremony.AdvanceAsync()).Due.ShouldBe(world.Time.GetUtcNow() + TimeSpan.FromSeconds(2));
        var ringing = await ceremony.SigningAsync();
        ringing.State.ShouldBe(SigningState.WaitingForConfirmation);
        ringing.ExpiresAt.ShouldBe(world.Time.GetUtcNow() + TimeSpan.FromMinutes(5));

        (await ceremony.AdvanceAsync()).Due.ShouldBe(world.Time.GetUtcNow() + TimeSpan.FromSeconds(2));
        ceremony.SigningEvents().Count().ShouldBe(4, "asking without an answer leaves no event");

        world.Provider.Confirm();
        (await ceremony.AdvanceAsync()).Due.ShouldBe(world.Time.GetUtcNow());
        (await ceremony.SigningAsync()).State.ShouldBe(SigningState.Finishing, "what was confirmed is kept before anything is made of it");
        world.Signer.Finished.ShouldBe(0);
        (await ceremony.AdvanceAsync()).Due.ShouldBeNull();
        var signed = await ceremony.SigningAsync();
        signed.State.ShouldBe(SigningState.Signed);
        signed.Vietnamese.ShouldBe("Ký số thành công");
        signed.Items.ShouldHaveSingleItem().SignedFileName.ShouldBe("to-khai_signed.pdf");
        ceremony.SigningEvents().ShouldBe(
        [
            typeof(SigningRequested), typeof(SigningPrepared), typeof(SigningProviderAsked), typeof(SigningConfirmationAwaited),
            typeof(SigningSignaturesReceived), typeof(SigningDocumentsSettled), typeof(SigningCompleted),
        ]);

        (await ceremony.AdvanceAsync()).Due.ShouldBeNull("what has ended stays ended");
        ceremony.Signatures().ShouldBe(1);
    }

    [Fact]
    public async Task A_step_of_a_worker_leaves_the_asking_to_the_ticket_that_it_answers()
    {
        var ceremony = await Ceremony.RingingAsync();
        var asked = ceremony.World.Provider.Polled.Count;

        var look = await ceremony.World.SendAsync(null, new AdvanceSigning(ceremony.SigningId, TicketFirst: true));

        look.Due.ShouldBe(ceremony.World.Time.GetUtcNow());
        look.Ticket.ShouldNotBeNull();
        ceremony.World.Provider.Polled.Count.ShouldBe(asked);
    }

    [Fact]
    public async Task The_phone_is_asked_for_the_chosen_certificate_with_names_that_a_person_knows()
    {
        var ceremony = await Ceremony.RingingAsync();

        var asked = ceremony.World.Provider.Asked.ShouldHaveSingleItem();

        asked.CertificateSerialNumber.ShouldBe(TestWorld.Serial);
        asked.Entry.Account.ShouldBe(TestWorld.Account);
        asked.Description.ShouldBe("Ký số hồ sơ: Đăng ký khai sinh");
        asked.Documents.ShouldHaveSingleItem().DocumentId.ShouldBe("to-khai.pdf");
        ceremony.World.Signer.Prepared.ShouldHaveSingleItem().Lines.ShouldBe(
            ["Người ký: Nguyễn Văn Kiểm Thử", "Cơ quan chứng thực: Sandbox CA", "Ngày ký: 23/11/2026 10:00:00"]);
    }

    [Fact]
    public async Task Files_of_one_name_are_told_apart_and_each_gets_its_own_signature()
    {
        var ceremony = await Ceremony.PreparedAsync();
        var second = await ceremony.World.AttachAsync(ceremony.DossierId, content: "%PDF-1.7 y");
        var third = await ceremony.World.AttachAsync(ceremony.DossierId, "to-khai.pdf (2)", content: "%PDF-1.7 z");
        await ceremony.StartAsync(ceremony.AttachmentId, third.Id, second.Id);
        await ceremony.AdvanceAsync();
        await ceremony.AdvanceAsync();

        var names = ceremony.World.Provider.Asked.Single().Documents.Select(d => d.DocumentId).ToList();
        names.Distinct().Count().ShouldBe(3, string.Join(", ", names));
        await ceremony.ConfirmAsync();

        var versions = new List<string>();
        foreach (var id in new[] { ceremony.AttachmentId, second.Id, third.Id })
        {
            var attachment = await ceremony.AttachmentAsync(id);
            attachment.IsSigned.ShouldBeTrue();
            attachment.PendingSigningId.ShouldBeNull();
            attachment.Versions.Select(v => v.Kind).ShouldBe([AttachmentVersionKind.Original, AttachmentVersionKind.Signed]);
            versions.Add(attachment.Versions[^1].File.Sha256);
        }

        versions.Distinct().Count().ShouldBe(3);
    }

    [Fact]
    public async Task A_second_signing_signs_what_the_first_one_made_and_the_history_tells_both()
    {
        var ceremony = await Ceremony.RingingAsync();
        await ceremony.ConfirmAsync();
        var firstSigned = (await ceremony.AttachmentAsync()).Versions[^1].File;
        ceremony.World.Provider.Outcome = new Application.Signing.RemoteOutcome.Pending();
        ceremony.Wait(TimeSpan.FromMinutes(1));

        await ceremony.StartAsync();
        await ceremony.AdvanceAsync();
        await ceremony.AdvanceAsync();
        await ceremony.ConfirmAsync();

        ceremony.World.Signer.Prepared[^1].File.ShouldBe(firstSigned);
        var attachment = await ceremony.AttachmentAsync();
        attachment.FileName.ShouldBe("to-khai_signed.pdf");
        attachment.Versions.Count.ShouldBe(3);
        var history = await ceremony.World.SendAsync(
            TestWorld.Ann, new ListSigningHistory(ceremony.DossierId, "to-khai", ceremony.AttachmentId));
        history.Count.ShouldBe(2);
        history[1].SigningTime.ShouldBe(history[0].SigningTime + TimeSpan.FromMinutes(1));
        history[0].Signer.ShouldBe("Nguyễn Văn Kiểm Thử");
        history[0].Email.ShouldBe(TestWorld.Ann.Email, "the certificate names none, so the account's is told");
        history[0].Authority.ShouldBe("Sandbox CA");
        history[0].CertificateSerialNumber.ShouldBe(TestWorld.Serial);
    }

    [Fact]
    public async Task Watching_shows_every_change_and_stops_with_the_end()
    {
        var ceremony = await Ceremony.RequestedAsync();
        var seen = new List<SigningState>();
        await foreach (var view in ceremony.World.StreamAsync(TestWorld.Ann, new WatchSigning(ceremony.SigningId)))
        {
            seen.Add(view.State);
            if (view.State == SigningState.WaitingForConfirmation) ceremony.World.Provider.Confirm();
            await ceremony.AdvanceAsync();
            ceremony.Wait(TimeSpan.FromMilliseconds(500));
        }

        seen.Where((state, n) => n == 0 || state != seen[n - 1]).ShouldBe(
            [SigningState.Requested, SigningState.Prepared, SigningState.WaitingForConfirmation, SigningState.Finishing, SigningState.Signed]);
    }

    [Fact]
    public async Task Nothing_is_advanced_that_does_not_exist()
    {
        var world = new TestWorld();

        (await world.AdvanceAsync(Guid.NewGuid())).ShouldBe(new NextLook((DateTimeOffset?)null));
        world.Streams.Log.ShouldBeEmpty();
    }
}
