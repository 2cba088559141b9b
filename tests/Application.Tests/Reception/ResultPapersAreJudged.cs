using System.Text;
using KonTum.Tthc.Application.Access;
using KonTum.Tthc.Application.Dossiers.GetDossier;
using KonTum.Tthc.Application.Reception.UploadResultPaper;
using KonTum.Tthc.Application.Tests.World;
using KonTum.Tthc.Domain.Dossiers;
using KonTum.Tthc.Domain.Failures;
using Shouldly;

namespace KonTum.Tthc.Application.Tests.Reception;

/// <summary>An agency's computer can be infected as well as a citizen's, and what it seals goes to the citizen.</summary>
public sealed class ResultPapersAreJudged
{
    private readonly TestWorld world = new();

    [Fact]
    public async Task What_would_do_harm_is_refused_and_leaves_no_bytes_behind()
    {
        var id = await ActOnDossier.All["SuspendProcessing"].BeginAsync(world);
        var before = world.Blobs.Stored.Count;
        (await RefusalAsync(id, "%PDF-1.7 " + MemoryInspector.Macro)).ShouldBe(Failures.MacrosFound);
        (await RefusalAsync(id, "%PDF-1.7 " + MemoryInspector.Virus)).ShouldBe(Failures.VirusFound);
        (await RefusalAsync(id, "PK\u0003\u0004 [Content_Types].xml word/")).ShouldBe(Failures.FileTypeNotAccepted);
        (await RefusalAsync(id, "")).ShouldBe(Failures.FileEmpty);
        (await RefusalAsync(id, "%PDF-1.7", sha256: new string('a', 64))).ShouldBe(Failures.DigestMismatch);
        world.Inspector.ScannerAway = true;
        (await world.FailAsync(Officer, Upload(id, "%PDF-1.7"))).Failure.ShouldBe(Failures.ScannerUnavailable);
        world.Inspector.ScannerAway = false;

        world.Blobs.Stored.Count.ShouldBe(before);
        (await world.SendAsync(Officer, new GetDossier(id))).Results.ShouldBeEmpty();
    }

    [Fact]
    public async Task What_was_noticed_is_kept_and_shown()
    {
        var id = await ActOnDossier.All["SuspendProcessing"].BeginAsync(world);

        var shown = await world.SendAsync(Officer, Upload(id, "%PDF-1.7 " + MemoryInspector.Script));
        await world.SendAsync(Officer, Upload(id, "%PDF-1.7 harmless"));

        shown.Notices.ShouldBe(["ACTIVE_CONTENT_FOUND"]);
        (await world.SendAsync(Officer, new GetDossier(id))).Results.Select(r => string.Join(' ', r.Notices)).ShouldBe(["ACTIVE_CONTENT_FOUND", ""]);
        world.Streams.Events(id).OfType<ResultPaperAdded>().Select(e => e.Notices?.Count).ShouldBe([1, null]);
    }

    private static Caller Officer => TestWorld.Officer(TestWorld.DuyTan);

    private static UploadResultPaper Upload(Guid id, string content, string sha256 = "") =>
        new(id, "kết quả.pdf", "", sha256, new MemoryStream(Encoding.Latin1.GetBytes(content)), null);

    private async Task<Failure> RefusalAsync(Guid id, string content, string sha256 = "") =>
        (await world.FailAsync(Officer, Upload(id, content, sha256))).Violations.ShouldHaveSingleItem().Failure;
}
