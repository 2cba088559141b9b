using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;

namespace KonTum.Tthc.Acceptance.Tests.Uploads;

/// <summary>Speaks tus 1.0.0 (https://tus.io/protocols/resumable-upload) by hand, so that what is sent is what a test says.</summary>
internal sealed class TusClient : IDisposable
{
    private readonly HttpClient _http;

    public TusClient(Uri server, string? token)
    {
        _http = new HttpClient { BaseAddress = server, Timeout = TimeSpan.FromSeconds(60) };
        if (token is not null) _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
    }

    public static byte[] Pdf(int size)
    {
        var bytes = new byte[size];
        RandomNumberGenerator.Fill(bytes);
        Samples.SmallPdf().CopyTo(bytes, 0);
        return bytes;
    }

    public static string Metadata(params (string Key, string Value)[] pairs) =>
        string.Join(',', pairs.Select(p => $"{p.Key} {Convert.ToBase64String(Encoding.UTF8.GetBytes(p.Value))}"));

    public static string MetadataOf(string dossier, byte[] file, string name = "tờ khai.pdf") => Metadata(
        ("dossier_id", dossier), ("component_id", Applicant.Component), ("filename", name), ("sha256", Convert.ToHexStringLower(SHA256.HashData(file))));

    public Task<HttpResponseMessage> SendAsync(
        HttpMethod method, string address, HttpContent? content, params (string Name, string Value)[] headers)
    {
        var request = new HttpRequestMessage(method, address) { Content = content };
        if (headers.All(h => h.Name != "Tus-Resumable")) request.Headers.Add("Tus-Resumable", "1.0.0");
        foreach (var (name, value) in headers.Where(h => h.Value.Length > 0)) request.Headers.TryAddWithoutValidation(name, value).ShouldBeTrue();
        return _http.SendAsync(request, TestContext.Current.CancellationToken);
    }

    public Task<HttpResponseMessage> CreateAsync(long length, string metadata) => SendAsync(
        HttpMethod.Post, "/v1/uploads", null,
        ("Upload-Length", length.ToString(CultureInfo.InvariantCulture)), ("Upload-Metadata", metadata));

    /// <summary>Begins an upload that is accepted; answers its address.</summary>
    public async Task<string> BeginAsync(string dossier, byte[] file)
    {
        using var answer = await CreateAsync(file.Length, MetadataOf(dossier, file));
        answer.StatusCode.ShouldBe(HttpStatusCode.Created, await answer.Content.ReadAsStringAsync());
        return answer.Headers.Location!.OriginalString;
    }

    public Task<HttpResponseMessage> HeadAsync(string address) => SendAsync(HttpMethod.Head, address, null);

    public Task<HttpResponseMessage> PatchAsync(string address, long offset, HttpContent part, params (string Name, string Value)[] headers)
    {
        part.Headers.ContentType ??= new MediaTypeHeaderValue("application/offset+octet-stream");
        return SendAsync(HttpMethod.Patch, address, part, [("Upload-Offset", offset.ToString(CultureInfo.InvariantCulture)), .. headers]);
    }

    public Task<HttpResponseMessage> PatchAsync(string address, long offset, byte[] part, params (string Name, string Value)[] headers) =>
        PatchAsync(address, offset, new ByteArrayContent(part), headers);

    /// <summary>As tus clients do: asks how far it is and goes on there, until it is attached.</summary>
    public async Task<string> FinishAsync(string address, byte[] file)
    {
        for (var attempt = 0; attempt < 30; attempt++)
        {
            try
            {
                using var head = await HeadAsync(address);
                if (head.StatusCode == HttpStatusCode.Locked) continue; // the server has not noticed yet that the other line is dead
                head.StatusCode.ShouldBe(HttpStatusCode.OK);
                if (AttachmentOf(head) is { } attached) return attached;
                var offset = OffsetOf(head);
                using var sent = await PatchAsync(address, offset, file[(int)offset..]);
                if (sent.StatusCode == HttpStatusCode.Locked) continue;
                sent.StatusCode.ShouldBe(HttpStatusCode.NoContent, await sent.Content.ReadAsStringAsync());
                if (AttachmentOf(sent) is { } id) return id;
            }
            catch (HttpRequestException)
            {
                // The line broke.
            }
        }

        throw new TimeoutException("It is not attached after 30 attempts.");
    }

    public static long OffsetOf(HttpResponseMessage answer) => long.Parse(answer.Headers.GetValues("Upload-Offset").Single(), CultureInfo.InvariantCulture);

    public static string? AttachmentOf(HttpResponseMessage answer) =>
        answer.Headers.TryGetValues("Tthc-Attachment-Id", out var values) ? values.Single() : null;

    public void Dispose() => _http.Dispose();
}
