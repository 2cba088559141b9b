using System.Net;
using System.Net.Sockets;
using KonTum.Tthc.Application.Files;
using KonTum.Tthc.Domain.Failures;
using KonTum.Tthc.Infrastructure.Conversion;
using KonTum.Tthc.Pades;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Shouldly;

namespace KonTum.Tthc.Infrastructure.Tests.Conversion;

/// <summary>The converter with the real LibreOffice in its real confinement.</summary>
public sealed class WordBecomesPdf : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("tthc-word-").FullName;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("docx")]
    [InlineData("doc")]
    public async Task A_real_document_looks_page_by_page_as_LibreOffice_itself_prints_it(string kind)
    {
        var input = Path.Combine(folder, "to-khai.docx");
        await File.WriteAllBytesAsync(input, WordDocument.Declaration().Write(), Cancellation);
        if (kind == "doc") input = await Tools.OfficeAsync(folder, input, "doc:MS Word 97");
        var direct = await Tools.OfficeAsync(folder, input, "pdf");

        var (converted, pages) = await ConvertAsync(Converter(), await File.ReadAllBytesAsync(input, Cancellation), kind == "doc" ? FileTypes.Doc : FileTypes.Docx);

        var ours = await Tools.PagesAsync(converted, Path.Combine(folder, "ours"));
        var theirs = await Tools.PagesAsync(direct, Path.Combine(folder, "theirs"));
        theirs.Count.ShouldBeGreaterThan(2);
        pages.ShouldBe(theirs.Count);
        ours.Count.ShouldBe(theirs.Count);
        foreach (var (our, their) in ours.Zip(theirs))
        {
            our.Size.ShouldBe(their.Size);
            their.Pixels.Count(p => p < 128).ShouldBeGreaterThan(100, "the page is not blank");
            our.Pixels.Zip(their.Pixels).Count(p => Math.Abs(p.First - p.Second) > 16).ShouldBeLessThan(our.Pixels.Length / 1000);
        }

        var text = await Tools.TextAsync(converted);
        text.ShouldBe(await Tools.TextAsync(direct));
        text.ShouldContain("ắằẳẵặ ấầẩẫậ ếềểễệ ốồổỗộ ớờởỡợ ứừửữự ỳỷỹỵ đĐ");
        text.ShouldContain("Nguyễn Thị Phượng");
        (await Tools.RunAsync("pdfimages", "-list", converted)).Split('\n', StringSplitOptions.RemoveEmptyEntries).Length.ShouldBe(4, "two pictures and two lines of head");
        (await Tools.RunAsync("pdffonts", converted)).Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(2).ShouldAllBe(line => line.Contains("yes yes yes"));
    }

    [Fact]
    public async Task What_comes_out_can_be_signed()
    {
        var (converted, _) = await ConvertAsync(Converter(), WordDocument.Declaration().Write());
        var now = DateTimeOffset.UtcNow;
        var key = LocalKey.CreateThrowAway("Nguyễn Thị Phượng", now);
        var signed = Path.Combine(folder, "signed.pdf");
        await using (var pdf = File.OpenRead(converted))
        await using (var output = File.Create(signed))
        {
            await PadesSigner.SignAsync(
                pdf, output, new SignatureRequest { CertificateChain = key.CertificateChain, ClaimedTime = now }, key, null, Cancellation);
        }

        (await Tools.RunAsync("pdfsig", "-nocert", signed)).ShouldContain("Signature is Valid.");
    }

    [Fact]
    public async Task What_takes_too_long_is_killed_in_time_with_all_its_children()
    {
        var converter = Converter(o => o.TimeLimitSeconds = 2);
        var document = WordDocument.Endless().Write();
        converter.IsAvailable.ShouldBeTrue();
        var watch = System.Diagnostics.Stopwatch.StartNew();

        var failure = await Should.ThrowAsync<FailureException>(() => ConvertAsync(converter, document));

        failure.Failure.ShouldBe(Failures.ConversionTimedOut);
        watch.Elapsed.TotalSeconds.ShouldBeInRange(2, 20);
        Tools.RunningUnder(folder).ShouldBe(0);
        Directory.GetDirectories(Path.Combine(folder, "conversion")).ShouldBeEmpty();
    }

    [Fact]
    public async Task Whoever_stops_waiting_stops_the_process()
    {
        var converter = Converter();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        var document = WordDocument.Endless().Write();
        var running = converter.ConvertAsync(new MemoryStream(document), FileTypes.Docx, stop.Token);
        await TestKit.Eventually.HoldsAsync(() => Tools.RunningUnder(folder) > 0, "LibreOffice runs", cancellationToken: Cancellation);

        await stop.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(() => running);
        await TestKit.Eventually.HoldsAsync(() => Tools.RunningUnder(folder) == 0, "nothing of it runs", cancellationToken: Cancellation);
    }

    [Fact]
    public async Task A_document_that_takes_too_much_memory_is_killed_and_never_printed_without_its_picture()
    {
        // 12 000 × 12 000 pixels: the file is small, the picture is not.
        var document = new WordDocument().Text("Bom").Picture(WordDocument.Png(12_000, 12_000, plain: true)).Write();
        document.Length.ShouldBeLessThan(2_000_000);

        var failure = await Should.ThrowAsync<FailureException>(() => ConvertAsync(Converter(o => o.MemoryLimitMegabytes = 384), document));

        failure.Failure.ShouldBe(Failures.ConversionFailed);
        Tools.RunningUnder(folder).ShouldBe(0);
        var (converted, _) = await ConvertAsync(Converter(), document);
        (await Tools.RunAsync("pdfimages", "-list", converted)).Split('\n', StringSplitOptions.RemoveEmptyEntries).Length.ShouldBe(3, "with enough memory it is there");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Nothing_that_a_document_points_to_is_fetched(bool unconfined)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var accepted = listener.AcceptTcpClientAsync(Cancellation);
        var url = $"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}/dau-vet.png";
        var document = new WordDocument().Text("Có hình ở nơi khác").LinkedPicture(url).Write();

        await ConvertAsync(Converter(o => o.AllowUnconfined = unconfined), document);
        accepted.IsCompleted.ShouldBeFalse();

        // LibreOffice as it comes does fetch it; otherwise this would show nothing.
        var input = Path.Combine(folder, "link.docx");
        await File.WriteAllBytesAsync(input, document, Cancellation);
        var direct = Tools.OfficeAsync(folder, input, "pdf");
        (await accepted).Dispose();
        listener.Stop();
        await direct;
    }

    [Fact]
    public async Task A_confined_process_has_no_network_and_writes_nowhere_else()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        var work = Directory.CreateDirectory(Path.Combine(folder, "work")).FullName;
        Directory.CreateDirectory(Path.Combine(work, "tmp"));
        var script = $"""
            (exec 3<>/dev/tcp/127.0.0.1/{port}) 2>/dev/null && echo network
            for place in / /usr /etc /dev /proc; do (echo x > $place/tthc-probe) 2>/dev/null && echo "wrote $place"; done
            [ -e {folder}/secret ] && echo "sees other files"
            [ -e /etc/passwd ] && echo "sees passwd"
            [ "$(ls /proc | grep -c '^[0-9]')" -lt 6 ] || echo "sees processes"
            echo x > /work/mine && echo x > /tmp/mine && echo "works"
            """;
        await File.WriteAllTextAsync(Path.Combine(folder, "secret"), "bí mật", Cancellation);
        await File.WriteAllTextAsync(Path.Combine(work, "probe.sh"), script + "\n", Cancellation);

        var command = Confinement.Confined(work, 512, ["/bin/bash", "/work/probe.sh"]);

        (await Tools.RunAsync(command[0], [.. command.Skip(1)])).ShouldBe("works\n");
        listener.Pending().ShouldBeFalse();
    }

    [Fact]
    public async Task What_is_no_document_fails_and_what_is_not_there_is_said_at_once()
    {
        (await Should.ThrowAsync<FailureException>(() => ConvertAsync(Converter(), "PK\x03\x04 word/"u8.ToArray()))).Failure
            .ShouldBe(Failures.ConversionFailed);

        var missing = Converter(o => o.Program = "/usr/lib/no-office/soffice");
        missing.IsAvailable.ShouldBeFalse();
        (await Should.ThrowAsync<FailureException>(() => ConvertAsync(missing, WordDocument.Declaration().Write()))).Failure
            .ShouldBe(Failures.ConversionUnavailable);
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private OfficeConverter Converter(Action<ConversionOptions>? change = null)
    {
        var options = new ConversionOptions();
        change?.Invoke(options);
        return new OfficeConverter(Options.Create(options), folder, NullLogger<OfficeConverter>.Instance);
    }

    private async Task<(string Path, int Pages)> ConvertAsync(OfficeConverter converter, byte[] document, string type = FileTypes.Docx)
    {
        await using var converted = await converter.ConvertAsync(new MemoryStream(document), type, Cancellation);
        var path = Path.Combine(folder, Path.GetRandomFileName() + ".pdf");
        await using var file = File.Create(path);
        await converted.Content.CopyToAsync(file, Cancellation);
        return (path, converted.PageCount);
    }
}
