using KonTum.Tthc.Application.Dossiers;
using KonTum.Tthc.Application.Dossiers.ConvertAttachment;
using KonTum.Tthc.Application.Dossiers.DeleteAttachment;
using KonTum.Tthc.Application.Dossiers.RunConversion;
using KonTum.Tthc.Application.Files;
using KonTum.Tthc.Application.Tests.World;
using KonTum.Tthc.Domain.Dossiers;
using KonTum.Tthc.Domain.Failures;
using Shouldly;

namespace KonTum.Tthc.Application.Tests.Dossiers;

/// <summary>DOC and DOCX become PDF: who may ask, when, and what becomes of it.</summary>
public sealed class Converting
{
    private const string Word = "PK\u0003\u0004 [Content_Types].xml word/";

    private readonly TestWorld world = new();

    [Fact]
    public async Task A_Word_file_is_queued_when_it_is_uploaded_and_a_PDF_is_not()
    {
        world.Conversions.IsAvailable = true;
        var dossier = await world.DraftAsync();

        (await world.AttachAsync(dossier, "a.docx", content: Word)).Conversion.State.ShouldBe(ConversionState.Waiting);
        (await world.AttachAsync(dossier, "a.pdf")).Conversion.State.ShouldBe(ConversionState.None);
    }

    [Fact]
    public async Task Without_a_converter_a_file_is_taken_and_whoever_asks_is_told_at_once()
    {
        var dossier = await world.DraftAsync();

        var word = await world.AttachAsync(dossier, "a.docx", content: Word);

        word.Conversion.State.ShouldBe(ConversionState.None);
        (await world.FailAsync(TestWorld.Ann, new ConvertAttachment(dossier, "to-khai", word.Id, null))).Failure.ShouldBe(Failures.ConversionUnavailable);
        world.Conversions.IsAvailable = true;
        world.Conversions.Places[word.Id] = new ConversionPlace(false, 7);
        (await world.SendAsync(TestWorld.Ann, new ConvertAttachment(dossier, "to-khai", word.Id, null))).Conversion.Ahead.ShouldBe(7);
    }

    [Fact]
    public async Task What_waits_or_is_done_is_not_asked_for_twice()
    {
        var (dossier, word) = await WaitingAsync();
        await world.SendAsync(TestWorld.Ann, new ConvertAttachment(dossier, "to-khai", word, null));
        await RunAsync(dossier, word);
        var done = await world.SendAsync(TestWorld.Ann, new ConvertAttachment(dossier, "to-khai", word, null));
        await RunAsync(dossier, word);

        done.Conversion.ShouldBe(new ConversionView(ConversionState.Done, "", 1, false, 0));
        done.FileName.ShouldBe("đơn xin.pdf");
        done.Versions.Select(v => v.Kind).ShouldBe([AttachmentVersionKind.Original, AttachmentVersionKind.Converted]);
        world.Streams.Events(dossier).OfType<AttachmentConversionRequested>().Count().ShouldBe(1);
        world.Streams.Events(dossier).OfType<AttachmentConverted>().Count().ShouldBe(1);
    }

    [Fact]
    public async Task A_failure_keeps_its_cause_until_it_is_tried_again()
    {
        var (dossier, word) = await WaitingAsync();
        world.Conversions.Failure = Failures.ConversionTimedOut;
        await RunAsync(dossier, word);
        (await AttachmentAsync(dossier)).Conversion.Cause.ShouldBe("CONVERSION_TIMED_OUT");

        world.Conversions.Failure = null;
        (await world.SendAsync(TestWorld.Ann, new ConvertAttachment(dossier, "to-khai", word, null))).Conversion.State.ShouldBe(ConversionState.Waiting);
        await RunAsync(dossier, word);

        (await AttachmentAsync(dossier)).Conversion.State.ShouldBe(ConversionState.Done);
    }

    [Fact]
    public async Task What_was_taken_off_meanwhile_is_not_brought_back()
    {
        var (dossier, word) = await WaitingAsync();
        world.Streams.BeforeNextCommit = () => world.SendAsync(TestWorld.Ann, new DeleteAttachment(dossier, "to-khai", word, null, null));

        await RunAsync(dossier, word);

        world.Streams.Events(dossier).OfType<AttachmentConverted>().ShouldBeEmpty();
        world.Streams.Events(dossier)[^1].ShouldBeOfType<AttachmentDeleted>();
    }

    [Fact]
    public async Task A_PDF_is_not_converted_and_a_foreign_dossier_is_none()
    {
        world.Conversions.IsAvailable = true;
        var dossier = await world.DraftAsync();
        var pdf = (await world.AttachAsync(dossier)).Id;

        (await world.FailAsync(TestWorld.Ann, new ConvertAttachment(dossier, "to-khai", pdf, null))).Failure.ShouldBe(Failures.AttachmentNotConvertible);
        (await world.FailAsync(TestWorld.Binh, new ConvertAttachment(dossier, "to-khai", pdf, null))).Failure.ShouldBe(Failures.DossierNotFound);
        (await world.FailAsync(TestWorld.Binh, new ConvertAttachment(Guid.NewGuid(), "to-khai", pdf, null))).Failure.ShouldBe(Failures.DossierNotFound);
    }

    private async Task<(Guid Dossier, Guid Word)> WaitingAsync()
    {
        world.Conversions.IsAvailable = true;
        var dossier = await world.DraftAsync();
        return (dossier, (await world.AttachAsync(dossier, "đơn xin.docx", content: Word)).Id);
    }

    private async Task<AttachmentView> AttachmentAsync(Guid dossier) => (await world.DossierAsync(dossier)).Components.SelectMany(c => c.Attachments).Single();

    private Task RunAsync(Guid dossier, Guid word) => world.SendAsync(null, new RunConversion(dossier, "to-khai", word, false));
}
