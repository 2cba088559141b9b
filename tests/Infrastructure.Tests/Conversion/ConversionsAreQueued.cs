using KonTum.Tthc.Application.Dossiers.ConvertAttachment;
using KonTum.Tthc.Application.Dossiers.DeleteAttachment;
using KonTum.Tthc.Application.Dossiers.GetAttachmentContent;
using KonTum.Tthc.Domain.Dossiers;
using Shouldly;

namespace KonTum.Tthc.Infrastructure.Tests.Conversion;

/// <summary>The durable queue: what an event asked for is converted, on whichever node lives.</summary>
public sealed class ConversionsAreQueued(ConversionNodes nodes) : IClassFixture<ConversionNodes>
{
    [Fact]
    public async Task Five_documents_wait_their_turn_and_their_positions_count_down()
    {
        var me = ConversionNodes.Citizen();
        var dossier = await nodes.DraftAsync(me);
        var document = WordDocument.Declaration().Write();
        for (var n = 1; n <= 5; n++) await nodes.UploadAsync(me, dossier, $"tờ khai {n}.docx", document);
        (await nodes.AttachmentsAsync(me, dossier)).Select(a => a.Conversion.Ahead).ShouldBe([0, 1, 2, 3, 4]);

        var seen = new Dictionary<Guid, List<int>>();
        await using (await nodes.WorkAsync())
        {
            await TestKit.Eventually.HoldsAsync(
                async () =>
                {
                    var now = await nodes.AttachmentsAsync(me, dossier);
                    now.Count(a => a.Conversion.Running).ShouldBeLessThanOrEqualTo(1);
                    foreach (var a in now.Where(a => a.Conversion.State == ConversionState.Waiting))
                        (seen.TryGetValue(a.Id, out var known) ? known : seen[a.Id] = []).Add(a.Conversion.Ahead);
                    return now.All(a => a.Conversion.State == ConversionState.Done);
                },
                "all are converted",
                TimeSpan.FromSeconds(90),
                TestContext.Current.CancellationToken);
        }

        var attachments = await nodes.AttachmentsAsync(me, dossier);
        seen.Values.ShouldAllBe(positions => positions.SequenceEqual(positions.OrderDescending()));
        seen[attachments[4].Id].Distinct().Count().ShouldBeGreaterThan(2, "it was seen to come nearer");
        attachments.ShouldAllBe(a => a.Conversion.PageCount > 2 && a.Versions.Count == 2);
        attachments[2].FileName.ShouldBe("tờ khai 3.pdf");
        attachments[2].Versions[0].FileName.ShouldBe("tờ khai 3.docx");
        (await nodes.ReadAsync(attachments[2].Versions[0].File.Sha256)).ShouldBe(document, "the original stays beside it");
        (await nodes.ReadAsync(attachments[2].Versions[1].File.Sha256)).AsSpan().StartsWith("%PDF-"u8).ShouldBeTrue();
    }

    [Fact]
    public async Task The_converted_PDF_can_be_looked_at_before_it_is_signed()
    {
        var me = ConversionNodes.Citizen();
        var dossier = await nodes.DraftAsync(me);
        var uploaded = await nodes.UploadAsync(me, dossier, "đơn.docx", new WordDocument().Text("Đơn đề nghị").Write());
        await using (await nodes.WorkAsync()) await nodes.EndAsync(me, dossier, uploaded.Id);

        var component = await nodes.ComponentOfAsync(me, dossier);
        var file = await nodes.SendAsync(me, new GetAttachmentContent(dossier, component, uploaded.Id, AttachmentVersionKind.Converted));

        await using var content = file.Content;
        file.FileName.ShouldBe("đơn.pdf");
        file.ContentType.ShouldBe("application/pdf");
    }

    [Fact]
    public async Task Two_nodes_share_the_work_and_convert_each_document_once()
    {
        var me = ConversionNodes.Citizen();
        var dossier = await nodes.DraftAsync(me);
        for (var n = 1; n <= 6; n++) await nodes.UploadAsync(me, dossier, $"{n}.docx", new WordDocument().Text($"Bản {n}").Write());

        await using (await nodes.WorkAsync(0))
        await using (await nodes.WorkAsync(1))
        {
            await TestKit.Eventually.HoldsAsync(
                async () => (await nodes.AttachmentsAsync(me, dossier)).All(a => a.Conversion.State == ConversionState.Done),
                "all are converted",
                TimeSpan.FromSeconds(90),
                TestContext.Current.CancellationToken);
        }

        (await nodes.CountAsync("attachment_converted", dossier)).ShouldBe(6);
        (await nodes.AttachmentsAsync(me, dossier)).ShouldAllBe(a => a.Versions.Count == 2);
    }

