using System.Text;
using System.Text.Json.Nodes;
using KonTum.Tthc.Application.Dossiers;
using KonTum.Tthc.Application.Dossiers.CreateDossier;
using KonTum.Tthc.Application.Dossiers.GetReceipt;
using KonTum.Tthc.Application.Dossiers.LookUpDossier;
using KonTum.Tthc.Application.Dossiers.SelectComponent;
using KonTum.Tthc.Application.Dossiers.SubmitDossier;
using KonTum.Tthc.Application.Dossiers.UpdateDossier;
using KonTum.Tthc.Application.Procedures;
using KonTum.Tthc.Application.Procedures.PublishProcedure;
using KonTum.Tthc.Application.Tests.World;
using KonTum.Tthc.Domain.Dossiers;
using KonTum.Tthc.Domain.Failures;
using KonTum.Tthc.Domain.People;
using KonTum.Tthc.Domain.Procedures;
using Shouldly;

namespace KonTum.Tthc.Application.Tests.Dossiers;

/// <summary>The four steps of filing, from the draft to the receipt and the public lookup.</summary>
public sealed class FilingADossier
{
    private static readonly ProcedureDefinition Procedure = TestWorld.BirthRegistration with
    {
        Code = "1.000656",
        FormFields =
        [
            new FormField("child", "Trẻ em", FormFieldKind.Person) { Required = true },
            new FormField("home", "Nơi ở", FormFieldKind.Address),
            new FormField("abroad", "Sinh ở nước ngoài", FormFieldKind.YesNo),
            new FormField("country", "Nước", FormFieldKind.Text) { Required = true, Condition = new FormCondition("abroad", ["true"]) },
        ],
        Components = [TestWorld.BirthRegistration.Components[0] with { SignatureRequired = true }, TestWorld.BirthRegistration.Components[1]],
        Fees = [new FeeDefinition("le-phi", "Lệ phí", FeeKind.Charge, 8000, 10000, FeeUnit.Dossier)],
        PaymentRule = PaymentRule.BeforeSubmission,
    };

    private readonly TestWorld _world = new();

    [Fact]
    public async Task Every_step_tells_what_is_missing_and_the_submission_is_refused_for_exactly_that()
    {
        var id = await OpenAsync();
        await _world.AttachAsync(id, content: "%PDF-1.7 x");

        var steps = (await _world.DossierAsync(id)).FilingSteps;

        steps.Select(s => (s.Kind, s.Complete)).ShouldBe(
            [(FilingStepKind.Form, false), (FilingStepKind.Components, false), (FilingStepKind.Fees, false), (FilingStepKind.Submit, false)]);
        steps[0].Obstacles.Select(o => o.Field).ShouldContain("form.owner_name");
        steps[0].Obstacles.Select(o => o.Field).ShouldContain("form.procedure_fields.child.name");
        steps[1].Obstacles.ShouldHaveSingleItem().Failure.ShouldBe(Failures.AttachmentUnsigned);
        steps[2].Obstacles.ShouldHaveSingleItem().Failure.ShouldBe(Failures.FeesUnpaid);

        var refused = await _world.FailAsync(TestWorld.Ann, new SubmitDossier(id, null, null));
        refused.Failure.ShouldBe(Failures.DossierIncomplete);
        refused.Violations.Select(v => (v.Field, v.Failure.Code, v.Vietnamese))
            .ShouldBe(steps.SelectMany(s => s.Obstacles).Select(o => (o.Field, o.Failure.Code, o.Vietnamese)));
    }

    [Fact]
    public async Task A_word_file_that_must_be_signed_asks_to_be_converted_and_a_ticked_component_for_a_file()
    {
        var id = await OpenAsync();
        await _world.SendAsync(TestWorld.Ann, new SelectComponent(id, "giay-to", true, 0, 1, null, null));
        _world.Streams.Write(id, WordFile());

        var components = (await _world.DossierAsync(id)).FilingSteps[1].Obstacles;

        components.Select(o => o.Failure.Code).ShouldContain("CONVERSION_NEEDED");
        components.ShouldContain(o => o.Field == "components[giay-to]" && o.Failure == Failures.ComponentMissing);
    }

