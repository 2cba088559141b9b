using System.Diagnostics;
using System.Globalization;
using Shouldly;
using Xunit;

namespace KonTum.Tthc.Pades.Tests.Signing;

public sealed class ManySignaturesTests(ITestOutputHelper output)
{
    private const int Many = 50;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Fifty_in_a_row_stay_valid_and_cost_the_same(bool isVisible)
    {
        var pdf = TestPdf.OnePage();
        var request = Signer.Request(isVisible ? Signer.Visible : null);
        await Signer.SignAsync(pdf, request); // what is compiled and loaded once is not the file's cost
        var times = new List<double>();
        for (var i = 0; i < Many; i++)
        {
            var watch = Stopwatch.StartNew();
            var signed = await Signer.SignAsync(pdf, request);
            times.Add(watch.Elapsed.TotalMilliseconds);
            signed.AsSpan(0, pdf.Length).SequenceEqual(pdf).ShouldBeTrue();
            pdf = signed;
        }

        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"ms for signature 1, 10, 50: {Around(times, 0):F1} {Around(times, 9):F1} {Around(times, 49):F1}"));
        var results = await Signer.ValidateAsync(pdf);
        results.Count.ShouldBe(Many);
        results.ShouldAllBe(r => r.Indication == Indication.TotalPassed && r.Integrity == Integrity.Intact);
        results.Take(Many - 1).ShouldAllBe(r => r.Coverage == Coverage.Revision && r.Modifications == Modifications.Permitted);
        results[^1].Modifications.ShouldBe(Modifications.None);
        var file = Path.GetTempFileName();
        try
        {
            await File.WriteAllBytesAsync(file, pdf, TestContext.Current.CancellationToken);
            var (_, report) = await Peers.RunAsync("pdfsig", "-nocert", file);
            report.Split("Signature is Valid").Length.ShouldBe(Many + 1);
            (await Peers.RunAsync("qpdf", "--check", file)).Exit.ShouldBe(0);
        }
        finally
        {
            File.Delete(file);
        }
    }

    /// <summary>Each update adds a handful of objects: what is appended grows only by the lists that name all fields.</summary>
    [Fact]
    public async Task What_is_appended_hardly_grows()
    {
        var pdf = TestPdf.OnePage();
        var sizes = new List<int>();
        for (var i = 0; i < Many; i++)
        {
            var (file, _) = await Signer.PrepareAsync(pdf, Signer.Request());
            sizes.Add((int)file.Length - pdf.Length);
            pdf = file.ToArray();
        }

        // A reference takes at most ten bytes and stands in /Annots and in /Fields.
        (sizes[^1] - sizes[1]).ShouldBeInRange(0, (20 * Many) + 200);
    }

    private static double Around(List<double> times, int index)
    {
        var near = times.Skip(Math.Clamp(index - 2, 0, times.Count - 5)).Take(5).Order().ToList();
        return near[2];
    }
}
