using System.Net;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using KonTum.Tthc.Api.Tests.Serving;
using Microsoft.OpenApi;
using Microsoft.OpenApi.Reader;
using Shouldly;

namespace KonTum.Tthc.Api.Tests.OpenApi;

/// <summary>The OpenAPI document is valid and tells the whole contract.</summary>
public sealed partial class DescriptionTests(ApiServer server) : IClassFixture<ApiServer>
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_document_is_read_without_errors_and_every_reference_leads_somewhere()
    {
        var json = await JsonAsync();
        var read = OpenApiDocument.Parse(json, "json");
        read.Diagnostic!.Errors.ShouldBeEmpty();
        read.Diagnostic.Warnings.ShouldBeEmpty();

        var root = JsonNode.Parse(json)!;
        var references = Reference().Matches(json).Select(m => m.Groups[1].Value).Distinct().ToList();
        references.Count.ShouldBeGreaterThan(20);
        foreach (var name in references) root["components"]!["schemas"]![name].ShouldNotBeNull(name);
    }

    [Fact]
    public async Task Every_HTTP_rule_of_the_contract_is_there_once()
    {
        var document = await DocumentAsync();
        var described = document.Paths.SelectMany(p => p.Value.Operations!.Select(o => $"{o.Key.Method} {Variable().Replace(p.Key, "{}")}"));
        var rules = ContractFiles.Rules.Select(r => $"{r.Verb.ToUpperInvariant()} {Variable().Replace(r.Path, "{}")}").ToList();
        rules.Count.ShouldBeGreaterThan(25);
        // tus is a protocol of HTTP and its headers: it has no rules in the contract.
        rules.AddRange(["POST /v1/uploads", "HEAD /v1/uploads/{}", "PATCH /v1/uploads/{}", "DELETE /v1/uploads/{}"]);
        described.ShouldBe(rules, ignoreOrder: true);

        var ids = document.Paths.Values.SelectMany(p => p.Operations!.Values).Select(o => o.OperationId).ToList();
        ids.ShouldBeUnique();
        ids.ShouldContain("Dossiers_SubmitDossier");
    }

    [Fact]
    public async Task A_method_is_described_with_its_comment_parameters_body_and_answers()
    {
        var document = await DocumentAsync();
        var update = document.Paths["/v1/dossiers/{dossierId}"].Operations![HttpMethod.Patch];
        update.Summary.ShouldBe("Fills the form fields that the mask names");
        update.Description!.ShouldContain("Roles: citizen, system, officer.");
        update.Parameters!.Select(p => $"{p.In} {p.Name} {p.Required}").ShouldBe(["Path dossierId True", "Header If-Match False"]);
        var body = update.RequestBody!.Content!["application/json"].Schema!;
        body.Properties!.Keys.ShouldBe(["form", "updateMask", "etag", "requestId"], ignoreOrder: true);
        body.Required!.ShouldBe(["form"]);
        body.Properties["updateMask"].Type.ShouldBe(JsonSchemaType.String);
        update.Responses!.Keys.ShouldBe(["200", "default"]);
        update.Responses["default"].Content!["application/json"].Schema!.Properties!.Keys.ShouldBe(["code", "message", "details"]);

        var upload = document.Paths["/v1/dossiers/{dossierId}/components/{componentId}/attachments"].Operations![HttpMethod.Post];
        upload.RequestBody!.Content!["application/octet-stream"].Schema!.Format.ShouldBe("binary");
        upload.Parameters!.Where(p => p.In == ParameterLocation.Query).Select(p => p.Name).ShouldBe(["fileName", "sha256", "requestId"]);

        var events = document.Paths["/v1/events"].Operations![HttpMethod.Get];
        events.Responses!["200"].Description!.ShouldContain("one a line");
    }

    [Fact]
    public async Task Types_follow_the_JSON_mapping_of_protobuf()
    {
        var schemas = (await DocumentAsync()).Components!.Schemas!;
        schemas["Dossier"].Properties!["createTime"].Format.ShouldBe("date-time");
        schemas["AttachmentVersion"].Properties!["sizeBytes"].Type.ShouldBe(JsonSchemaType.String);
        schemas["DossierForm"].Properties!["birthDate"].Properties!.Keys.ShouldBe(["year", "month", "day"]);
        schemas["DossierState"].Enum!.Select(e => e.ToString()).ShouldContain("DOSSIER_STATE_DRAFT");
        schemas["DossierForm"].Properties!["ownerName"].Description.ShouldBe("Họ và tên chủ hồ sơ.");
    }

    [Fact]
    public async Task Methods_need_a_token_unless_they_are_open_to_everyone()
    {
        var document = await DocumentAsync();
        document.Security!.Count.ShouldBe(2);
        document.Paths["/v1/limits"].Operations![HttpMethod.Get].Security.ShouldBeEmpty();
        document.Paths["/v1/dossiers"].Operations![HttpMethod.Get].Security.ShouldBeNull();
        document.Components!.SecuritySchemes!["openId"].OpenIdConnectUrl!.ToString().ShouldStartWith(server.Identity.Authority);
    }

    [Fact]
    public async Task The_page_for_people_runs_no_script_of_its_own()
    {
        using var http = server.Http();
        using var page = await http.GetAsync("/swagger/index.html", Stop);
        page.StatusCode.ShouldBe(HttpStatusCode.OK);
        page.Headers.GetValues("Content-Security-Policy").Single().ShouldContain("default-src 'self'");
        InlineScript().IsMatch(await page.Content.ReadAsStringAsync(Stop)).ShouldBeFalse();
    }

    private async Task<string> JsonAsync()
    {
        using var http = server.Http();
        return await http.GetStringAsync("/openapi/v1.json", Stop);
    }

    private async Task<OpenApiDocument> DocumentAsync() => OpenApiDocument.Parse(await JsonAsync(), "json").Document!;

    [GeneratedRegex("\"\\$ref\": \"#/components/schemas/([^\"]+)\"")]
    private static partial Regex Reference();

    [GeneratedRegex(@"\{[^}]+\}")]
    private static partial Regex Variable();

    [GeneratedRegex(@"<script(?![^>]*\bsrc=)[^>]*>\s*\S")]
    private static partial Regex InlineScript();
}