    [Fact]
    public async Task Each_step_is_done_when_nothing_of_it_is_missing_and_then_it_is_submitted_with_its_receipt()
    {
        var id = await CompleteAsync();
        (await _world.DossierAsync(id)).FilingSteps.Select(s => s.Complete).ShouldBe([true, true, true, false]);
        (await _world.FailAsync(TestWorld.Ann, new GetReceipt(id))).Failure.ShouldBe(Failures.ReceiptNotThere);

        var submitted = await _world.SendAsync(TestWorld.Ann, new SubmitDossier(id, null, null));

        submitted.Code.ShouldBe($"{TestWorld.DuyTan}-261123-0001");
        submitted.FilingSteps.ShouldAllBe(s => s.Complete && s.Obstacles.Count == 0);
        var receipt = await ReceiptAsync(id);
        receipt.ShouldContain("GIẤY XÁC NHẬN NỘP HỒ SƠ");
        receipt.ShouldContain($"Mã hồ sơ: {submitted.Code}");
        receipt.ShouldContain("10 giờ 00 phút, ngày 23/11/2026", customMessage: "in the time of Việt Nam");
        receipt.ShouldContain($"https://dichvucong.example.vn/tra-cuu/{submitted.Code}");
        receipt.ShouldContain("Tờ khai");
        receipt.ShouldNotContain("hẹn trả");

        _world.Time.Advance(TimeSpan.FromHours(1));
        _world.Streams.Write(id, new DossierAccepted("officer-1", new DateTimeOffset(2026, 11, 30, 10, 0, 0, TimeSpan.Zero), 5, _world.Time.GetUtcNow()));
        receipt = await ReceiptAsync(id);
        receipt.ShouldContain("GIẤY TIẾP NHẬN HỒ SƠ VÀ HẸN TRẢ KẾT QUẢ");
        receipt.ShouldContain("17 giờ 00 phút, ngày 30/11/2026");
    }

    [Fact]
    public async Task A_receipt_is_printed_for_those_who_may_see_the_dossier()
    {
        var id = await SubmitAsync();

        (await _world.FailAsync(TestWorld.Binh, new GetReceipt(id))).Failure.ShouldBe(Failures.DossierNotFound);
        (await _world.FailAsync(TestWorld.Officer(TestWorld.ThangLoi), new GetReceipt(id))).Failure.ShouldBe(Failures.DossierNotFound);
        (await _world.SendAsync(TestWorld.Officer(TestWorld.DuyTan), new GetReceipt(id))).FileName.ShouldEndWith(".pdf");
        _world.Streams.Log.Select(e => e.Event).OfType<Domain.Access.DossierRead>().ShouldContain(r => r.What == "receipt");
    }

    [Fact]
    public async Task A_draft_is_continued_on_another_device_field_by_field()
    {
        var id = await OpenAsync();
        await OwnAsync(id, """{"child": {"name": "Y Lan", "sex": "FEMALE"}}""", "procedure_fields");
        var phone = await OwnAsync(id, """{"child": {"birth_date": "2026-11-01"}}""", "procedure_fields.child.birth_date");
        await OwnAsync(id, """{"home": {"province": "51"}}""", "procedure_fields.home");

        // The other device still holds what it saw before.
        var stale = await _world.FailAsync(
            TestWorld.Ann, new UpdateDossier(id, new DossierForm { OwnerName = "A" }, ["owner_name"], phone.ETag, null));
        stale.Failure.Code.ShouldBe(Failures.ChangedMeanwhile.Code);
        stale.Details["change_count"].ShouldBe("1", "the address was filled meanwhile");
        await _world.SendAsync(TestWorld.Ann, new UpdateDossier(id, new DossierForm { OwnerName = "Y Ban" }, ["owner_name"], (await _world.DossierAsync(id)).ETag, null));

        var form = (await _world.DossierAsync(id)).Form!;
        form.OwnerName.ShouldBe("Y Ban");
        JsonNode.DeepEquals(
            JsonNode.Parse(form.ProcedureFields),
            JsonNode.Parse("""{"child": {"name": "Y Lan", "sex": "FEMALE", "birth_date": "2026-11-01"}, "home": {"province": "51"}}""")).ShouldBeTrue(form.ProcedureFields);
        _world.Streams.Events(id).OfType<DossierFormFilled>().Select(e => string.Join(' ', e.ChangedFields)).ShouldBe(
            ["procedure_fields.child", "procedure_fields.child.birth_date", "procedure_fields.home", "owner_name"]);

        await OwnAsync(id, "{}", "procedure_fields.home");
        JsonNode.Parse((await _world.DossierAsync(id)).Form!.ProcedureFields)!["home"].ShouldBeNull("a field that is named and not given goes away");
    }

