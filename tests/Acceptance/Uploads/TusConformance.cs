using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;

namespace KonTum.Tthc.Acceptance.Tests.Uploads;

/// <summary>
/// What tus 1.0.0 says of a server, sentence by sentence (https://tus.io/protocols/resumable-upload): the core protocol and the
/// extensions that OPTIONS names.
/// </summary>
public sealed class TusConformance(CalmPlatform platform)
{
    private Applicant _citizen = null!;
    private string _dossier = "";

    [Fact]
    public async Task OPTIONS_tells_versions_extensions_and_the_largest_size_without_a_token()
    {
        using var client = new TusClient(platform.Api.Rest, null);
        using var answer = await client.SendAsync(HttpMethod.Options, "/v1/uploads", null, ("Tus-Resumable", ""));

        answer.StatusCode.ShouldBe(HttpStatusCode.NoContent);
        Header(answer, "Tus-Version").ShouldBe("1.0.0");
        Header(answer, "Tus-Extension").Split(',').ShouldBe(["creation", "termination", "checksum", "expiration"]);
        Header(answer, "Tus-Max-Size").ShouldBe("26214400");
        Header(answer, "Tus-Checksum-Algorithm").Split(',').ShouldContain("sha1", "a server that offers checksums must know SHA-1");
    }

    [Theory]
    [InlineData("")]
    [InlineData("0.2.2")]
    [InlineData("1.0.0,0.2.2")]
    public async Task Another_version_is_412_and_is_not_processed(string version)
    {
        var (client, file) = await PrepareAsync();
        using (client)
        {
            var address = await client.BeginAsync(_dossier, file);
            using var answer = await client.SendAsync(HttpMethod.Delete, address, null, ("Tus-Resumable", version));
            answer.StatusCode.ShouldBe(HttpStatusCode.PreconditionFailed);
            Header(answer, "Tus-Version").ShouldBe("1.0.0");
            (await StatusAsync(client.HeadAsync(address))).ShouldBe(HttpStatusCode.OK);
        }
    }

    [Fact]
    public async Task POST_creates_an_upload_at_a_location_and_HEAD_tells_offset_length_and_metadata()
    {
        var (client, file) = await PrepareAsync();
        using (client)
        {
            var metadata = TusClient.MetadataOf(_dossier, file);
            using var created = await client.CreateAsync(file.Length, metadata);
            created.StatusCode.ShouldBe(HttpStatusCode.Created);
            Header(created, "Tus-Resumable").ShouldBe("1.0.0");
            using var head = await client.HeadAsync(created.Headers.Location!.OriginalString);

            head.StatusCode.ShouldBe(HttpStatusCode.OK);
            Header(head, "Tus-Resumable").ShouldBe("1.0.0");
            Header(head, "Upload-Offset").ShouldBe("0", "also for 0 bytes");
            Header(head, "Upload-Length").ShouldBe(file.Length.ToString(CultureInfo.InvariantCulture));
            Header(head, "Upload-Metadata").ShouldBe(metadata);
            head.Headers.CacheControl!.NoStore.ShouldBeTrue();
            foreach (var answer in (HttpResponseMessage[])[created, head])
            {
                var expires = DateTimeOffset.ParseExact(Header(answer, "Upload-Expires"), "R", CultureInfo.InvariantCulture);
                (expires - DateTimeOffset.UtcNow).TotalHours.ShouldBeInRange(23.9, 24.1);
            }
        }
    }

