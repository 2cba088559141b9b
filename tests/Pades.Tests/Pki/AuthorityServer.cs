using System.Collections.Concurrent;
using System.Security.Cryptography;
using KonTum.Tthc.Pades.Tests.Cms;
using KonTum.Tthc.Pades.Timestamps;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Org.BouncyCastle.Math;
using Org.BouncyCastle.Ocsp;
using Org.BouncyCastle.Tsp;
using Org.BouncyCastle.Utilities.Collections;
using Org.BouncyCastle.X509;

namespace KonTum.Tthc.Pades.Tests.Pki;

/// <summary>
/// The authorities of one or more <see cref="TestWorld"/>s on a free port of the loopback interface: OCSP, CRLs, issuers' certificates,
/// timestamps. Their clock is set by the test.
/// </summary>
internal sealed class AuthorityServer : IAsyncDisposable
{
    private readonly WebApplication _application;
    private readonly ConcurrentDictionary<string, TestWorld> _worlds = new(StringComparer.Ordinal);
    private readonly HttpClient _http = new();

    private AuthorityServer(WebApplication application) => _application = application;

    public DateTimeOffset Clock { get; set; } = TestPki.Now;

    /// <summary>Paths that were asked for, in order.</summary>
    public ConcurrentQueue<string> Calls { get; } = new();

    /// <summary>Parts of paths that answer with 503.</summary>
    public ConcurrentBag<string> Broken { get; } = [];

    public ConcurrentDictionary<BigInteger, (DateTimeOffset At, int Reason)> Revoked { get; } = [];

    public Uri Address => new(_application.Urls.Single());

    public static async Task<AuthorityServer> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var application = builder.Build();
        var server = new AuthorityServer(application);
        application.Map("/{world}/{service}/{name}", server.AnswerAsync);
        await application.StartAsync();
        return server;
    }

    /// <summary>A world whose certificates name this server.</summary>
    public TestWorld Add(string name = "Thu Nghiem", DateTimeOffset? now = null) => _worlds.GetOrAdd(name, n => new TestWorld(Address, n, now));

    /// <summary>A client that may come here although it is the own machine.</summary>
    public GuardedValidationDataClient Client() => new(new ValidationDataPolicy { Hosts = [Address.Authority], AllowPrivateAddresses = true });

    /// <summary>A client of one of a world's time-stamping units.</summary>
    public ITimestampClient Timestamps(string world = "Thu Nghiem", int unit = 0) =>
        new HttpTimestampClient(_http, new Uri(Address, $"/{Uri.EscapeDataString(world)}/tsa/{unit}"));

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _application.StopAsync();
        await _application.DisposeAsync();
    }

    private async Task AnswerAsync(HttpContext context)
    {
        var (world, service, name) = (Part(context, "world"), Part(context, "service"), Part(context, "name"));
        Calls.Enqueue($"{service}/{name}");
        if (Broken.Any(b => $"{service}/{name}".Contains(b, StringComparison.Ordinal)))
        {
            context.Response.StatusCode = 503;
            return;
        }

        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body);
        await context.Response.Body.WriteAsync(Answer(_worlds[world], service, name, body.ToArray()));
    }

    private byte[] Answer(TestWorld world, string service, string name, byte[] body)
    {
        var authority = name == "root" ? world.Root : world.Issuing;
        var answers = new RevocationAnswers(authority) { At = Clock, Revoked = new(Revoked), Responder = name == "root" ? null : world.Responder };
        return service switch
        {
            "ocsp" => answers.OcspOf(new OcspReq(body).GetRequestList().Select(r => r.GetCertID())),
            "crl" => (answers with { Responder = null }).Crl(),
            "cert" => authority.Der,
            _ => Stamp(world, world.Units[int.Parse(name, System.Globalization.CultureInfo.InvariantCulture)], new TimeStampRequest(body)),
        };
    }

    private byte[] Stamp(TestWorld world, Identity unit, TimeStampRequest request)
    {
        var generator = new TimeStampTokenGenerator(unit.Keys.Private, unit.Certificate, TspAlgorithms.Sha256, "1.2.3.4.1");
        generator.SetCertificates(CollectionUtilities.CreateStore<X509Certificate>([unit.Certificate, world.Issuing.Certificate]));
        return new TimeStampResponseGenerator(generator, TspAlgorithms.Allowed)
            .Generate(request, BigInteger.ValueOf(RandomNumberGenerator.GetInt32(int.MaxValue)), Clock.UtcDateTime).GetEncoded();
    }

    private static string Part(HttpContext context, string name) => Uri.UnescapeDataString((string)context.Request.RouteValues[name]!);
}
