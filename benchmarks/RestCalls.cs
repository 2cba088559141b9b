using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;

namespace KonTum.Tthc.Benchmarks;

/// <summary>Calls of one person to a running platform through its REST surface.</summary>
internal sealed class RestCalls(HttpClient http, Uri rest, string token)
{
    /// <summary>Logs a demonstration person in at the sandbox.</summary>
    public static async Task<string> LogInAsync(HttpClient http, Uri sandbox, string username)
    {
        var people = (await http.GetFromJsonAsync<JsonNode>(new Uri(sandbox, "control/people")))!;
        using var form = new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["grant_type"] = "password",
            ["client_id"] = "kontum-tthc-cli",
            ["username"] = username,
            ["password"] = (string)people["demonstration_password"]!,
            ["scope"] = "openid profile email tthc",
        });
        using var answer = await http.PostAsync(new Uri(sandbox, "connect/token"), form);
        answer.EnsureSuccessStatusCode();
        return (string)(await answer.Content.ReadFromJsonAsync<JsonNode>())!["access_token"]!;
    }

    /// <summary>Which of a program's addresses speaks HTTP/1; the port of gRPC hangs up on it.</summary>
    public static async Task<Uri> FindRestAsync(HttpClient http, IReadOnlyList<Uri> addresses)
    {
        foreach (var address in addresses)
        {
            try
            {
                using var answer = await http.GetAsync(new Uri(address, "/health"));
                if (answer.IsSuccessStatusCode) return address;
            }
            catch (HttpRequestException)
            {
                // This is the other one.
            }
        }

        throw new InvalidOperationException("No address answers GET /health.");
    }

    /// <summary>A PDF of one empty page.</summary>
    public static byte[] SmallPdf()
    {
        string[] objects = ["<</Type/Catalog/Pages 2 0 R>>", "<</Type/Pages/Kids[3 0 R]/Count 1>>", "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>"];
        var text = new StringBuilder("%PDF-1.7\n");
        var table = new StringBuilder("0000000000 65535 f\r\n");
        for (var i = 0; i < objects.Length; i++)
        {
            table.Append(CultureInfo.InvariantCulture, $"{text.Length:D10} 00000 n\r\n");
            text.Append(CultureInfo.InvariantCulture, $"{i + 1} 0 obj\n{objects[i]}\nendobj\n");
        }

        var start = text.Length;
        text.Append(CultureInfo.InvariantCulture, $"xref\n0 4\n{table}trailer\n<</Size 4/Root 1 0 R>>\nstartxref\n{start}\n%%EOF\n");
        return Encoding.Latin1.GetBytes(text.ToString());
    }

    public Task<JsonNode> GetAsync(string path) => SendAsync(HttpMethod.Get, path, null);

    public async Task<JsonNode> PostAsync(string path, JsonObject request)
    {
        request["requestId"] = Guid.NewGuid().ToString();
        using var body = new StringContent(request.ToJsonString(), Encoding.UTF8, "application/json");
        return await SendAsync(HttpMethod.Post, path, body);
    }

    public async Task<JsonNode> PatchAsync(string path, JsonObject request)
    {
        using var body = new StringContent(request.ToJsonString(), Encoding.UTF8, "application/json");
        return await SendAsync(HttpMethod.Patch, path, body);
    }

    public async Task<JsonNode> UploadAsync(string path, byte[] file)
    {
        using var body = new ByteArrayContent(file);
        body.Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
        return await SendAsync(HttpMethod.Post, path, body);
    }

    private async Task<JsonNode> SendAsync(HttpMethod method, string path, HttpContent? body)
    {
        using var request = new HttpRequestMessage(method, new Uri(rest, path)) { Content = body };
        if (token.Length > 0) request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        using var answer = await http.SendAsync(request);
        var text = await answer.Content.ReadAsStringAsync();
        return answer.IsSuccessStatusCode ? JsonNode.Parse(text)! : throw new InvalidOperationException($"{path}: {(int)answer.StatusCode} {text}");
    }
}