    [Fact]
    public async Task What_cannot_become_an_upload_is_refused_at_once()
    {
        var (client, file) = await PrepareAsync();
        using (client)
        {
            var good = TusClient.MetadataOf(_dossier, file);
            (await StatusAsync(client.CreateAsync(25 * 1024 * 1024 + 1, good))).ShouldBe(HttpStatusCode.RequestEntityTooLarge);
            (await StatusAsync(client.CreateAsync(0, good))).ShouldBe(HttpStatusCode.BadRequest);
            (await StatusAsync(client.CreateAsync(-1, good))).ShouldBe(HttpStatusCode.BadRequest);
            (await StatusAsync(client.SendAsync(HttpMethod.Post, "/v1/uploads", null, ("Upload-Metadata", good)))).ShouldBe(HttpStatusCode.BadRequest);
            (await StatusAsync(client.SendAsync(
                HttpMethod.Post, "/v1/uploads", null, ("Upload-Defer-Length", "1"), ("Upload-Metadata", good)))).ShouldBe(HttpStatusCode.BadRequest, "not offered");

            foreach (var bad in (string[])
                     [
                         "", "filename", "filename !!!", good + "," + good, "filename w6k= dmE=", good.Replace("sha256", "sha255", StringComparison.Ordinal),
                         TusClient.Metadata(("dossier_id", _dossier), ("component_id", Applicant.Component), ("filename", "../../etc/passwd"), ("sha256", new string('a', 64))),
                         TusClient.Metadata(("dossier_id", _dossier), ("component_id", Applicant.Component), ("filename", "a\r\nSet-Cookie: b.pdf"), ("sha256", new string('a', 64))),
                         TusClient.Metadata(("dossier_id", _dossier), ("component_id", Applicant.Component), ("filename", new string('a', 300)), ("sha256", new string('a', 64))),
                         good + "," + string.Join(',', Enumerable.Range(0, 5).Select(n => $"dossier_id {n}")),
                     ])
            {
                (await StatusAsync(client.CreateAsync(file.Length, bad))).ShouldBe(HttpStatusCode.BadRequest, bad);
            }

            (await StatusAsync(client.CreateAsync(file.Length, good + ",x " + new string('A', 40_000)))).ShouldBe(HttpStatusCode.RequestHeaderFieldsTooLarge);
            (await StatusAsync(client.CreateAsync(
                file.Length, TusClient.MetadataOf(Guid.NewGuid().ToString(), file)))).ShouldBe(HttpStatusCode.NotFound);
        }
    }

