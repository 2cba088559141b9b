using System.Text;
using KonTum.Tthc.Application.Access;
using KonTum.Tthc.Application.Dossiers.CreateDossier;
using KonTum.Tthc.Application.Dossiers.DeleteAttachment;
using KonTum.Tthc.Application.Dossiers.SubmitDossier;
using KonTum.Tthc.Application.Dossiers.UploadAttachment;
using KonTum.Tthc.Application.Dossiers.WithdrawDossier;
using KonTum.Tthc.Application.Petitions.AnswerPetition;
using KonTum.Tthc.Application.Petitions.CreatePetition;
using KonTum.Tthc.Application.Platform;
using KonTum.Tthc.Application.Tests.World;
using KonTum.Tthc.Domain.Failures;
using KonTum.Tthc.Domain.Petitions;
using Shouldly;

namespace KonTum.Tthc.Application.Tests.Access;

/// <summary>One account cannot use up what all share: the disk, the officers' time, the province's messages.</summary>
public sealed class WhatOnePersonMayUse
{
    private static readonly Caller Portal = TestWorld.CallerOf("system-portal", Role.System);

    private readonly TestWorld _world = new(new Limits
    {
        MaxAttachmentBytes = 1024 * 1024, MaxMegabytesADay = 1, MaxOpenDrafts = 3, MaxSubmittedADay = 2, MaxWaitingPetitions = 2,
    });

    [Fact]
    public async Task Drafts_of_a_person_are_bounded_until_one_is_thrown_away()
    {
        var first = await _world.DraftAsync();
        await OpenAsync(TestWorld.Ann);
        await OpenAsync(TestWorld.Ann);

        var refused = await _world.FailAsync(TestWorld.Ann, Draft());

        refused.Failure.ShouldBe(Failures.TooManyDrafts);
        await OpenAsync(TestWorld.Binh);
        await _world.SendAsync(TestWorld.Ann, new WithdrawDossier(first, "", null, null));
        await OpenAsync(TestWorld.Ann);
    }

    [Fact]
    public async Task An_internal_system_files_for_many_and_is_not_bounded()
    {
        await _world.DraftAsync(Portal);
        for (var n = 0; n < 4; n++) await OpenAsync(Portal);
    }

    [Fact]
    public async Task Who_submits_and_withdraws_in_turn_is_stopped_before_the_messages_flood_a_telephone()
    {
        for (var n = 0; n < 2; n++)
        {
            var id = await ReadyAsync();
            await _world.SendAsync(TestWorld.Ann, new SubmitDossier(id, null, null));
            await _world.SendAsync(TestWorld.Ann, new WithdrawDossier(id, "Đổi ý", null, null));
        }

        var third = await ReadyAsync();

        (await _world.FailAsync(TestWorld.Ann, new SubmitDossier(third, null, null))).Failure.ShouldBe(Failures.TooManySubmissions);
        _world.Time.Advance(TimeSpan.FromDays(1) + TimeSpan.FromMinutes(1));
        (await _world.SendAsync(TestWorld.Ann, new SubmitDossier(third, null, null))).Code.ShouldNotBeEmpty();
    }

    [Fact]
    public async Task Who_attaches_and_deletes_in_turn_does_not_fill_the_disk()
    {
        var id = await _world.DraftAsync();
        var taken = await _world.AttachAsync(id, content: Megabytes(0.6, 'a'));
        await _world.SendAsync(TestWorld.Ann, new DeleteAttachment(id, "to-khai", taken.Id, null, null));

        var again = new UploadAttachment(
            id, "to-khai", "to-khai.pdf", "", new MemoryStream(Encoding.UTF8.GetBytes(Megabytes(0.6, 'b'))), null);

        (await _world.FailAsync(TestWorld.Ann, again)).Failure.ShouldBe(Failures.TooMuchAttached);
        await _world.AttachAsync(id, content: Megabytes(0.2, 'c')); // what is left of the day
        await _world.AttachAsync(await _world.DraftAsync(TestWorld.Binh), content: Megabytes(0.6, 'd'), owner: TestWorld.Binh);
        _world.Time.Advance(TimeSpan.FromDays(1));
        await _world.AttachAsync(id, name: "khac.pdf", content: Megabytes(0.6, 'e'));
    }

    [Fact]
    public async Task Petitions_that_wait_are_bounded_until_the_agency_answers()
    {
        var id = await ReadyAsync();
        await _world.SendAsync(TestWorld.Ann, new SubmitDossier(id, null, null));
        var first = await _world.SendAsync(TestWorld.Ann, Ask(id));
        await _world.SendAsync(TestWorld.Ann, Ask(id));

        (await _world.FailAsync(TestWorld.Ann, Ask(id))).Failure.ShouldBe(Failures.TooManyPetitions);
        await _world.SendAsync(TestWorld.Officer(TestWorld.DuyTan), new AnswerPetition(first.Id, "Đang xử lý.", null, null));
        await _world.SendAsync(TestWorld.Ann, Ask(id));
    }

    private static CreatePetition Ask(Guid dossier) => new(dossier, PetitionKind.Question, "Bao giờ có kết quả?", null);

    private static CreateDossier Draft() => new(TestWorld.Code, TestWorld.DuyTan, null);

    private static string Megabytes(double count, char with) => "%PDF-1.7 " + new string(with, (int)(count * 1024 * 1024));

    private Task OpenAsync(Caller owner) => _world.SendAsync(owner, Draft());

    private async Task<Guid> ReadyAsync()
    {
        var id = await _world.DraftAsync();
        await _world.FillAsync(id);
        await _world.AttachAsync(id);
        return id;
    }
}