    [Fact]
    public async Task What_a_dead_node_held_is_taken_over()
    {
        var me = ConversionNodes.Citizen();
        var dossier = await nodes.DraftAsync(me);
        var uploaded = await nodes.UploadAsync(me, dossier, "a.docx", new WordDocument().Text("Một").Write());
        var held = await nodes.Queue.ClaimAsync(Guid.NewGuid(), DateTimeOffset.UtcNow, TimeSpan.FromSeconds(2), TestContext.Current.CancellationToken);
        held!.AttachmentId.ShouldBe(uploaded.Id);
        (await nodes.AttachmentsAsync(me, dossier))[0].Conversion.Running.ShouldBeTrue();

        await using (await nodes.WorkAsync(1))
        {
            (await nodes.EndAsync(me, dossier, uploaded.Id)).Conversion.State.ShouldBe(ConversionState.Done);
        }
    }

    [Fact]
    public async Task What_kills_its_nodes_is_not_begun_for_ever()
    {
        var me = ConversionNodes.Citizen();
        var dossier = await nodes.DraftAsync(me);
        var uploaded = await nodes.UploadAsync(me, dossier, "a.docx", new WordDocument().Text("Một").Write());
        for (var n = 0; n < 3; n++)
            await nodes.Queue.ClaimAsync(Guid.NewGuid(), DateTimeOffset.UtcNow, TimeSpan.FromSeconds(-1), TestContext.Current.CancellationToken);

        await using (await nodes.WorkAsync())
        {
            (await nodes.EndAsync(me, dossier, uploaded.Id)).Conversion.Cause.ShouldBe("CONVERSION_FAILED");
        }
    }

    [Fact]
    public async Task Who_brings_one_document_does_not_wait_for_all_of_who_brings_many()
    {
        var (many, one) = (ConversionNodes.Citizen("many"), ConversionNodes.Citizen("one"));
        var (manys, ones) = (await nodes.DraftAsync(many), await nodes.DraftAsync(one));
        for (var n = 1; n <= 4; n++) await nodes.UploadAsync(many, manys, $"{n}.docx", new WordDocument().Text("Nhiều").Write());

        await nodes.UploadAsync(one, ones, "1.docx", new WordDocument().Text("Một").Write());

        (await nodes.AttachmentsAsync(one, ones))[0].Conversion.Ahead.ShouldBe(1);
        (await nodes.AttachmentsAsync(many, manys)).Select(a => a.Conversion.Ahead).ShouldBe([0, 2, 3, 4]);
        foreach (var a in await nodes.AttachmentsAsync(many, manys))
            await nodes.SendAsync(many, new DeleteAttachment(manys, await nodes.ComponentOfAsync(many, manys), a.Id, null, null));
        (await nodes.AttachmentsAsync(one, ones))[0].Conversion.Ahead.ShouldBe(0);
        await using (await nodes.WorkAsync()) await nodes.EndAsync(one, ones, (await nodes.AttachmentsAsync(one, ones))[0].Id);
        (await nodes.QueuedAsync()).ShouldBe(0);
    }

    [Fact]
    public async Task What_cannot_be_converted_says_so_and_can_be_tried_again()
    {
        var me = ConversionNodes.Citizen();
        var dossier = await nodes.DraftAsync(me);
        var component = await nodes.ComponentOfAsync(me, dossier);
        // A sound document, or it would not have been taken: its picture of 12 000 × 12 000 pixels is more than that node has room for.
        var large = new WordDocument().Text("Lớn").Picture(WordDocument.Png(12_000, 12_000, plain: true)).Write();
        var uploaded = await nodes.UploadAsync(me, dossier, "lớn.docx", large);
        await using (await nodes.WorkAsync(2))
        {
            var failed = await nodes.EndAsync(me, dossier, uploaded.Id);
            failed.Conversion.Cause.ShouldBe("CONVERSION_FAILED");
            failed.Versions.Count.ShouldBe(1);
        }

        var again = await nodes.SendAsync(me, new ConvertAttachment(dossier, component, uploaded.Id, null));

        again.Conversion.State.ShouldBe(ConversionState.Waiting);
        (await nodes.QueuedAsync()).ShouldBe(1);
        await nodes.SendAsync(me, new DeleteAttachment(dossier, component, uploaded.Id, null, null));
        (await nodes.QueuedAsync()).ShouldBe(0);
    }
}
