using KonTum.Tthc.Domain.Dossiers;
using KonTum.Tthc.Domain.Procedures;
using Shouldly;
using static KonTum.Tthc.Domain.Failures.Failures;

namespace KonTum.Tthc.Domain.Tests.Dossiers;

/// <summary>Given what happened, when something is decided, then this event or this failure.</summary>
public sealed class Decisions
{
    private static readonly DateTimeOffset Later = Given.Now.AddMinutes(1);

    [Fact]
    public void Given_a_procedure_when_opened_then_the_draft_carries_what_its_version_says()
    {
        var dossier = Given.Draft();

        dossier.State.ShouldBe(DossierState.Draft);
        (dossier.ProcedureCode, dossier.ProcedureVersion, dossier.OwnerId).ShouldBe(("1.001193", 3, Given.Owner));
        dossier.Agency.ShouldBe(Given.Procedure.Agencies[0]);
        dossier.Components.Select(c => (c.Id, c.Required, c.Selected)).ShouldBe([("to-khai", true, true), ("giay-to", false, false)]);
        (dossier.OpenedAt, dossier.ChangedAt, dossier.SubmittedAt).ShouldBe((Given.Now, Given.Now, null));
        dossier.Code.ShouldBeEmpty();
    }

    [Fact]
    public void Given_a_procedure_when_opened_at_another_agency_then_it_is_not_competent()
    {
        var failure = Should.Throw<KonTum.Tthc.Domain.Failures.FailureException>(
            () => Dossier.Open(Guid.NewGuid(), Given.Owner, Given.Procedure, 1, "H99", Given.Now));
        failure.Violations.ShouldHaveSingleItem().Failure.ShouldBe(AgencyNotCompetent);
        failure.Violations[0].Field.ShouldBe("agency_code");
    }

    [Fact]
    public void Given_a_draft_when_filled_then_the_form_is_the_owners_personal_data()
    {
        var dossier = Given.Draft();

        var filled = dossier.Fill(Given.CompleteForm, ["owner_name"], Given.Rules, Later);

        (filled.Form.Subject, filled.Form.Value, filled.At).ShouldBe((Given.Owner, Given.CompleteForm, Later));
        filled.ChangedFields.ShouldBe(["owner_name"]);
        dossier.Form.ShouldBeNull("a decision changes nothing");
        dossier.Apply(filled);
        dossier.Form.ShouldBe(Given.CompleteForm);
    }

    [Fact]
    public void Given_a_draft_when_filled_with_something_malformed_then_everything_wrong_is_said() =>
        Given.FieldsOf(() => Given.Draft().Fill(new DossierForm { PhoneNumber = "1", Email = "x" }, [], Given.Rules, Later))
            .ShouldBe(["form.phone_number", "form.email"]);

    [Fact]
    public void Given_a_draft_when_a_component_is_ticked_then_it_counts()
    {
        var dossier = Given.Draft();
        dossier.Apply(dossier.Select("giay-to", true, 2, 3, Later));
        var component = dossier.Component("giay-to");
        (component.Selected, component.OriginalCount, component.CopyCount).ShouldBe((true, 2, 3));
        dossier.FindObstacles(Given.Rules).Select(o => o.Field).ShouldContain("components[giay-to]", "ticked, but without a file");
        dossier.Apply(dossier.Select("giay-to", false, 0, 0, Later));
        dossier.FindObstacles(Given.Rules).Select(o => o.Field).ShouldNotContain("components[giay-to]");
    }

    [Fact]
    public void Given_a_draft_when_counts_are_out_of_range_then_both_are_said()
    {
        Given.FieldsOf(() => Given.Draft().Select("to-khai", true, -1, 100, Later)).ShouldBe(["original_count", "copy_count"]);
        Given.FailureOf(() => Given.Draft().Select("khác", true, 1, 1, Later)).ShouldBe(ComponentNotFound);
    }

    [Fact]
    public void Given_a_draft_when_a_file_is_attached_then_its_component_is_ticked()
    {
        var dossier = Given.Draft();
        dossier.Apply(dossier.Attach("giay-to", Guid.NewGuid(), "a.pdf", Given.File, Later));
        dossier.Component("giay-to").Selected.ShouldBeTrue();
        dossier.Component("giay-to").Attachments.ShouldHaveSingleItem().Newest.File.ShouldBe(Given.File);
        Given.FailureOf(() => dossier.Attach("khác", Guid.NewGuid(), "a.pdf", Given.File, Later)).ShouldBe(ComponentNotFound);
    }

