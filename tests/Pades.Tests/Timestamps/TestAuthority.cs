using System.Security.Cryptography;
using KonTum.Tthc.Pades.Tests.Cms;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Org.BouncyCastle.Math;
using Org.BouncyCastle.Tsp;

namespace KonTum.Tthc.Pades.Tests.Timestamps;

/// <summary>A time-stamping authority over real HTTP on a free port of the loopback interface.</summary>
internal sealed class TestAuthority : IAsyncDisposable
{
    private readonly WebApplication application;

    private TestAuthority(WebApplication application) => this.application = application;

    public Uri Address => new(application.Urls.Single());

    /// <summary>Starts an authority that answers with what <paramref name="answer"/> makes of the request.</summary>
    public static async Task<TestAuthority> StartAsync(Func<TimeStampRequest, byte[]> answer, int status = 200)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var application = builder.Build();
        application.MapPost("/", async (HttpContext context) =>
        {
            using var body = new MemoryStream();
            await context.Request.Body.CopyToAsync(body);
            context.Response.StatusCode = context.Request.ContentType == "application/timestamp-query" ? status : 415;
            context.Response.ContentType = "application/timestamp-reply";
            await context.Response.Body.WriteAsync(answer(new TimeStampRequest(body.ToArray())));
        });
        await application.StartAsync();
        return new(application);
    }

    /// <summary>A proper answer.</summary>
    public static byte[] Granted(TimeStampRequest request, Identity? authority = null) =>
        new TimeStampResponseGenerator(TestSignatures.Generator(authority ?? TestPki.Stamper), TspAlgorithms.Allowed)
            .Generate(request, BigInteger.ValueOf(RandomNumberGenerator.GetInt32(int.MaxValue)), TestPki.Now.UtcDateTime).GetEncoded();

    /// <summary>An answer to a changed request.</summary>
    public static byte[] GrantedFor(byte[] digest, BigInteger? nonce, bool withCertificate = true)
    {
        var generator = new TimeStampRequestGenerator();
        generator.SetCertReq(withCertificate);
        return Granted(nonce is null ? generator.Generate(TspAlgorithms.Sha256, digest) : generator.Generate(TspAlgorithms.Sha256, digest, nonce));
    }

    public async ValueTask DisposeAsync()
    {
        await application.StopAsync();
        await application.DisposeAsync();
    }
}
