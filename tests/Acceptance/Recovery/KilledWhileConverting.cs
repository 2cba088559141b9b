using System.Globalization;
using System.Text.Json.Nodes;
using KonTum.Tthc.TestKit;

namespace KonTum.Tthc.Acceptance.Tests.Recovery;

/// <summary>kill -9 of the Api while LibreOffice converts for it: LibreOffice goes with it, and the next process converts once.</summary>
public sealed class KilledWhileConverting(CalmPlatform platform)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_next_process_converts_once_and_nothing_of_the_first_is_left()
    {
        await using var nodes = await Nodes.PrepareAsync(platform);
        var citizen = await nodes.StartAsync(("Tthc__Conversion__LeaseSeconds", "2"));
        var paper = await citizen.PreparePaperAsync(Samples.Docx(3_000), "docx");
        var work = Path.Combine(nodes.Data, "conversion");
        await Eventually.HoldsAsync(
            () => OfficesUnder(work) > 0, "LibreOffice converts", TimeSpan.FromSeconds(60), Cancellation);

        await nodes.KillFirstAsync();
        await Eventually.HoldsAsync(() => OfficesUnder(work) == 0, "LibreOffice is gone with its node", cancellationToken: Cancellation);
        Directory.GetDirectories(work).ShouldNotBeEmpty("it was killed in the middle");

        citizen = await nodes.StartAsync(("Tthc__Conversion__LeaseSeconds", "2"));
        JsonNode attachment = null!;
        await Eventually.HoldsAsync(
            async () => (attachment = await citizen.AttachmentAsync(paper))["conversion"]!.Text("state") is "CONVERSION_STATE_DONE" or "CONVERSION_STATE_FAILED",
            "it is converted", TimeSpan.FromSeconds(90), Cancellation);

        attachment["conversion"]!.Text("state").ShouldBe("CONVERSION_STATE_DONE");
        attachment.Items("versions").Count.ShouldBe(2);
        (await nodes.EventTypesAsync(paper.DossierId)).Count(type => type == "attachment_converted").ShouldBe(1);
        (await citizen.Api.DownloadAsync(citizen.Token, paper.Address())).AsSpan().StartsWith("%PDF-"u8).ShouldBeTrue();
        await Eventually.HoldsAsync(
            () => Directory.GetFileSystemEntries(work).Length == 0, "no folder of a conversion is left", cancellationToken: Cancellation);
        OfficesUnder(work).ShouldBe(0);
    }

    /// <summary>LibreOffice processes that see a folder (proc_pid_mountinfo(5)): their own file system is made of such folders.</summary>
    private static int OfficesUnder(string folder)
    {
        var count = 0;
        foreach (var process in Directory.GetDirectories("/proc").Where(d => int.TryParse(Path.GetFileName(d), CultureInfo.InvariantCulture, out _)))
        {
            try
            {
                if (File.ReadAllText(Path.Combine(process, "cmdline")).Contains("soffice", StringComparison.Ordinal)
                    && File.ReadAllText(Path.Combine(process, "mountinfo")).Contains(folder, StringComparison.Ordinal)) count++;
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // Gone meanwhile.
            }
        }

        return count;
    }
}
