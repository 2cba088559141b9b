using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using Google.Api;
using Google.Protobuf;
using Grpc.Core;
using Grpc.Net.Client;
using KonTum.Tthc.Contract.V1;
using KonTum.Tthc.TestKit;
using KonTum.Tthc.TestKit.Postgres;
using Npgsql;

namespace KonTum.Tthc.Acceptance.Tests.Recovery;

/// <summary>kill -9 of the Api while the agency's seal waits for its timestamp; another process seals the paper, once.</summary>
public sealed class KilledWhileSealing(CalmPlatform platform)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_next_process_seals_the_paper_once()
    {
        var folder = Directory.CreateTempSubdirectory("tthc-sealing-");
        await using var database = await TestDatabase.CreateAsync(Cancellation);
        using var silent = new TcpListener(IPAddress.Loopback, 0); // a timestamp authority that never answers
        silent.Start();
        var seals = await SealsAsync(folder.FullName);
        try
        {
            string dossier, result;
            var first = await ApiNode.StartAsync(
                folder.FullName, "api-1", database.ConnectionString, platform.Sandbox,
                more: [.. seals, ("Tthc__Timestamps__Url", $"http://{silent.LocalEndpoint}/tsa")]);
            await using (first)
            {
                dossier = await SubmitAsync(first);
                result = await UploadAsync(first, dossier);
                using var asked = await silent.AcceptTcpClientAsync(Cancellation).AsTask().WaitAsync(TimeSpan.FromSeconds(60), Cancellation);
                await first.KillAsync();
            }

            // The dead process holds the paper for two minutes; nobody has to wait for them here.
            await using (var sql = NpgsqlDataSource.Create(database.ConnectionString))
            await using (var expire = sql.CreateCommand(
                $"update tthc.sealing_work set leased_until = now() where result_id = '{result}' and leased_until > now()"))
                (await expire.ExecuteNonQueryAsync(Cancellation)).ShouldBe(1, "it was killed while it had the paper");

            await using var second = await ApiNode.StartAsync(
                folder.FullName, "api-2", database.ConnectionString, platform.Sandbox, more: seals);
            using var channel = GrpcChannel.ForAddress(second.Grpc);
            var officer = await OfficerAsync();
            var dossiers = new Dossiers.DossiersClient(channel);
            await Eventually.HoldsAsync(
                async () => (await dossiers.GetDossierAsync(new GetDossierRequest { DossierId = dossier }, officer, cancellationToken: Cancellation)).Results.Single().Sealed,
                "the second process seals the paper", TimeSpan.FromSeconds(90), Cancellation);
            var report = await new Signing.SigningClient(channel).ValidateResultPaperAsync(
                new ValidateResultPaperRequest { DossierId = dossier, ResultId = result }, officer, cancellationToken: Cancellation);
            report.Summary.ShouldBe("Tất cả 1 chữ ký số hợp lệ.");
            await using var log = NpgsqlDataSource.Create(database.ConnectionString);
            await using var count = log.CreateCommand("select count(*) from tthc.mt_events where type = 'result_paper_sealed'");
            (await count.ExecuteScalarAsync(Cancellation)).ShouldBe(1L);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private async Task<string> SubmitAsync(ApiNode node)
    {
        using var surface = new GrpcSurface(node.Grpc);
        var citizen = new Applicant(
            surface, platform.World, await platform.World.PersonAsync("minh"), await platform.World.LogInAsync("minh"));
        var paper = await citizen.PreparePaperAsync();
        await citizen.FillAsync(paper.DossierId);
        await citizen.CallAsync(Calls.SubmitDossier, new() { ["dossierId"] = paper.DossierId });
        return paper.DossierId;
    }

    private async Task<string> UploadAsync(ApiNode node, string dossier)
    {
        using var channel = GrpcChannel.ForAddress(node.Grpc);
        var (desk, officer) = (new Reception.ReceptionClient(channel), await OfficerAsync());
        await desk.AcceptDossierAsync(new AcceptDossierRequest { DossierId = dossier }, officer, cancellationToken: Cancellation);
        await desk.StartProcessingAsync(new StartProcessingRequest { DossierId = dossier }, officer, cancellationToken: Cancellation);
        var uploaded = await desk.UploadResultPaperAsync(
            new UploadResultPaperRequest
            {
                DossierId = dossier, FileName = "ket-qua.pdf",
                Content = new HttpBody { ContentType = "application/pdf", Data = ByteString.CopyFrom(Samples.SmallPdf()) },
            },
            officer, cancellationToken: Cancellation);
        uploaded.Sealed.ShouldBeFalse("the answer does not wait for the seal");
        return uploaded.Id;
    }

    private async Task<Metadata> OfficerAsync() => new() { { "authorization", "Bearer " + await platform.World.LogInAsync("thuha") } };

    /// <summary>A seal of the agency, and that its authority is trusted.</summary>
    private async Task<(string Name, string Value)[]> SealsAsync(string folder)
    {
        var now = DateTimeOffset.UtcNow;
        using var rootKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var rootRequest = new CertificateRequest("CN=Gốc của con dấu thử", rootKey, HashAlgorithmName.SHA256);
        rootRequest.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, true, 0, true));
        rootRequest.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, true));
        rootRequest.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(rootRequest.PublicKey, false));
        using var root = rootRequest.CreateSelfSigned(now.AddDays(-1), now.AddYears(1));
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=UBND phường Duy Tân", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature | X509KeyUsageFlags.NonRepudiation, true));
        request.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromCertificate(root, true, false));
        using var issued = request.Create(
            root.SubjectName, X509SignatureGenerator.CreateForECDsa(rootKey), now.AddHours(-1), now.AddDays(30), RandomNumberGenerator.GetBytes(12));
        using var certificate = issued.CopyWithPrivateKey(key);
        using var issuer = X509CertificateLoader.LoadCertificate(root.RawData);

        string In(string name) => Path.Combine(folder, name);
        var password = RandomNumberGenerator.GetHexString(20);
        await File.WriteAllTextAsync(In("seal.password"), password, Cancellation);
        await File.WriteAllBytesAsync(
            In("seal.p12"), new X509Certificate2Collection { certificate, issuer }.Export(X509ContentType.Pkcs12, password)!, Cancellation);
        await File.WriteAllTextAsync(
            In("roots.pem"),
            $"{await File.ReadAllTextAsync(platform.Sandbox.AuthoritiesFile, Cancellation)}\n{root.ExportCertificatePem()}", Cancellation);
        await File.WriteAllTextAsync(In("seals.json"), JsonSerializer.Serialize(new
        {
            seals = new[] { new { agency = Applicant.Agency, key = "file:" + In("seal.p12"), password = "file:" + In("seal.password") } },
        }), Cancellation);
        return [("Tthc__Seals__File", In("seals.json")), ("Tthc__Trust__RootsFile", In("roots.pem")), ("Tthc__Seals__IdleSeconds", "0.2")];
    }
}
