using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Grpc.Core;
using Grpc.Health.V1;
using Grpc.Reflection.V1Alpha;
using KonTum.Tthc.Api.Tests.Serving;
using KonTum.Tthc.Contract.V1;
using Shouldly;
using Domain = KonTum.Tthc.Domain;

namespace KonTum.Tthc.Api.Tests.Files;

/// <summary>What REST adds to the messages, and what stands beside the services.</summary>
public sealed class RestSurfaceTests(ApiServer server) : IClassFixture<ApiServer>
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_etag_travels_as_a_header_in_both_directions()
    {
        using var http = server.Http(server.Identity.Token());
        using var read = await http.GetAsync("/v1/dossiers/1", Stop);
        read.Headers.ETag!.Tag.ShouldBe("\"7\"");

        using var stale = await PatchAsync(http, "\"6\"", "{\"form\":{}}");
        stale.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        (await stale.Content.ReadAsStringAsync(Stop)).ShouldContain("CHANGED_MEANWHILE");

        using var changed = await PatchAsync(http, read.Headers.ETag.Tag, "{\"form\":{}}");
        changed.StatusCode.ShouldBe(HttpStatusCode.OK);
        changed.Headers.ETag!.Tag.ShouldBe("\"8\"");

        using var inBody = await PatchAsync(http, "\"7\"", "{\"form\":{},\"etag\":\"6\"}");
        inBody.StatusCode.ShouldBe(HttpStatusCode.Conflict);
    }

    [Fact]
    public async Task A_form_comes_back_as_it_was_sent()
    {
        const string Form = """
            {"ownerName":"Y Hạnh","birthDate":{"year":1990,"month":2,"day":28},"sex":"SEX_FEMALE","setCount":2,
             "procedureFields":{"số con":2,"tên":["A","B"]}}
            """;
        using var http = server.Http(server.Identity.Token());
        using var answer = await PatchAsync(http, null, $"{{\"form\":{Form},\"updateMask\":\"ownerName,birthDate\"}}");
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);

        using var json = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(Stop));
        json.RootElement.GetProperty("procedureCode").GetString().ShouldBe("owner_name+birth_date");
        var form = json.RootElement.GetProperty("form");
        form.GetProperty("ownerName").GetString().ShouldBe("Y Hạnh");
        form.GetProperty("birthDate").GetProperty("day").GetInt32().ShouldBe(28);
        form.GetProperty("sex").GetString().ShouldBe("SEX_FEMALE");
        form.GetProperty("procedureFields").GetProperty("tên")[1].GetString().ShouldBe("B");
    }

    [Fact]
    public async Task A_day_that_does_not_exist_is_named()
    {
        using var http = server.Http(server.Identity.Token());
        using var answer = await PatchAsync(http, null, "{\"form\":{\"birthDate\":{\"year\":2023,\"month\":2,\"day\":29}}}");
        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await answer.Content.ReadAsStringAsync(Stop)).ShouldContain("form.birth_date");
    }

    [Fact]
    public async Task A_stream_is_one_JSON_object_a_line()
    {
        using var http = server.Http(server.Identity.Token(roles: ["auditor"]));
        var lines = (await http.GetStringAsync("/v1/events?limit=3&types=dossier_opened&types=x", Stop)).TrimEnd('\n').Split('\n');
        lines.Select(l => JsonDocument.Parse(l).RootElement.GetProperty("data").GetProperty("số").GetInt32()).ShouldBe([1, 2, 3]);
    }

    [Fact]
    public async Task The_process_tells_its_health_on_both_surfaces()
    {
        using var http = server.Http();
        (await http.GetStringAsync("/health", Stop)).ShouldBe("ok");
        (await http.GetStringAsync("/health/ready", Stop)).ShouldContain("Healthy");
        var health = await new Health.HealthClient(server.Calls).CheckAsync(new HealthCheckRequest(), cancellationToken: Stop);
        health.Status.ShouldBe(HealthCheckResponse.Types.ServingStatus.Serving);
    }

    [Fact]
    public async Task Reflection_names_every_service_of_the_contract()
    {
        using var call = new ServerReflection.ServerReflectionClient(server.Calls).ServerReflectionInfo(cancellationToken: Stop);
        await call.RequestStream.WriteAsync(new ServerReflectionRequest { ListServices = "" }, Stop);
        (await call.ResponseStream.MoveNext(Stop)).ShouldBeTrue();
        var served = call.ResponseStream.Current.ListServicesResponse.Service.Select(s => s.Name).ToList();
        foreach (var service in ContractFiles.Services) served.ShouldContain(service.FullName);
        await call.RequestStream.CompleteAsync();
    }

    [Fact]
    public void Numbers_that_are_mapped_by_casting_are_the_same_on_both_sides()
    {
        Same<Domain.Dossiers.DossierState, DossierState>();
        Same<Domain.Dossiers.Sex, Sex>();
        Same<Domain.SignatureProfiles.SignatureKind, SignatureKind>();

        static void Same<TDomain, TContract>()
            where TDomain : struct, Enum
            where TContract : struct, Enum
        {
            foreach (var value in Enum.GetValues<TDomain>())
            {
                var number = Convert.ToInt32(value, System.Globalization.CultureInfo.InvariantCulture);
                ((TContract)Enum.ToObject(typeof(TContract), number)).ToString().ShouldBe(value.ToString());
            }
        }
    }

    private static async Task<HttpResponseMessage> PatchAsync(HttpClient http, string? etag, string json)
    {
        using var request = new HttpRequestMessage(HttpMethod.Patch, "/v1/dossiers/1");
        request.Content = new StringContent(json, Encoding.UTF8, "application/json");
        if (etag is not null) request.Headers.IfMatch.Add(new EntityTagHeaderValue(etag));
        return await http.SendAsync(request, Stop);
    }
}