    [Fact]
    public void Given_twenty_files_when_another_is_attached_then_it_is_refused_until_one_is_taken_off()
    {
        var dossier = Given.Draft();
        var ids = Enumerable.Range(0, 20).Select(_ => Guid.NewGuid()).ToList();
        foreach (var id in ids) dossier.Apply(dossier.Attach("to-khai", id, "a.pdf", Given.File, Later));
        Given.FailureOf(() => dossier.Attach("to-khai", Guid.NewGuid(), "a.pdf", Given.File, Later)).ShouldBe(TooManyAttachments);

        dossier.Apply(dossier.Detach("to-khai", ids[7], Later));

        dossier.Component("to-khai").Attachments.Select(a => a.Id).ShouldBe(ids.Where(i => i != ids[7]));
        dossier.Attach("to-khai", Guid.NewGuid(), "a.pdf", Given.File, Later).ShouldNotBeNull();
    }

    [Fact]
    public void Given_a_signing_that_waits_when_its_file_is_taken_off_or_submitted_then_it_is_refused()
    {
        var (dossier, id) = Given.DraftWithFile();
        dossier.Apply(dossier.Fill(Given.CompleteForm, [], Given.Rules, Later));
        dossier.Apply(dossier.StartSigning(Guid.NewGuid(), [id], Later));

        Given.FailureOf(() => dossier.Detach("to-khai", id, Later)).ShouldBe(SigningPending);
        Given.FieldsOf(() => dossier.Submit("code", Given.Rules, Later)).ShouldBe(["components[to-khai]"]);
        dossier.FindObstacles(Given.Rules).ShouldHaveSingleItem().Failure.ShouldBe(SigningPending);
    }

    [Fact]
    public void Given_a_signing_that_waits_when_another_begins_for_the_file_then_it_is_refused()
    {
        var (dossier, id) = Given.DraftWithFile();
        dossier.Apply(dossier.StartSigning(Guid.NewGuid(), [id], Later));
        Given.FailureOf(() => dossier.StartSigning(Guid.NewGuid(), [id], Later)).ShouldBe(SigningPending);
    }

    [Fact]
    public void Given_a_draft_when_a_signing_begins_for_a_file_that_is_not_there_then_it_is_refused()
    {
        var (dossier, id) = Given.DraftWithFile();
        Given.FailureOf(() => dossier.StartSigning(Guid.NewGuid(), [id, Guid.NewGuid()], Later)).ShouldBe(AttachmentNotFound);
        Given.FailureOf(() => dossier.StartSigning(Guid.NewGuid(), [], Later)).ShouldBe(AttachmentNotFound);
    }

    [Fact]
    public void Given_a_signing_that_waits_when_signed_then_a_version_is_added_and_the_old_one_stays()
    {
        var (dossier, id) = Given.DraftWithFile();
        var signing = Guid.NewGuid();
        dossier.Apply(dossier.StartSigning(signing, [id], Later));
        var signed = Given.File with { Sha256 = new string('b', 64) };

        dossier.Apply(dossier.AttachSignature("to-khai", id, signing, "to-khai_signed.pdf", signed, Later));

        var attachment = dossier.Attachment("to-khai", id);
        attachment.IsSigned.ShouldBeTrue();
        attachment.PendingSigningId.ShouldBeNull();
        attachment.Versions.Select(v => (v.Kind, v.File, v.SigningId)).ShouldBe(
            [(AttachmentVersionKind.Original, Given.File, null), (AttachmentVersionKind.Signed, signed, signing)]);
        Given.FailureOf(() => dossier.AttachSignature("to-khai", id, signing, "x", signed, Later)).ShouldBe(SigningTargetGone, "once");
    }

    [Fact]
    public void Given_a_signing_that_waits_when_another_ones_signature_comes_then_it_is_not_attached()
    {
        var (dossier, id) = Given.DraftWithFile();
        dossier.Apply(dossier.StartSigning(Guid.NewGuid(), [id], Later));
        Given.FailureOf(() => dossier.AttachSignature("to-khai", id, Guid.NewGuid(), "x", Given.File, Later)).ShouldBe(SigningTargetGone);
    }

