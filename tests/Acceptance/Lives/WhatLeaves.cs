using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using KonTum.Tthc.TestKit;

namespace KonTum.Tthc.Acceptance.Tests.Lives;

/// <summary>What administrators do with deliveries, on both surfaces; what the national portal gets under the addresses of files.</summary>
[Collection(LivesCollection.Name)]
public sealed class WhatLeaves(LivesPlatform platform)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("gRPC")]
    [InlineData("REST")]
    public async Task Dead_letters_are_seen_and_sent_again_and_the_portal_is_compared(string surface)
    {
        var api = platform.Surface(surface);
        var administrator = await platform.World.LogInAsync("quantri");
        await OnlyAdministratorsAsync(api);

        await platform.World.OrderAsync("control/portal/faults", new { fault = "error_code", code = "06" });
        var start = DateTimeOffset.UtcNow;
        var life = await SubmittedAsync(surface);
        var wanted = new JsonObject
        {
            ["dossierId"] = life.Id, ["channel"] = "DELIVERY_CHANNEL_PORTAL_DOSSIER", ["state"] = "DELIVERY_STATE_GIVEN_UP",
        };
        var dead = await Eventually.ValueAsync(
            async () => (await api.CallAsync(Calls.ListDeliveries, administrator, wanted)).Items("deliveries").SingleOrDefault(),
            "the dead letter is listed", Patience, Stop);
        (dead.Text("subject"), dead.Text("lastFailure"), (int)dead["attempts"]!).ShouldBe(("dossier_submitted", "PORTAL_REFUSED_06", 1));
        dead.Text("endTime").ShouldNotBeEmpty();
        var shown = dead.ToJsonString(Samples.ReadableJson);
        foreach (var secret in (string[])[life.Citizen.Person.Name, life.Citizen.Person.Phone, life.Citizen.Person.Email, life.Code])
            shown.ShouldNotContain(secret);

        var replay = new JsonObject { ["deliveryId"] = dead.Text("id"), ["requestId"] = Applicant.NewId() };
        var replayed = await api.CallAsync(Calls.ReplayDelivery, administrator, replay);
        replayed.Text("id").ShouldBe(dead.Text("id"));
        replayed.Text("state").ShouldBeOneOf("DELIVERY_STATE_WAITING", "DELIVERY_STATE_DELIVERED");
        await Eventually.HoldsAsync(async () => await platform.World.AtPortalAsync(life.Code) is not null, "the portal has it", Patience, Stop);
        await Eventually.HoldsAsync(
            async () => (await api.CallAsync(Calls.ListDeliveries, administrator, new() { ["dossierId"] = life.Id })).Items("deliveries")
                .Single(d => d.Text("id") == dead.Text("id")).Text("state") == "DELIVERY_STATE_DELIVERED",
            "it is recorded", Patience, Stop);
        (await api.CallAsync(Calls.ReplayDelivery, administrator, replay)).ToJsonString().ShouldBe(replayed.ToJsonString(), "the first answer");
        replay["requestId"] = Applicant.NewId();
        (await Refused.ByAsync(api.CallAsync(Calls.ReplayDelivery, administrator, replay))).Reason.ShouldBe("DELIVERY_NOT_GIVEN_UP");
        foreach (var id in (string[])[Applicant.NewId(), "khong-phai-uuid"])
        {
            (await Refused.ByAsync(api.CallAsync(Calls.ReplayDelivery, administrator, new() { ["deliveryId"] = id }))).Reason.ShouldBe("DELIVERY_NOT_FOUND");
        }

        await ComparedAsync(life, administrator, start);
    }

    [Fact]
    public async Task The_portal_gets_a_file_under_its_address_and_nobody_gets_another_one()
    {
        var (life, other) = (await SubmittedAsync("REST"), await SubmittedAsync("gRPC"));
        var (own, foreign) = (await AddressAsync(life), await AddressAsync(other));
        using var http = new HttpClient { BaseAddress = platform.Api.Rest };
        using var answer = await http.GetAsync(own, Stop);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        answer.Content.Headers.ContentType!.MediaType.ShouldBe("application/pdf");
        answer.Headers.CacheControl!.NoStore.ShouldBeTrue();
        // The newest version: the signed one.
        var dossier = await life.Citizen.GetDossierAsync(life.Id);
        var attachment = dossier.Items("components").SelectMany(c => c.Items("attachments")).Single();
        Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(await answer.Content.ReadAsByteArrayAsync(Stop)))
            .ShouldBe(attachment.Items("versions")[^1].Text("sha256"));

        var parts = own.Split('/'); // "", exchange, portal, code, component, file, proof
        var theirs = foreign.Split('/');
        string With(int part, string value) => string.Join('/', parts.Select((p, i) => i == part ? value : p));
        string[] wrong =
        [
            With(6, new string('0', parts[6].Length)), With(6, parts[6][..^1]), With(6, parts[6] + "0"), With(6, parts[6].ToUpperInvariant()),
            With(6, theirs[6]), With(5, theirs[5]), With(5, Applicant.NewId()), With(5, "khong-phai-uuid"), With(4, "ket-qua"), With(3, theirs[3]),
            With(3, "000.21.24.H34-261123-9999"), string.Join('/', theirs.Take(5).Concat(parts.Skip(5))),
        ];
        var nowhere = await (await http.GetAsync("/exchange/nowhere", Stop)).Content.ReadAsStringAsync(Stop);
        foreach (var address in wrong)
        {
            using var refused = await http.GetAsync(address, Stop);
            refused.StatusCode.ShouldBe(HttpStatusCode.NotFound, address);
            (await refused.Content.ReadAsStringAsync(Stop)).ShouldBe(nowhere, "one answer for all");
        }

        using var posted = await http.PostAsync(own, null, Stop);
        posted.StatusCode.ShouldBe(HttpStatusCode.MethodNotAllowed);
    }

    private async Task OnlyAdministratorsAsync(ISurface api)
    {
        (Call, JsonObject)[] calls =
        [
            (Calls.ListDeliveries, []), (Calls.ReplayDelivery, new() { ["deliveryId"] = Applicant.NewId() }), (Calls.ReconcilePortal, []),
        ];
        foreach (var (call, request) in calls)
        {
            (await Refused.ByAsync(api.CallAsync(call, null, request))).Status.ShouldBe("UNAUTHENTICATED");
            foreach (var username in (string[])["minh", "thuha", "ngocanh"])
                (await Refused.ByAsync(api.CallAsync(call, await platform.World.LogInAsync(username), request))).Status.ShouldBe("PERMISSION_DENIED");
            (await Refused.ByAsync(api.CallAsync(call, await platform.World.LogInSystemAsync(), request))).Status.ShouldBe("PERMISSION_DENIED");
        }
    }

    /// <summary>The same; one differs; one too many; one missing, which is told again.</summary>
    private async Task ComparedAsync(Life life, string administrator, DateTimeOffset start)
    {
        async Task<JsonNode> CompareAsync(bool repair) => await life.Api.CallAsync(Calls.ReconcilePortal, administrator, new()
        {
            ["startTime"] = start.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture), ["repair"] = repair, ["requestId"] = Applicant.NewId(),
        });
        string Told(JsonNode difference) => string.Join(' ',
            difference.Text("code"), difference.Text("dossierId"), difference["localStatus"] ?? 0, difference["portalStatus"] ?? 0);

        var same = await CompareAsync(repair: false);
        ((int)same["comparedCount"]!).ShouldBe(1);
        same.Items("differences").ShouldBeEmpty();

        await platform.World.OrderAsync($"control/portal/dossiers/{life.Code}", new { field = "TrangThaiHoSo", value = "4" });
        var next = NextAfter(life.Code);
        await platform.World.OrderAsync($"control/portal/dossiers/{next}:copy", new { from = life.Code });
        var found = (await CompareAsync(repair: false)).Items("differences");
        found.Select(Told).ShouldBe([$"{life.Code} {life.Id} 1 4", $"{next}  0 4"]);
        found[0].Items("fields").Select(f => (string)f!).ShouldBe(["TrangThaiHoSo"]);

        await platform.World.ForgetAtPortalAsync(next);
        await platform.World.ForgetAtPortalAsync(life.Code);
        (await CompareAsync(repair: true)).Items("differences").Select(Told).ShouldBe([$"{life.Code} {life.Id} 1 0"]);
        await Eventually.HoldsAsync(async () => await platform.World.AtPortalAsync(life.Code) is not null, "the portal is told again", Patience, Stop);
        (await CompareAsync(repair: false)).Items("differences").ShouldBeEmpty();
    }

    /// <summary>The number that comes next.</summary>
    private static string NextAfter(string code) =>
        code[..^4] + (int.Parse(code[^4..], CultureInfo.InvariantCulture) + 1).ToString("D4", CultureInfo.InvariantCulture);

    private async Task<Life> SubmittedAsync(string surface)
    {
        var life = await Life.BeginAsync(platform, surface);
        await life.SignAsync(await life.AttachAsync("tờ khai.pdf", Samples.Declaration()));
        await life.SubmitAsync();
        return life;
    }

    private async Task<string> AddressAsync(Life life)
    {
        var held = await Eventually.ValueAsync(() => platform.World.AtPortalAsync(life.Code), "the portal has the dossier", Patience, Stop);
        var address = held["item"]!.Items("TaiLieuNop").ShouldHaveSingleItem().Text("DuongDanTaiTepTin");
        address.ShouldStartWith(LivesPlatform.Address + "/exchange/portal/");
        return address[LivesPlatform.Address.Length..];
    }
}
