using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using KonTum.Tthc.Application.Files;
using KonTum.Tthc.Domain.Failures;
using KonTum.Tthc.Infrastructure.Files.Scanning;
using Microsoft.Extensions.Options;
using Shouldly;

namespace KonTum.Tthc.Infrastructure.Tests.Files;

/// <summary>The scanner, against a real clamd.</summary>
public sealed class VirusesAreFound(RealClamd clamd) : IClassFixture<RealClamd>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("plain")]
    [InlineData("in a Word package")]
    [InlineData("attached to a PDF")]
    public async Task The_test_virus_is_found_wherever_it_stands(string where)
    {
        await using var host = HostAt(clamd.Address);
        var bytes = where switch
        {
            "plain" => RealClamd.Eicar(),
            "in a Word package" => WordFiles.Docx(more: ("word/media/a.txt", RealClamd.Eicar())),
            _ => PdfWith(RealClamd.Eicar()),
        };

        (await ScanAsync(host, bytes)).ShouldBeFalse();

        host.Log.ShouldContain(RealClamd.SignatureName);
        host.Log.ShouldContain(Convert.ToHexStringLower(SHA256.HashData(bytes)));
    }

    [Fact]
    public async Task What_is_harmless_passes()
    {
        await using var host = HostAt(clamd.Address);
        (await ScanAsync(host, WordFiles.Docx())).ShouldBeTrue();
        (await ScanAsync(host, PdfWith("nothing"u8.ToArray()))).ShouldBeTrue();
        (await ScanAsync(host, new byte[5 * 1024 * 1024])).ShouldBeTrue("more than one chunk");
        (await ScanAsync(host, [])).ShouldBeTrue();
    }

    [Fact]
    public async Task Many_files_at_once_get_their_own_verdicts()
    {
        await using var host = HostAt(clamd.Address);
        var verdicts = await Task.WhenAll(Enumerable.Range(0, 12).Select(i => ScanAsync(host, i % 3 == 0 ? RealClamd.Eicar() : [(byte)i, 1, 2])));
        verdicts.ShouldBe(Enumerable.Range(0, 12).Select(i => i % 3 != 0));
    }

    [Fact]
    public async Task More_than_the_scanner_takes_is_no_verdict()
    {
        await using var host = HostAt(clamd.Address);
        (await Should.ThrowAsync<FailureException>(() => ScanAsync(host, new byte[31 * 1024 * 1024]))).Failure.ShouldBe(Failures.ScannerUnavailable);
    }

    [Fact]
    public async Task A_scanner_that_is_away_or_silent_refuses()
    {
        await using var away = HostAt("unix:/nonexistent/socket");
        (await Should.ThrowAsync<FailureException>(() => ScanAsync(away, [1]))).Failure.ShouldBe(Failures.ScannerUnavailable);

        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        await using var waiting = HostAt($"tcp://127.0.0.1:{((IPEndPoint)silent.LocalEndpoint).Port}", seconds: 1);
        (await Should.ThrowAsync<FailureException>(() => ScanAsync(waiting, [1]))).Failure.ShouldBe(Failures.ScannerUnavailable);
    }

    [Theory]
    [InlineData("127.0.0.1:3310")]
    [InlineData("http://127.0.0.1:3310")]
    [InlineData("tcp://127.0.0.1")]
    [InlineData("unix:")]
    public async Task An_address_that_is_none_stops_the_start(string address)
    {
        await using var host = AdapterHost.Create(new Dictionary<string, string?> { ["Tthc:Clamd:Address"] = address });
        (await Should.ThrowAsync<OptionsValidationException>(host.StartAsync)).Message.ShouldContain("Tthc:Clamd:Address");
    }

    [Fact]
    public async Task Without_a_scanner_files_pass()
    {
        await using var host = AdapterHost.Create();
        (await ScanAsync(host, RealClamd.Eicar())).ShouldBeTrue();
        host.Get<IVirusScanner>().ShouldBeOfType<NoVirusScanner>();
    }

    private static AdapterHost HostAt(string address, int seconds = 30) => AdapterHost.Create(new Dictionary<string, string?>
    {
        ["Tthc:Clamd:Address"] = address, ["Tthc:Clamd:TimeoutSeconds"] = seconds.ToString(CultureInfo.InvariantCulture),
    });

    private static Task<bool> ScanAsync(AdapterHost host, byte[] bytes) => host.Get<IVirusScanner>().IsCleanAsync(
        new MemoryStream(bytes), Convert.ToHexStringLower(SHA256.HashData(bytes)), Cancellation);

    private static byte[] PdfWith(byte[] attached)
    {
        var file = Encoding.Latin1.GetString(attached);
        string[] objects =
        [
            "<</Type/Catalog/Pages 2 0 R/Names<</EmbeddedFiles<</Names[(a)4 0 R]>>>>>>", "<</Type/Pages/Kids[3 0 R]/Count 1>>",
            "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>", "<</Type/Filespec/F(a.txt)/EF<</F 5 0 R>>>>",
            $"<</Type/EmbeddedFile/Length {file.Length}>>stream\n{file}\nendstream",
        ];
        var text = new StringBuilder("%PDF-1.7\n");
        var table = new StringBuilder("0000000000 65535 f\r\n");
        for (var i = 0; i < objects.Length; i++)
        {
            table.Append(CultureInfo.InvariantCulture, $"{text.Length:D10} 00000 n\r\n");
            text.Append(CultureInfo.InvariantCulture, $"{i + 1} 0 obj\n{objects[i]}\nendobj\n");
        }

        var start = text.Length;
        text.Append(CultureInfo.InvariantCulture, $"xref\n0 6\n{table}trailer\n<</Size 6/Root 1 0 R>>\nstartxref\n{start}\n%%EOF\n");
        return Encoding.Latin1.GetBytes(text.ToString());
    }
}
