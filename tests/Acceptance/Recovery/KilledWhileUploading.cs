using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using KonTum.Tthc.Acceptance.Tests.Uploads;
using KonTum.Tthc.TestKit;
using KonTum.Tthc.TestKit.Postgres;
using Npgsql;

namespace KonTum.Tthc.Acceptance.Tests.Recovery;

/// <summary>kill -9 of the Api in the middle of a part, and between the last byte and the attaching; the next process goes on.</summary>
public sealed class KilledWhileUploading(CalmPlatform platform)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Nothing_that_came_is_lost_and_the_file_is_attached_once()
    {
        var folder = Directory.CreateTempSubdirectory("tthc-uploading-");
        await using var database = await TestDatabase.CreateAsync(Cancellation);
        using var silent = new TcpListener(IPAddress.Loopback, 0); // a virus scanner that never answers
        silent.Start();
        (string, string)[] scanned = [("Tthc__Clamd__Address", $"tcp://{silent.LocalEndpoint}")];
        var file = TusClient.Pdf(1_000_000);
        var (token, uploads) = (await platform.World.LogInAsync("minh"), Path.Combine(folder.FullName, "api", "uploads"));
        try
        {
            string dossier, address;
            await using (var first = await StartAsync("api-1"))
            {
                (dossier, address) = await BeginAsync(first, token, file);
                using var client = new TusClient(first.Rest, token);
                using var half = new HalfAPart(file, 600_000);
                var sending = client.PatchAsync(address, 0, half);
                await Eventually.HoldsAsync(
                    () => new FileInfo(Directory.GetFiles(uploads).Single()).Length == 600_000, "what was sent is written", cancellationToken: Cancellation);
                await first.KillAsync();
                half.GoOn();
                await Should.ThrowAsync<HttpRequestException>(() => sending);
            }

            await using (var second = await StartAsync("api-2"))
            {
                using var client = new TusClient(second.Rest, token);
                using var head = await client.HeadAsync(address);
                TusClient.OffsetOf(head).ShouldBe(600_000, "the byte after the last that was written");
                var sending = client.PatchAsync(address, 600_000, file[600_000..]);
                using var asked = await silent.AcceptTcpClientAsync(Cancellation).AsTask().WaitAsync(TimeSpan.FromSeconds(60), Cancellation);
                await second.KillAsync(); // all bytes are there, and nothing is attached
                await Should.ThrowAsync<HttpRequestException>(() => sending);
            }

            scanned = [];
            await using var third = await StartAsync("api-3");
            using (var client = new TusClient(third.Rest, token))
            {
                // Whoever looks finishes it; of two at once, the other is told the same or to come again.
                var heads = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => client.HeadAsync(address)));
                heads.Select(h => h.StatusCode).ShouldAllBe(s => s == HttpStatusCode.OK || s == HttpStatusCode.Locked);
                var named = heads.Select(TusClient.AttachmentOf).OfType<string>().Distinct().ToList();
                foreach (var head in heads) head.Dispose();
                (await client.FinishAsync(address, file)).ShouldBe(named.ShouldHaveSingleItem());
                using var again = await client.PatchAsync(address, file.Length, []);
                TusClient.AttachmentOf(again).ShouldBe(named[0]);
                using var surface = new RestSurface(third.Rest);
                var bytes = await surface.DownloadAsync(token, new Paper(dossier, named[0], "tờ khai.pdf").Address());
                SHA256.HashData(bytes).ShouldBe(SHA256.HashData(file));
            }

            Directory.GetFiles(uploads).ShouldBeEmpty();
            await using var events = NpgsqlDataSource.Create(database.ConnectionString);
            await using var count = events.CreateCommand("select count(*) from tthc.mt_events where type = 'attachment_uploaded'");
            (await count.ExecuteScalarAsync(Cancellation)).ShouldBe(1L);
        }
        finally
        {
            folder.Delete(recursive: true);
        }

        Task<ApiNode> StartAsync(string name) =>
            ApiNode.StartAsync(folder.FullName, name, database.ConnectionString, platform.Sandbox, more: scanned);
    }

    private async Task<(string Dossier, string Address)> BeginAsync(ApiNode node, string token, byte[] file)
    {
        using var surface = new RestSurface(node.Rest);
        var citizen = new Applicant(surface, platform.World, await platform.World.PersonAsync("minh"), token);
        var dossier = (await citizen.OpenDossierAsync()).Text("id");
        using var client = new TusClient(node.Rest, token);
        return (dossier, await client.BeginAsync(dossier, file));
    }

    /// <summary>Sends the beginning of a part and then holds, like a line that has become silent.</summary>
    private sealed class HalfAPart(byte[] file, int length) : HttpContent
    {
        private readonly TaskCompletionSource _goOn = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public void GoOn() => _goOn.SetResult();

        protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
            SerializeToStreamAsync(stream, context, Cancellation);

        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
        {
            await stream.WriteAsync(file.AsMemory(0, length), cancellationToken);
            await stream.FlushAsync(cancellationToken);
            await _goOn.Task;
            await stream.WriteAsync(file.AsMemory(length), cancellationToken);
            await stream.FlushAsync(cancellationToken);
        }

        protected override bool TryComputeLength(out long contentLength)
        {
            contentLength = file.Length;
            return true;
        }
    }
}
