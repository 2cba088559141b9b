using KonTum.Tthc.Domain.SignatureProfiles;
using Shouldly;
using static KonTum.Tthc.Domain.Failures.Failures;

namespace KonTum.Tthc.Domain.Tests.SignatureProfiles;

/// <summary>Given a configured signature, when something is decided, then this event or this failure.</summary>
public sealed class ProfileDecisions
{
    private static readonly DateTimeOffset Later = Given.Now.AddMinutes(1);

    private readonly SignatureProfile _profile =
        Given.Replay<SignatureProfile>(SignatureProfile.Create(Guid.NewGuid(), Given.Owner, Given.Settings, Given.Now));

    [Fact]
    public void Given_good_settings_when_created_then_they_are_the_owners_personal_data_and_normalized()
    {
        var messy = new ProfileSettings(
            " Chữ ký chính ", " +84912345678 ", " Người ký ", [new SignatureEntry(SignatureKind.SmartCa, " 062090000001 ", " VNPT-CA ")]);

        var created = SignatureProfile.Create(Guid.NewGuid(), Given.Owner, messy, Given.Now);

        created.Settings.Subject.ShouldBe(Given.Owner);
        var kept = created.Settings.Value!;
        (kept.Name, kept.PhoneNumber, kept.LocatorKeyword).ShouldBe(("Chữ ký chính", "0912345678", "Người ký"));
        kept.Entries.ShouldBe([new SignatureEntry(SignatureKind.SmartCa, "062090000001", "VNPT-CA")]);
        kept.Normalized().Entries.ShouldBe(kept.Entries, "once is enough");
    }

    [Fact]
    public void Given_bad_settings_when_created_or_changed_then_everything_wrong_is_said_at_once()
    {
        var bad = new ProfileSettings(" ", "113", new string('k', 101), [new SignatureEntry((SignatureKind)9, "1", "")]);
        string[] fields =
            ["display_name", "locator_keyword", "phone_number", "entries[0].account", "entries[0].provider", "entries[0].kind"];

        Given.FieldsOf(() => SignatureProfile.Create(Guid.NewGuid(), Given.Owner, bad, Given.Now)).ShouldBe(fields);
        Given.FieldsOf(() => _profile.Change(bad, Later)).ShouldBe(fields);
        Given.FieldsOf(() => _profile.Change(Given.Settings with { PhoneNumber = "" }, Later)).ShouldBe(["phone_number"]);
    }

    [Fact]
    public void Given_ten_accounts_when_changed_then_they_are_taken_and_eleven_are_not()
    {
        SignatureEntry[] ten = [.. Enumerable.Repeat(Given.Settings.Entries[0], 10)];
        _profile.Change(Given.Settings with { Entries = ten }, Later).Settings.Value!.Entries.Count.ShouldBe(10);
        Given.FieldsOf(() => _profile.Change(Given.Settings with { Entries = [.. ten, ten[0]] }, Later)).ShouldBe(["entries"]);
        _profile.Change(Given.Settings with { Entries = [] }, Later).ShouldNotBeNull("accounts can be added later");
    }

    [Fact]
    public void Given_a_profile_when_changed_then_the_decision_changes_nothing_and_the_event_everything()
    {
        var before = Given.Picture(_profile);
        var changed = _profile.Change(Given.Settings with { Name = "Khác" }, Later);
        Given.Picture(_profile).ShouldBe(before);

        _profile.Apply(changed);

        (_profile.Settings!.Name, _profile.CreatedAt, _profile.ChangedAt).ShouldBe(("Khác", Given.Now, Later));
    }

    [Fact]
    public void Given_a_profile_when_a_picture_is_put_then_it_is_the_picture()
    {
        _profile.Image.ShouldBeNull();
        _profile.Apply(_profile.PutImage(Given.File, Later));
        (_profile.Image, _profile.ChangedAt).ShouldBe((Given.File, Later));
    }

    [Fact]
    public void Given_a_deleted_profile_when_anything_is_decided_then_it_is_not_found()
    {
        _profile.Apply(_profile.Delete(Later));
        _profile.IsDeleted.ShouldBeTrue();
        foreach (var act in new Action[]
        {
            () => _profile.Change(Given.Settings, Later),
            () => _profile.PutImage(Given.File, Later),
            () => _profile.Delete(Later),
        })
        {
            Given.FailureOf(act).ShouldBe(ProfileNotFound);
        }
    }
}