    [Fact]
    public async Task Two_devices_that_fill_different_fields_at_once_both_get_through()
    {
        var id = await OpenAsync();
        _world.Streams.BeforeNextCommit = () => OwnAsync(id, """{"abroad": true}""", "procedure_fields.abroad");

        await OwnAsync(id, """{"country": "Lào"}""", "procedure_fields.country");

        JsonNode.DeepEquals(
            JsonNode.Parse((await _world.DossierAsync(id)).Form!.ProcedureFields), JsonNode.Parse("""{"abroad": true, "country": "Lào"}""")).ShouldBeTrue();
    }

    [Fact]
    public async Task With_an_etag_the_later_of_two_is_told()
    {
        var id = await OpenAsync();
        var seen = (await _world.DossierAsync(id)).ETag;
        _world.Streams.BeforeNextCommit = () => OwnAsync(id, """{"abroad": true}""", "procedure_fields.abroad");

        var told = await _world.FailAsync(TestWorld.Ann, new UpdateDossier(id, new DossierForm { OwnerName = "A" }, ["owner_name"], seen, null));

        told.Failure.Code.ShouldBe(Failures.ChangedMeanwhile.Code);
        told.Details["change_count"].ShouldBe("1");
    }

    [Fact]
    public async Task A_file_that_comes_while_it_is_submitted_is_part_of_the_submission()
    {
        var id = await CompleteAsync();
        _world.Streams.BeforeNextCommit = () => _world.SendAsync(TestWorld.Ann, new SelectComponent(id, "giay-to", false, 0, 2, null, null));

        (await _world.SendAsync(TestWorld.Ann, new SubmitDossier(id, null, null))).Components[1].CopyCount.ShouldBe(2);
    }

    [Fact]
    public async Task What_is_not_asked_for_any_more_is_not_handed_in()
    {
        var id = await CompleteAsync();
        await OwnAsync(id, """{"abroad": false, "country": "Lào"}""", "procedure_fields.abroad", "procedure_fields.country");
        (await _world.DossierAsync(id)).Form!.ProcedureFields.ShouldContain("Lào", customMessage: "while filling it stays");

        var submitted = await _world.SendAsync(TestWorld.Ann, new SubmitDossier(id, null, null));

        submitted.Form!.ProcedureFields.ShouldNotContain("Lào");
        _world.Streams.Events(id).TakeLast(2).Select(e => e.GetType()).ShouldBe([typeof(DossierFormFilled), typeof(DossierSubmitted)]);
    }

    [Theory]
    [InlineData("procedure_fields.")]
    [InlineData("procedure_fields..child")]
    [InlineData("child")]
    [InlineData("owner_name.x")]
    public async Task A_mask_names_fields_that_exist(string mask)
    {
        var id = await OpenAsync();
        (await _world.FailAsync(TestWorld.Ann, new UpdateDossier(id, new DossierForm(), [mask], null, null)))
            .Violations.ShouldHaveSingleItem().Field.ShouldBe("update_mask");
    }

    [Fact]
    public async Task A_code_that_went_out_of_force_is_found_when_the_draft_is_continued()
    {
        _world.Time.SetUtcNow(new DateTimeOffset(2026, 11, 24, 3, 0, 0, TimeSpan.Zero));
        var id = await OpenAsync();

        (await _world.FailAsync(TestWorld.Ann, new UpdateDossier(
            id, new DossierForm { ProcedureFields = """{"home": {"province": "62"}}""" }, ["procedure_fields"], null, null)))
            .Violations.ShouldHaveSingleItem().Failure.ShouldBe(Failures.UnitNotInForce);
        await OwnAsync(id, """{"home": {"province": "51", "ward": "23293"}}""", "procedure_fields.home");
    }

    [Fact]
    public async Task At_an_agency_that_ended_no_dossier_is_opened_and_the_one_that_took_over_is_named()
    {
        const string merged = "000.23.24.H34";
        var published = TestWorld.BirthRegistration with
        {
            Code = "1.000777", Agencies = [new Agency(merged, "UBND phường Ngô Mây"), new Agency(TestWorld.DuyTan, "UBND phường Duy Tân")],
        };
        // As it was published before the merger.
        _world.Streams.Write(ProcedureId.Of(published.Code), new ProcedurePublished(published, 1, _world.Time.GetUtcNow()));

        var refused = (await _world.FailAsync(TestWorld.Ann, new CreateDossier(published.Code, merged, null))).Violations.ShouldHaveSingleItem();
        var opened = await _world.SendAsync(TestWorld.Ann, new CreateDossier(published.Code, TestWorld.DuyTan, null));

        (refused.Field, refused.Failure).ShouldBe(("agency_code", Failures.AgencyEnded));
        refused.Vietnamese.ShouldContain("UBND phường Duy Tân (000.21.24.H34)");
        opened.Agency.Code.ShouldBe(TestWorld.DuyTan);
    }

