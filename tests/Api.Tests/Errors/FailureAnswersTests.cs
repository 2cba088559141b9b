using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Google.Rpc;
using Grpc.Core;
using KonTum.Tthc.Api.Tests.Serving;
using KonTum.Tthc.Contract.V1;
using KonTum.Tthc.Domain.Failures;
using Microsoft.Extensions.Logging;
using Shouldly;
using Catalogue = KonTum.Tthc.Domain.Failures.Failures;

namespace KonTum.Tthc.Api.Tests.Errors;

/// <summary>Every failure has one answer, and both surfaces give it.</summary>
public sealed class FailureAnswersTests(ApiServer server) : IClassFixture<ApiServer>
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public static TheoryData<string> Codes => [.. Catalogue.All.Keys];

    [Theory]
    [MemberData(nameof(Codes))]
    public async Task Every_entry_of_the_catalogue_is_answered_on_gRPC(string code)
    {
        var failure = Catalogue.All[code];
        var e = await Should.ThrowAsync<RpcException>(() => Procedures().GetProcedureAsync(new() { Code = code }).ResponseAsync);

        e.StatusCode.ToString().ShouldBe(failure.Kind.ToString());
        var status = e.GetRpcStatus().ShouldNotBeNull();
        var info = status.GetDetail<ErrorInfo>().ShouldNotBeNull();
        info.Reason.ShouldBe(code);
        info.Domain.ShouldBe("tthc.kontum.gov.vn");
        info.Metadata["note"].ShouldBe("chú ý");
        Texts(status).ShouldBe([("vi-VN", Filled(failure.Vietnamese)), ("en", Filled(failure.English))]);
        status.Message.ShouldBe(Filled(failure.English));
    }

    [Theory]
    [MemberData(nameof(Codes))]
    public async Task Every_entry_of_the_catalogue_is_answered_on_REST(string code)
    {
        var failure = Catalogue.All[code];
        using var http = server.Http();
        using var answer = await http.GetAsync($"/v1/procedures/{code}", Stop);

        answer.StatusCode.ShouldBe(HttpStatusOf(failure.Kind));
        var error = await ErrorOf(answer);
        error.Code.ShouldBe(code);
        error.Metadata["note"].ShouldBe("chú ý");
        error.Vietnamese.ShouldBe(Filled(failure.Vietnamese));
        error.English.ShouldBe(Filled(failure.English));
        answer.Headers.WwwAuthenticate.Count.ShouldBe(failure.Kind == FailureKind.Unauthenticated ? 1 : 0);
    }

    [Fact]
    public async Task All_wrong_fields_are_listed_with_their_reasons()
    {
        var e = await Should.ThrowAsync<RpcException>(() => Procedures().GetProcedureAsync(new() { Code = "violations" }).ResponseAsync);
        var violations = e.GetRpcStatus()!.GetDetail<BadRequest>()!.FieldViolations;
        violations.Select(v => (v.Field, v.Reason)).ShouldBe([("form.owner_name", "REQUIRED"), ("form.set_count", "OUT_OF_RANGE")]);
        violations[1].Description.ShouldBe("Giá trị phải trong khoảng 1–99.");
        violations[1].LocalizedMessage.Message.ShouldBe("The value must be within 1–99.");

        using var http = server.Http();
        using var answer = await http.GetAsync("/v1/procedures/violations", Stop);
        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        var json = await answer.Content.ReadAsStringAsync(Stop);
        var detail = JsonDocument.Parse(json).RootElement.GetProperty("details").EnumerateArray()
            .Single(d => d.GetProperty("@type").GetString() == "type.googleapis.com/google.rpc.BadRequest");
        var second = detail.GetProperty("fieldViolations")[1];
        second.GetProperty("field").GetString().ShouldBe("form.set_count");
        second.GetProperty("description").GetString().ShouldBe("Giá trị phải trong khoảng 1–99.");
        second.GetProperty("localizedMessage").GetProperty("locale").GetString().ShouldBe("en");
    }

    [Fact]
    public async Task A_database_that_is_away_is_worth_another_try()
    {
        var e = await Should.ThrowAsync<RpcException>(() => Procedures().GetProcedureAsync(new() { Code = "database-away" }).ResponseAsync);
        e.StatusCode.ShouldBe(StatusCode.Unavailable);
        e.GetRpcStatus()!.ToString().ShouldNotContain(Handlers.Secret);

        using var http = server.Http();
        using var answer = await http.GetAsync("/v1/procedures/database-away", Stop);
        answer.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        (await ErrorOf(answer)).Code.ShouldBe("STORAGE_UNAVAILABLE");
    }

    [Fact]
    public async Task An_unexpected_exception_is_logged_with_its_trace_and_answered_without_details()
    {
        var e = await Should.ThrowAsync<RpcException>(() => Procedures().GetProcedureAsync(new() { Code = "unexpected" }).ResponseAsync);
        e.StatusCode.ShouldBe(StatusCode.Internal);
        e.GetRpcStatus()!.ToString().ShouldNotContain(Handlers.Secret);
        var trace = e.GetRpcStatus()!.GetDetail<ErrorInfo>()!.Metadata["trace_id"];

        using var http = server.Http();
        using var answer = await http.GetAsync("/v1/procedures/unexpected", Stop);
        answer.StatusCode.ShouldBe(HttpStatusCode.InternalServerError);
        (await answer.Content.ReadAsStringAsync(Stop)).ShouldNotContain(Handlers.Secret);
        var error = await ErrorOf(answer);
        error.Code.ShouldBe("INTERNAL");

        foreach (var id in new[] { trace, error.Metadata["trace_id"] })
        {
            id.Length.ShouldBe(32);
            server.Logs.Lines.ShouldContain(l => l.Level == LogLevel.Error && l.Text.Contains(id) && l.Text.Contains(Handlers.Secret));
        }
    }

    [Fact]
    public async Task A_cancelled_call_is_cancelled_in_the_use_case_and_is_no_error_of_ours()
    {
        await using var own = new ApiServer();
        await own.InitializeAsync();
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        var call = new ProcedureCatalog.ProcedureCatalogClient(own.Calls)
            .GetProcedureAsync(new() { Code = "slow" }, cancellationToken: cancel.Token).ResponseAsync;
        await own.Cancellations.Started.Task.WaitAsync(Stop);
        await cancel.CancelAsync();

        (await Should.ThrowAsync<RpcException>(() => call)).StatusCode.ShouldBe(StatusCode.Cancelled);
        await own.Cancellations.Seen.Task.WaitAsync(Stop);
        own.Logs.Lines.ShouldNotContain(l => l.Level >= LogLevel.Error);
    }

    [Theory]
    [InlineData("GET", "/v1/nowhere", null, null, 404, "ADDRESS_NOT_FOUND")]
    [InlineData("DELETE", "/v1/limits", null, null, 405, "METHOD_NOT_ALLOWED")]
    [InlineData("PUT", "/v1/dossiers/1", null, null, 405, "METHOD_NOT_ALLOWED")]
    [InlineData("POST", "/v1/dossiers", "{\"procedureCode\":", "application/json", 400, "REQUEST_UNREADABLE")]
    [InlineData("POST", "/v1/dossiers", "{\"procedureCode\":{}}", "application/json", 400, "REQUEST_UNREADABLE")]
    [InlineData("POST", "/v1/dossiers", "null", "application/json", 400, "REQUEST_UNREADABLE")]
    [InlineData("POST", "/v1/dossiers", "a=b", "application/x-www-form-urlencoded", 415, "CONTENT_TYPE_NOT_ACCEPTED")]
    [InlineData("GET", "/v1/dossiers?pageSize=many", null, null, 400, "REQUEST_UNREADABLE")]
    public async Task What_reaches_no_use_case_is_answered_in_the_same_shape(
        string method, string path, string? body, string? type, int status, string code)
    {
        using var http = server.Http();
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        if (body is not null) request.Content = new StringContent(body, Encoding.UTF8, new MediaTypeHeaderValue(type!));
        using var answer = await http.SendAsync(request, Stop);

        ((int)answer.StatusCode).ShouldBe(status);
        var error = await ErrorOf(answer);
        error.Code.ShouldBe(code);
        error.Vietnamese.ShouldBe(Catalogue.All[code].Vietnamese);
        if (status == 405) answer.Content.Headers.Allow.ShouldContain("GET");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_body_that_is_too_large_is_answered_in_the_same_shape(bool chunked)
    {
        using var http = server.Http();
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/dossiers");
        request.Content = new StringContent($"{{\"procedureCode\":\"{new string('x', 2 * 1024 * 1024)}\"}}", Encoding.UTF8, "application/json");
        request.Headers.TransferEncodingChunked = chunked;
        request.Headers.ExpectContinue = !chunked;
        using var answer = await http.SendAsync(request, Stop);

        answer.StatusCode.ShouldBe(HttpStatusCode.RequestEntityTooLarge);
        (await ErrorOf(answer)).Code.ShouldBe("REQUEST_TOO_LARGE");
    }

    [Fact]
    public async Task A_failure_in_the_middle_of_a_stream_ends_it_on_both_surfaces()
    {
        var token = server.Identity.Token(roles: ["auditor"]);
        using var call = new Contract.V1.Audit.AuditClient(server.Calls).ReplayEvents(
            new() { Limit = 2, ActorId = "CHANGED_MEANWHILE" }, ApiServer.Bearer(token), cancellationToken: Stop);
        var seen = 0;
        var e = await Should.ThrowAsync<RpcException>(async () =>
        {
            await foreach (var _ in call.ResponseStream.ReadAllAsync(Stop)) seen++;
        });
        seen.ShouldBe(2);
        e.GetRpcStatus()!.GetDetail<ErrorInfo>()!.Reason.ShouldBe("CHANGED_MEANWHILE");

        using var http = server.Http(token);
        var lines = (await http.GetStringAsync("/v1/events?limit=2&actorId=CHANGED_MEANWHILE", Stop)).Trim().Split('\n');
        lines.Length.ShouldBe(3);
        JsonDocument.Parse(lines[1]).RootElement.GetProperty("sequence").GetString().ShouldBe("2");
        lines[2].ShouldContain("CHANGED_MEANWHILE");
    }

    private static (string, string)[] Texts(Google.Rpc.Status status) =>
        [.. status.Details.Where(d => d.Is(LocalizedMessage.Descriptor)).Select(d => d.Unpack<LocalizedMessage>()).Select(m => (m.Locale, m.Message))];

    private static string Filled(string text) => text.Replace("{limit_bytes}", "25", StringComparison.Ordinal);

    // https://github.com/googleapis/googleapis/blob/master/google/rpc/code.proto
    private static HttpStatusCode HttpStatusOf(FailureKind kind) => (HttpStatusCode)(kind switch
    {
        FailureKind.InvalidArgument or FailureKind.FailedPrecondition => 400,
        FailureKind.Unauthenticated => 401,
        FailureKind.PermissionDenied => 403,
        FailureKind.NotFound => 404,
        FailureKind.AlreadyExists or FailureKind.Aborted => 409,
        FailureKind.ResourceExhausted => 429,
        FailureKind.Internal => 500,
        FailureKind.Unimplemented => 501,
        FailureKind.Unavailable => 503,
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    });

    private static async Task<(string Code, Dictionary<string, string> Metadata, string Vietnamese, string English)> ErrorOf(
        HttpResponseMessage answer)
    {
        answer.Content.Headers.ContentType!.MediaType.ShouldBe("application/json");
        answer.Headers.CacheControl!.NoStore.ShouldBeTrue();
        using var json = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(Stop));
        var details = json.RootElement.GetProperty("details").EnumerateArray().ToList();
        var info = details.Single(d => d.GetProperty("@type").GetString() == "type.googleapis.com/google.rpc.ErrorInfo");
        string Text(string locale) =>
            details.Single(d => d.TryGetProperty("locale", out var l) && l.GetString() == locale).GetProperty("message").GetString()!;
        info.GetProperty("domain").GetString().ShouldBe("tthc.kontum.gov.vn");
        return (
            info.GetProperty("reason").GetString()!,
            info.GetProperty("metadata").EnumerateObject().ToDictionary(p => p.Name, p => p.Value.GetString()!),
            Text("vi-VN"),
            Text("en"));
    }

    private ProcedureCatalog.ProcedureCatalogClient Procedures() => new(server.Calls);
}
