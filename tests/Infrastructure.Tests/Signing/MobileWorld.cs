using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using KonTum.Tthc.Application.Signing;
using KonTum.Tthc.Domain.SignatureProfiles;
using KonTum.Tthc.Infrastructure.PersonalData;
using KonTum.Tthc.Infrastructure.Signing.Connections;
using KonTum.Tthc.TestKit.Postgres;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Npgsql;
using Shouldly;

namespace KonTum.Tthc.Infrastructure.Tests.Signing;

/// <summary>The adapters for MySign and MISA at the sandbox or at a stub, with a database for logins.</summary>
public sealed class MobileWorld(SandboxWorld world) : IAsyncLifetime
{
    public const string Person = "person-of-the-mobile-tests";
    private readonly List<(AdapterHost Host, NpgsqlDataSource Source)> hosts = [];
    private readonly string keys = Directory.CreateTempSubdirectory("tthc-mobile-").FullName;
    private TestDatabase? database;

    public SandboxWorld Sandbox => world;

    public FakeTimeProvider Time { get; } = new(DateTimeOffset.UtcNow);

    public NpgsqlDataSource Database => hosts[0].Source;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => database = await TestDatabase.CreateAsync(Cancellation);

    /// <summary>A node; all of one world share database and master key.</summary>
    public async Task<AdapterHost> NodeAsync(string? stubUrl = null, string mySignAsync = "1")
    {
        var clients = Path.Combine(Path.GetDirectoryName(world.CredentialsFile)!, "clients");
        var source = NpgsqlDataSource.Create(database!.ConnectionString);
        var host = AdapterHost.Create(
            new Dictionary<string, string?>
            {
                ["Tthc:Gateways:MySign:BaseUrl"] = (stubUrl ?? world.Url) + "/mysign",
                ["Tthc:Gateways:MySign:CredentialsFile"] = Path.Combine(clients, "mysign.json"),
                ["Tthc:Gateways:MySign:Traits:async"] = mySignAsync,
                ["Tthc:Gateways:Misa:BaseUrl"] = (stubUrl ?? world.Url) + "/misa",
                ["Tthc:Gateways:Misa:CredentialsFile"] = Path.Combine(clients, "misa.json"),
                ["Tthc:Gateways:Misa:Retries"] = "0",
                ["Tthc:Gateways:MySign:Retries"] = "0",
                ["Tthc:PersonalData:MasterKeyFile"] = Path.Combine(keys, "master.key"),
            },
            more: services =>
            {
                services.AddSingleton<TimeProvider>(Time);
                services.AddSingleton(source);
            });
        hosts.Add((host, source));
        await host.Get<IPersonKeys>().EnsureSchemaAsync(Cancellation);
        await host.Get<IAccountConnections>().EnsureSchemaAsync(Cancellation);
        return host;
    }

    public static RemoteSigningRequest Request(
        SignatureEntry entry, RemoteCertificate certificate, string transaction, string description, params string[] documents) => new(
        Person, entry, certificate.SerialNumber, certificate.CredentialId, certificate.Chain[0], transaction, description,
        [.. documents.Select(d => new RemoteDocument(d, DigestOf(d)))]);

    public static byte[] DigestOf(string document) => SHA256.HashData(Encoding.UTF8.GetBytes(document));

    /// <summary>Starts a ceremony for the first active certificate.</summary>
    public static async Task<RemoteCeremony> StartAsync(
        AdapterHost host, SignatureEntry entry, string description, params string[] documents)
    {
        var remote = host.Get<IRemoteSigning>();
        var certificate = (await remote.ListCertificatesAsync(Person, entry, Cancellation))
            .First(c => c.Active && X509CertificateLoader.LoadCertificate(c.Chain[0]).NotAfter > DateTime.Now);
        var transaction = await remote.ReserveTransactionAsync(entry, certificate.SerialNumber, Cancellation);
        var request = Request(entry, certificate, transaction, description, documents);
        var started = await remote.StartAsync(request, Cancellation);
        return new RemoteCeremony(request, started.ProviderReference);
    }

    /// <summary>How a ceremony stands, in a word: the outcome, a cause, or what was thrown.</summary>
    public static async Task<string> StandingAsync(AdapterHost host, RemoteCeremony ceremony)
    {
        try
        {
            var outcome = await host.Get<IRemoteSigning>().PollAsync(ceremony, Cancellation);
            return outcome is RemoteOutcome.Failed failed ? failed.Cause.Code : outcome.GetType().Name;
        }
        catch (Domain.Failures.FailureException failure)
        {
            return "thrown " + failure.Failure.Code;
        }
    }

    public static void AllVerify(RemoteCeremony ceremony, RemoteOutcome outcome, int count)
    {
        var signatures = outcome.ShouldBeOfType<RemoteOutcome.Signed>().Signatures;
        signatures.Count.ShouldBe(count);
        using var certificate = X509CertificateLoader.LoadCertificate(ceremony.Request.Certificate);
        using var key = certificate.GetRSAPublicKey()!;
        foreach (var (document, signature) in signatures)
            key.VerifyHash(DigestOf(document), signature, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1).ShouldBeTrue(document);
    }

    public async Task OrderAsync(object fault)
    {
        using var ordered = await world.Http.PutAsJsonAsync(world.Url + "/control/faults", fault, Cancellation);
        ordered.EnsureSuccessStatusCode();
    }

    public async Task<string> OtpAsync(string userId) => (await world.Http.GetFromJsonAsync<JsonElement>(
        $"{world.Url}/phone/api/one-time-passwords?user_id={userId}", Cancellation))
        .GetProperty("one_time_passwords").EnumerateArray().Single(o => o.GetProperty("ca_name").GetString() == "MISA-CA").GetProperty("code").GetString()!;

    public async ValueTask DisposeAsync()
    {
        foreach (var (host, source) in hosts)
        {
            await host.DisposeAsync();
            await source.DisposeAsync();
        }

        if (database is not null) await database.DisposeAsync();
        Directory.Delete(keys, recursive: true);
    }
}
