using System.Net.Http.Json;
using KonTum.Tthc.Application.Dossiers.GetDossier;
using KonTum.Tthc.Application.Signing;
using KonTum.Tthc.Domain.Failures;
using KonTum.Tthc.Infrastructure.Tests.Signing;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;

namespace KonTum.Tthc.Infrastructure.Tests.Reception;

/// <summary>Seals that a provider holds: the credentials of an organisation at the sandbox's CSC services.</summary>
public sealed partial class ResultPapersAreSealed
{
    [Theory]
    [InlineData(SealingHost.RemoteWithPin)]
    [InlineData(SealingHost.Remote)]
    public async Task A_seal_that_a_provider_holds_names_its_agency_and_validates(string agency)
    {
        var desk = new Desk(host, agency, Interlocked.Add(ref _codes, 100));
        var id = await ProcessingAsync(desk: desk);

        await UploadAsync(id, "a.pdf", desk);
        await SealAllAsync();

        var result = (await ReadAsync(id)).Results.ShouldHaveSingleItem();
        result.IsSealed.ShouldBeTrue();
        var finding = (await host.Services.GetRequiredService<IDocumentSigner>().ValidateAsync(result.Newest.File, Cancellation)).ShouldHaveSingleItem();
        finding.Indication.ShouldBe(FindingIndication.TotalPassed);
        finding.Signer.ShouldBe("UBND phường Quang Trung");
        finding.TimestampTime.ShouldNotBeNull();
        (await PdfsigAsync(result.Newest.File)).ShouldContain("Signature is Valid");
    }

    [Fact]
    public async Task While_the_provider_is_away_the_paper_waits_and_the_officer_sees_why()
    {
        var desk = new Desk(host, SealingHost.Remote, Interlocked.Add(ref _codes, 100));
        var id = await ProcessingAsync(desk: desk);
        await OrderFaultAsync(new { fault = "connection_reset", gateway = "csc2", user_id = SealingHost.Organisation });
        var uploaded = await UploadAsync(id, "a.pdf", desk); // that it cannot be sealed now is no reason to refuse it

        (await SealNextAsync(DateTimeOffset.UtcNow.AddSeconds(1))).ShouldBeTrue();

        var trouble = (await host.SendAsync(desk.Officer, new GetDossier(id))).Results.Single().Trouble.ShouldNotBeNull();
        trouble.Cause.Failure.ShouldBe(Failures.ProviderUnavailable);
        trouble.Attempts.ShouldBe(1);
        trouble.NextAttempt.ShouldBeGreaterThan(DateTimeOffset.UtcNow);
        await ClearFaultsAsync();
        await SealAllAsync();
        var sealedNow = (await host.SendAsync(desk.Officer, new GetDossier(id))).Results.Single();
        (sealedNow.IsSealed, sealedNow.Trouble).ShouldBe((true, null));
        (await WaitingAsync(uploaded.Id)).ShouldBe(0);
    }

    [Fact]
    public async Task What_the_provider_refuses_is_said_and_a_refused_pin_is_not_given_again()
    {
        var desk = new Desk(host, SealingHost.RemoteWithWrongPin);
        var id = await ProcessingAsync(desk: desk);
        await UploadAsync(id, "a.pdf", desk);
        (await SealNextAsync(DateTimeOffset.UtcNow.AddSeconds(1))).ShouldBeTrue();

        var trouble = (await host.SendAsync(desk.Officer, new GetDossier(id))).Results.Single().Trouble.ShouldNotBeNull();
        trouble.Cause.Failure.ShouldBe(Failures.AgencySealUnusable);
        trouble.Cause.Vietnamese.ShouldContain(SealingHost.RemoteWithWrongPin);
        // The credential would be locked by now, for the agency whose PIN is right as well, if each attempt gave the wrong one.
        for (var attempt = 2; attempt <= 12; attempt++) (await SealNextAsync(DateTimeOffset.UtcNow.AddHours(attempt))).ShouldBeTrue();
        await A_seal_that_a_provider_holds_names_its_agency_and_validates(SealingHost.RemoteWithPin);

        (await FailAsync(desk, id, "b.pdf", SmallPdf.Write())).Failure.ShouldBe(Failures.AgencySealUnusable, "now it is known beforehand");
        var phone = new Desk(host, SealingHost.RemoteWithPhone);
        (await FailAsync(phone, await ProcessingAsync(desk: phone), "a.pdf", SmallPdf.Write())).Failure
            .ShouldBe(Failures.AgencySealUnusable, "a key that rings at a person's phone is no seal");
        var unknown = new Desk(host, SealingHost.RemoteUnknown);
        (await FailAsync(unknown, await ProcessingAsync(desk: unknown), "a.pdf", SmallPdf.Write())).Failure.ShouldBe(Failures.AgencySealUnusable);
        await _desk.AppendAsync(id, new Domain.Dossiers.ProcessingStopped("o", Domain.People.Personal.Of("x", ""), DateTimeOffset.UtcNow));
        while (await SealNextAsync(DateTimeOffset.UtcNow.AddHours(20)))
        {
            // Nobody wants it sealed any more; the tests share one queue.
        }
    }

    private async Task OrderFaultAsync(object fault)
    {
        using var put = await host.World.Http.PutAsJsonAsync($"{host.World.Url}/control/faults", fault, Cancellation);
        put.EnsureSuccessStatusCode();
    }

    private async Task ClearFaultsAsync()
    {
        using var taken = await host.World.Http.DeleteAsync(
            $"{host.World.Url}/control/faults?gateway=csc2&user_id={SealingHost.Organisation}", Cancellation);
        taken.EnsureSuccessStatusCode();
    }
}