    [Fact]
    public async Task Anybody_who_has_the_code_sees_states_and_dates_and_nothing_else()
    {
        var id = await SubmitAsync();
        var code = (await _world.DossierAsync(id)).Code;
        _world.Time.Advance(TimeSpan.FromMinutes(1));
        _world.Streams.Write(id, new DossierRefused("officer-1", Personal.Of(TestWorld.Ann.Subject, "Y Lan thiếu giấy"), _world.Time.GetUtcNow()));

        var found = await _world.SendAsync(null, new LookUpDossier($" {code.ToLowerInvariant()} "));

        (found.Code, found.State).ShouldBe((code, DossierState.Refused));
        found.Steps.Select(s => s.State).ShouldBe([DossierState.Registered, DossierState.Refused]);
        found.EndedAt.ShouldBe(_world.Time.GetUtcNow());
        var all = System.Text.Json.JsonSerializer.Serialize(found);
        foreach (var secret in new[] { "Y Lan", "thiếu", TestWorld.Ann.Subject, "officer-1", TestWorld.Account, "0912345678", id.ToString(), "UBND", "khai sinh" }) all.ShouldNotContain(secret);
    }

    [Fact]
    public async Task A_code_that_nobody_has_is_not_found_and_what_is_no_code_is_invalid()
    {
        await SubmitAsync();

        (await _world.FailAsync(null, new LookUpDossier($"{TestWorld.DuyTan}-261123-0002"))).Failure.ShouldBe(Failures.DossierNotFound);
        foreach (var code in new[] { "", "x", "' or 1=1 --", $"{TestWorld.DuyTan}-261123", new string('0', 9000), "\0" })
        {
            (await _world.FailAsync(null, new LookUpDossier(code))).Violations.ShouldHaveSingleItem().Field.ShouldBe("code");
        }
    }

    private static AttachmentUploaded WordFile() => new(
        "to-khai", Guid.NewGuid(), Personal.Of(TestWorld.Ann.Subject, "to-khai.doc"), new StoredFile(new string('b', 64), 10, "application/msword"),
        new DateTimeOffset(2026, 11, 23, 3, 0, 0, TimeSpan.Zero));

    private async Task<Guid> OpenAsync()
    {
        await _world.SendAsync(null, new PublishProcedure(Procedure));
        return (await _world.SendAsync(TestWorld.Ann, new CreateDossier(Procedure.Code, TestWorld.DuyTan, null))).Id;
    }

    private async Task<Guid> CompleteAsync()
    {
        var id = await OpenAsync();
        await _world.FillAsync(id);
        await OwnAsync(id, """{"child": {"name": "Y Lan", "birth_date": "2026-11-01"}}""", "procedure_fields.child");
        var attachment = await _world.AttachAsync(id);
        var signing = Guid.NewGuid();
        var now = _world.Time.GetUtcNow();
        _world.Streams.Write(id, new AttachmentSigningStarted(signing, [attachment.Id], now));
        _world.Streams.Write(id, new AttachmentSigned(
            "to-khai", attachment.Id, signing, Personal.Of(TestWorld.Ann.Subject, "to-khai_signed.pdf"), new StoredFile(new string('c', 64), 10, "application/pdf"), now));
        _world.Streams.Write(id, new FeesPaid(Guid.NewGuid(), 8000, PaymentChannel.Online, "BL-1", now));
        return id;
    }

    private async Task<Guid> SubmitAsync()
    {
        var id = await CompleteAsync();
        await _world.SendAsync(TestWorld.Ann, new SubmitDossier(id, null, null));
        return id;
    }

    private Task<DossierView> OwnAsync(Guid id, string fields, params string[] mask) =>
        _world.SendAsync(TestWorld.Ann, new UpdateDossier(id, new DossierForm { ProcedureFields = fields }, mask, null, null));

    private async Task<string> ReceiptAsync(Guid id)
    {
        var file = await _world.SendAsync(TestWorld.Ann, new GetReceipt(id));
        using var reader = new StreamReader(file.Content, Encoding.UTF8);
        return await reader.ReadToEndAsync(TestContext.Current.CancellationToken);
    }
}