    [Fact]
    public void Given_a_signing_that_waits_when_it_ends_then_its_files_are_free_and_it_ends_once()
    {
        var (dossier, id) = Given.DraftWithFile();
        var signing = Guid.NewGuid();
        dossier.Apply(dossier.StartSigning(signing, [id], Later));

        var ended = dossier.EndSigning(signing, "SIGNING_REJECTED", Later).ShouldNotBeNull();
        (ended.SigningId, ended.Outcome).ShouldBe((signing, "SIGNING_REJECTED"));
        ended.AttachmentIds.ShouldBe([id]);
        dossier.Apply(ended);

        dossier.EndSigning(signing, "SIGNING_REJECTED", Later).ShouldBeNull();
        dossier.Detach("to-khai", id, Later).ShouldNotBeNull();
    }

    [Fact]
    public void Given_an_empty_draft_when_submitted_then_everything_missing_is_said_at_once()
    {
        var failure = Should.Throw<KonTum.Tthc.Domain.Failures.FailureException>(() => Given.Draft().Submit("code", Given.Rules, Later));
        failure.Failure.ShouldBe(DossierIncomplete);
        failure.Violations.Count.ShouldBe(15, "fourteen fields and a component");
        failure.Violations[^1].Failure.ShouldBe(ComponentMissing);
    }

    [Fact]
    public void Given_a_complete_draft_when_submitted_then_it_is_registered_under_its_code_and_nothing_changes_any_more()
    {
        var dossier = Given.Submitted();
        (dossier.State, dossier.Code, dossier.SubmittedAt).ShouldBe((DossierState.Registered, $"{Given.Agency}-261123-0001", Given.Now));
        var id = dossier.Component("to-khai").Attachments[0].Id;

        foreach (var act in new Action[]
        {
            () => dossier.Fill(Given.CompleteForm, [], Given.Rules, Later),
            () => dossier.Select("to-khai", true, 1, 1, Later),
            () => dossier.Attach("to-khai", Guid.NewGuid(), "a.pdf", Given.File, Later),
            () => dossier.Detach("to-khai", id, Later),
            () => dossier.StartSigning(Guid.NewGuid(), [id], Later),
            () => dossier.Submit("again", Given.Rules, Later),
        })
        {
            Given.FailureOf(act).ShouldBe(DossierNotDraft);
        }
    }

    [Fact]
    public void Given_a_file_that_is_not_there_when_asked_for_then_it_is_told()
    {
        Given.FailureOf(() => Given.Draft().Attachment("to-khai", Guid.NewGuid())).ShouldBe(AttachmentNotFound);
        Given.FailureOf(() => Given.Draft().Detach("to-khai", Guid.NewGuid(), Later)).ShouldBe(AttachmentNotFound);
        Given.FailureOf(() => Given.Draft().Attachment("khác", Guid.NewGuid())).ShouldBe(ComponentNotFound);
    }

    [Fact]
    public void The_states_have_the_numbers_of_the_national_list() =>
        Enum.GetValues<DossierState>().Where(s => (int)s < 100).Select(s => (int)s).ShouldBe(Enumerable.Range(1, 10));

    [Theory]
    [MemberData(nameof(States))]
    public void Every_state_counts_as_one_national_status_of_the_same_number_where_there_is_one(DossierState state)
    {
        var national = NationalStatuses.Of(state);
        if ((int)state < 100) national.ShouldBe((int)state);
        if (state is DossierState.Draft or DossierState.Discarded) national.ShouldBe(0, "the portal knows no drafts");
        else NationalStatuses.NameOf(national).ShouldNotBeEmpty();
    }

    public static TheoryData<DossierState> States => [.. Enum.GetValues<DossierState>()];

    [Fact]
    public void Given_a_published_procedure_when_published_again_then_only_a_difference_makes_a_version()
    {
        var first = Procedure.Publish(null, Given.Procedure, Given.Now).ShouldNotBeNull();
        first.Version.ShouldBe(1);
        var procedure = Given.Replay<Procedure>(first);
        Procedure.Publish(procedure, Given.Procedure with { Components = [.. Given.Procedure.Components] }, Later).ShouldBeNull();

        foreach (var changed in new[]
        {
            Given.Procedure with { Name = "Khác" },
            Given.Procedure with { Agencies = [] },
            Given.Procedure with { Components = [.. Given.Procedure.Components.Reverse()] },
            Given.Procedure with { DossierTypes = ["Mới"] },
        })
        {
            var second = Procedure.Publish(procedure, changed, Later).ShouldNotBeNull();
            (second.Version, second.Definition).ShouldBe((2, changed));
        }

        procedure.Version.ShouldBe(1);
    }
}
