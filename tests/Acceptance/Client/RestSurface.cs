using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace KonTum.Tthc.Acceptance.Tests.Client;

/// <summary>REST: HTTP/1.1 and JSON by hand, nothing generated.</summary>
internal sealed partial class RestSurface(Uri address) : ISurface
{
    private readonly HttpClient _http = new() { BaseAddress = address, Timeout = TimeSpan.FromMinutes(3) };

    public string Name => "REST";

    public async Task<JsonNode> CallAsync(Call call, string? token, JsonObject request)
    {
        var (path, rest) = Address(call, request);
        using var body = call.Http == HttpMethod.Get ? null : new StringContent(rest.ToJsonString(), Encoding.UTF8, "application/json");
        return await JsonAsync(call.Http, call.Http == HttpMethod.Get ? path + Query(rest) : path, token, body);
    }

    public async IAsyncEnumerable<JsonNode> StreamAsync(Call call, string? token, JsonObject request)
    {
        var (path, rest) = Address(call, request);
        using var answer = await SendAsync(HttpMethod.Get, path + Query(rest), token, null);
        using var lines = new StreamReader(await answer.Content.ReadAsStreamAsync());
        while (await lines.ReadLineAsync() is { } line)
        {
            if (line.Length > 0) yield return JsonNode.Parse(line)!;
        }
    }

    public async Task<JsonNode> UploadAsync(string? token, JsonObject header, byte[] content)
    {
        var rest = header.DeepClone().AsObject();
        var path = $"v1/dossiers/{Take(rest, "dossierId")}/components/{Take(rest, "componentId")}/attachments";
        using var body = new ByteArrayContent(content);
        body.Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
        return await JsonAsync(HttpMethod.Post, path + Query(rest), token, body);
    }

    public async Task<JsonNode> PutImageAsync(string? token, string profileId, byte[] image, string contentType)
    {
        using var body = new ByteArrayContent(image);
        body.Headers.ContentType = new MediaTypeHeaderValue(contentType);
        return await JsonAsync(HttpMethod.Put, $"v1/signatureProfiles/{profileId}/image", token, body);
    }

    public async Task<byte[]> DownloadAsync(string? token, JsonObject request)
    {
        var rest = request.DeepClone().AsObject();
        var path = $"v1/dossiers/{Take(rest, "dossierId")}/components/{Take(rest, "componentId")}/attachments/{Take(rest, "attachmentId")}/content";
        using var answer = await SendAsync(HttpMethod.Get, path + Query(rest), token, null);
        return await answer.Content.ReadAsByteArrayAsync();
    }

    public async Task<byte[]> ReadBytesAsync(Call call, string? token, JsonObject request)
    {
        var (path, rest) = Address(call, request);
        using var answer = await SendAsync(HttpMethod.Get, path + Query(rest), token, null);
        return await answer.Content.ReadAsByteArrayAsync();
    }

    public async Task<JsonNode> PutResultAsync(string? token, JsonObject request, byte[] content)
    {
        var rest = request.DeepClone().AsObject();
        var path = $"v1/dossiers/{Take(rest, "dossierId")}/results";
        using var body = new ByteArrayContent(content);
        body.Headers.ContentType = new MediaTypeHeaderValue("application/pdf");
        return await JsonAsync(HttpMethod.Post, path + Query(rest), token, body);
    }

    public void Dispose() => _http.Dispose();

    private static (string Path, JsonObject Others) Address(Call call, JsonObject request)
    {
        var rest = request.DeepClone().AsObject();
        return (PathVariable().Replace(call.Path, m => Uri.EscapeDataString(Take(rest, m.Groups[1].Value))), rest);
    }

    private static string Take(JsonObject from, string name)
    {
        var value = from.Text(name);
        from.Remove(name);
        return value;
    }

    private static string Query(JsonObject fields) =>
        fields.Count == 0 ? "" : "?" + string.Join('&', fields.Select(f => $"{f.Key}={Uri.EscapeDataString(f.Value!.ToString())}"));

    private async Task<JsonNode> JsonAsync(HttpMethod method, string path, string? token, HttpContent? body)
    {
        using var answer = await SendAsync(method, path, token, body);
        answer.Content.Headers.ContentType!.MediaType.ShouldBe("application/json");
        return JsonNode.Parse(await answer.Content.ReadAsStringAsync())!;
    }

    private async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, string? token, HttpContent? body)
    {
        using var request = new HttpRequestMessage(method, new Uri(path, UriKind.Relative)) { Content = body };
        // A server that refuses a large body answers and closes; who asks first gets the answer.
        request.Headers.ExpectContinue = body is ByteArrayContent;
        if (token is not null) request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        var answer = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        if (answer.IsSuccessStatusCode) return answer;

        using (answer)
        {
            var text = await answer.Content.ReadAsStringAsync();
            text.ShouldStartWith("{", customMessage: $"HTTP {(int)answer.StatusCode} without a body of the usual shape");
            var status = JsonNode.Parse(text)!;
            var refusal = Refusal.Read(status);
            // Two answers are more exact in HTTP than in the canonical codes.
            if (refusal.Reason is not ("REQUEST_TOO_LARGE" or "CONTENT_TYPE_NOT_ACCEPTED"))
                ((int)answer.StatusCode).ShouldBe(Refusal.HttpStatusOf((int)status["code"]!));
            throw new RefusedException(refusal);
        }
    }

    [GeneratedRegex(@"\{(\w+)\}")]
    private static partial Regex PathVariable();
}