    [Fact]
    public async Task PATCH_appends_at_the_offset_and_nowhere_else()
    {
        var (client, file) = await PrepareAsync();
        using (client)
        {
            var address = await client.BeginAsync(_dossier, file);
            using var first = await client.PatchAsync(address, 0, file[..400]);
            first.StatusCode.ShouldBe(HttpStatusCode.NoContent);
            Header(first, "Upload-Offset").ShouldBe("400");
            Header(first, "Upload-Expires").ShouldNotBeEmpty();
            (await first.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken)).ShouldBeEmpty();

            foreach (var wrong in (long[])[0, 399, 401, 5_000_000]) (await StatusAsync(client.PatchAsync(address, wrong, file[400..]))).ShouldBe(HttpStatusCode.Conflict);
            (await StatusAsync(client.SendAsync(HttpMethod.Patch, address, Part(file[400..])))).ShouldBe(HttpStatusCode.BadRequest, "no Upload-Offset");
            (await StatusAsync(client.SendAsync(HttpMethod.Patch, address, Part(file[400..]), ("Upload-Offset", "-1")))).ShouldBe(HttpStatusCode.BadRequest);
            using var plain = new ByteArrayContent(file[400..]);
            plain.Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
            (await StatusAsync(client.PatchAsync(address, 400, plain))).ShouldBe(HttpStatusCode.UnsupportedMediaType);
            (await StatusAsync(client.PatchAsync(address, 400, [.. file[400..], 1]))).ShouldBe(HttpStatusCode.RequestEntityTooLarge, "more than was announced");
            (await OffsetAsync(client, address)).ShouldBe(400, "nothing of all that was kept");

            using var last = await client.PatchAsync(address, 400, file[400..]);
            last.StatusCode.ShouldBe(HttpStatusCode.NoContent);
            using var again = await client.PatchAsync(address, file.Length, []);
            TusClient.AttachmentOf(again).ShouldBe(TusClient.AttachmentOf(last).ShouldNotBeNull());
        }
    }

    [Fact]
    public async Task A_part_that_is_not_its_checksum_is_460_and_is_dropped()
    {
        var (client, file) = await PrepareAsync();
        using (client)
        {
            var address = await client.BeginAsync(_dossier, file);
            (await StatusAsync(client.PatchAsync(address, 0, file[..10], ("Upload-Checksum", "sha1 " + Convert.ToBase64String(new byte[20]))))).ShouldBe((HttpStatusCode)460);
            (await StatusAsync(client.PatchAsync(address, 0, file[..10], ("Upload-Checksum", "md5 " + Convert.ToBase64String(new byte[16]))))).ShouldBe(HttpStatusCode.BadRequest);
            (await OffsetAsync(client, address)).ShouldBe(0);
            var right = ("Upload-Checksum", "sha256 " + Convert.ToBase64String(SHA256.HashData(file[..10])));
            (await StatusAsync(client.PatchAsync(address, 0, file[..10], right))).ShouldBe(HttpStatusCode.NoContent);
        }
    }

    [Fact]
    public async Task DELETE_ends_an_upload_and_nothing_answers_there_any_more()
    {
        var (client, file) = await PrepareAsync();
        using (client)
        {
            var address = await client.BeginAsync(_dossier, file);
            (await StatusAsync(client.PatchAsync(address, 0, file[..10]))).ShouldBe(HttpStatusCode.NoContent);
            (await StatusAsync(client.SendAsync(HttpMethod.Delete, address, null))).ShouldBe(HttpStatusCode.NoContent);

            using var head = await client.HeadAsync(address);
            head.StatusCode.ShouldBe(HttpStatusCode.NotFound);
            head.Headers.Contains("Upload-Offset").ShouldBeFalse();
            (await StatusAsync(client.PatchAsync(address, 10, file[10..]))).ShouldBe(HttpStatusCode.NotFound);
            (await StatusAsync(client.SendAsync(HttpMethod.Delete, address, null))).ShouldBe(HttpStatusCode.NotFound);
        }
    }

    [Fact]
    public async Task The_overriding_header_stands_for_the_method()
    {
        var (client, file) = await PrepareAsync();
        using (client)
        {
            var address = await client.BeginAsync(_dossier, file);
            using var sent = await client.SendAsync(
                HttpMethod.Post, address, Part(file[..10]), ("Upload-Offset", "0"), ("X-HTTP-Method-Override", "PATCH"));
            Header(sent, "Upload-Offset").ShouldBe("10");
            using var deleted = await client.SendAsync(HttpMethod.Post, address, null, ("X-HTTP-Method-Override", "DELETE"));
            deleted.StatusCode.ShouldBe(HttpStatusCode.NoContent);
        }
    }

    [Fact]
    public async Task Nobody_else_sees_an_upload_or_learns_that_it_is_there()
    {
        var (client, file) = await PrepareAsync();
        using var owner = client;
        using var other = new TusClient(platform.Api.Rest, await platform.World.LogInAsync("phuong"));
        using var nobody = new TusClient(platform.Api.Rest, null);
        var address = await owner.BeginAsync(_dossier, file);
        foreach (var (stranger, status) in new[] { (other, HttpStatusCode.NotFound), (nobody, HttpStatusCode.Unauthorized) })
        {
            (await StatusAsync(stranger.HeadAsync(address))).ShouldBe(status);
            (await StatusAsync(stranger.PatchAsync(address, 0, file))).ShouldBe(status);
            (await StatusAsync(stranger.SendAsync(HttpMethod.Delete, address, null))).ShouldBe(status);
            (await StatusAsync(stranger.CreateAsync(file.Length, TusClient.MetadataOf(_dossier, file)))).ShouldBe(status);
        }

        (await OffsetAsync(owner, address)).ShouldBe(0);
    }

    [Fact]
    public async Task A_file_is_refused_for_what_it_holds_however_it_came()
    {
        var (client, _) = await PrepareAsync();
        using (client)
        {
            var picture = "GIF89a, called a PDF"u8.ToArray();
            var address = await client.BeginAsync(_dossier, picture);
            using var answer = await client.PatchAsync(address, 0, picture);
            answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
            (await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).ShouldContain("FILE_TYPE_NOT_ACCEPTED");
            Header(answer, "X-Content-Type-Options").ShouldBe("nosniff");
            (await StatusAsync(client.HeadAsync(address))).ShouldBe(HttpStatusCode.NotFound);
        }
    }

    private async Task<(TusClient Client, byte[] File)> PrepareAsync()
    {
        _citizen = await Applicant.LogInAsync(platform, "REST", "minh");
        _dossier = (await _citizen.OpenDossierAsync()).Text("id");
        return (new TusClient(platform.Api.Rest, _citizen.Token), TusClient.Pdf(1000));
    }

    private static ByteArrayContent Part(byte[] bytes)
    {
        var part = new ByteArrayContent(bytes);
        part.Headers.ContentType = new MediaTypeHeaderValue("application/offset+octet-stream");
        return part;
    }

    private static string Header(HttpResponseMessage answer, string name) => answer.Headers.TryGetValues(name, out var values) ? string.Join(',', values) : "";

    private static async Task<HttpStatusCode> StatusAsync(Task<HttpResponseMessage> sending)
    {
        using var answer = await sending;
        return answer.StatusCode;
    }

    private static async Task<long> OffsetAsync(TusClient client, string address)
    {
        using var head = await client.HeadAsync(address);
        return TusClient.OffsetOf(head);
    }
}
