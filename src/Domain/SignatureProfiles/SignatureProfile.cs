using KonTum.Tthc.Domain.Dossiers;
using KonTum.Tthc.Domain.Failures;
using KonTum.Tthc.Domain.People;
using static KonTum.Tthc.Domain.Failures.Failures;

namespace KonTum.Tthc.Domain.SignatureProfiles;

/// <summary>What a person configures (guide, part A, I.2): the picture is kept apart.</summary>
/// <param name="Name">Tên chữ ký.</param>
/// <param name="PhoneNumber">Số điện thoại ký số.</param>
/// <param name="LocatorKeyword">Từ khóa định vị vị trí.</param>
/// <param name="Entries">Remote-signing accounts.</param>
public sealed record ProfileSettings(string Name, string PhoneNumber, string LocatorKeyword, IReadOnlyList<SignatureEntry> Entries)
{
    /// <summary>Most accounts of a profile.</summary>
    public const int MaxEntries = 10;

    /// <summary>The settings as they are kept: trimmed, phone number with a leading 0.</summary>
    public ProfileSettings Normalized() => this with
    {
        Name = Name.Trim(),
        PhoneNumber = People.PhoneNumber.Normalize(PhoneNumber.Trim()),
        LocatorKeyword = LocatorKeyword.Trim(),
        Entries = [.. Entries.Select(e => e with { Account = e.Account.Trim(), Provider = e.Provider.Trim() })],
    };

    /// <summary>Everything that is wrong, at once.</summary>
    public IReadOnlyList<FieldViolation> FindViolations()
    {
        var found = new List<FieldViolation>();
        CheckText(Name, "display_name", found);
        CheckText(LocatorKeyword, "locator_keyword", found);
        if (PhoneNumber.Length == 0)
        {
            found.Add(Required.At("phone_number"));
        }
        else if (!People.PhoneNumber.IsValid(PhoneNumber))
        {
            found.Add(Malformed.At("phone_number", ("expected", "0xxxxxxxxx")));
        }

        if (Entries.Count > MaxEntries)
        {
            // One violation, not one for each entry: a request of a megabyte holds half a million.
            found.Add(OutOfRange.At("entries", ("range", $"0–{MaxEntries}")));
            return found;
        }

        for (var i = 0; i < Entries.Count; i++)
        {
            IdentityNumber.Check(Entries[i].Account, $"entries[{i}].account", found);
            if (Entries[i].Provider.Length == 0) found.Add(Required.At($"entries[{i}].provider"));
            if (!Enum.IsDefined(Entries[i].Kind)) found.Add(Required.At($"entries[{i}].kind"));
        }

        return found;
    }

    private static void CheckText(string text, string field, List<FieldViolation> found)
    {
        if (text.Length == 0) found.Add(Required.At(field));
        if (text.Length > 100) found.Add(OutOfRange.At(field, ("range", "1–100")));
        if (!PlainText.IsOneLine(text)) found.Add(CharactersNotAccepted.At(field));
    }
}

/// <summary>A signature that a person has configured (chữ ký đã cấu hình). A person can have many.</summary>
public sealed class SignatureProfile
{
    /// <summary>Identifier of the stream.</summary>
    public Guid Id { get; private set; }

    /// <summary>Whose it is: the subject of the account.</summary>
    public string OwnerId { get; private set; } = "";

    /// <summary>What was configured; null once the person's data has been erased.</summary>
    public ProfileSettings? Settings { get; private set; }

    /// <summary>The picture; null for none.</summary>
    public StoredFile? Image { get; private set; }

    /// <summary>Whether it was deleted.</summary>
    public bool IsDeleted { get; private set; }

    /// <summary>When it was created.</summary>
    public DateTimeOffset CreatedAt { get; private set; }

    /// <summary>When it was last changed.</summary>
    public DateTimeOffset ChangedAt { get; private set; }

    /// <summary>Decides to create a profile.</summary>
    public static SignatureProfileCreated Create(Guid id, string ownerId, ProfileSettings settings, DateTimeOffset now) =>
        new(id, ownerId, Personal.Of(ownerId, Checked(settings)), now);

    /// <summary>Decides to change the settings.</summary>
    public SignatureProfileChanged Change(ProfileSettings settings, DateTimeOffset now)
    {
        MustExist();
        return new SignatureProfileChanged(Personal.Of(OwnerId, Checked(settings)), now);
    }

    /// <summary>Decides to put a picture.</summary>
    public SignatureImagePut PutImage(StoredFile image, DateTimeOffset now)
    {
        MustExist();
        return new SignatureImagePut(image, now);
    }

    /// <summary>Decides to delete the profile.</summary>
    public SignatureProfileDeleted Delete(DateTimeOffset now)
    {
        MustExist();
        return new SignatureProfileDeleted(now);
    }

    /// <summary>Takes in an event.</summary>
    public void Apply(SignatureProfileCreated e)
    {
        (Id, OwnerId, Settings, CreatedAt, ChangedAt) = (e.ProfileId, e.OwnerId, e.Settings.Value, e.At, e.At);
    }

    /// <summary>Takes in an event.</summary>
    public void Apply(SignatureProfileChanged e) => (Settings, ChangedAt) = (e.Settings.Value, e.At);

    /// <summary>Takes in an event.</summary>
    public void Apply(SignatureImagePut e) => (Image, ChangedAt) = (e.Image, e.At);

    /// <summary>Takes in an event.</summary>
    public void Apply(SignatureProfileDeleted e) => (IsDeleted, ChangedAt) = (true, e.At);

    private static ProfileSettings Checked(ProfileSettings settings)
    {
        var normalized = settings.Normalized();
        var violations = normalized.FindViolations();
        return violations.Count == 0 ? normalized : throw Invalid(violations);
    }

    private void MustExist()
    {
        if (IsDeleted) throw ProfileNotFound.Because();
    }
}

/// <summary>A profile was created.</summary>
[EventName("signature_profile_created")]
public sealed record SignatureProfileCreated(Guid ProfileId, string OwnerId, Personal<ProfileSettings> Settings, DateTimeOffset At) : IDomainEvent;

/// <summary>The settings were changed; they are the whole settings afterwards.</summary>
[EventName("signature_profile_changed")]
public sealed record SignatureProfileChanged(Personal<ProfileSettings> Settings, DateTimeOffset At) : IDomainEvent;

/// <summary>A picture was put. Its bytes are in the blob store under their SHA-256.</summary>
[EventName("signature_image_put")]
public sealed record SignatureImagePut(StoredFile Image, DateTimeOffset At) : IDomainEvent;

/// <summary>The profile was deleted. Signings made with it keep what they recorded.</summary>
[EventName("signature_profile_deleted")]
public sealed record SignatureProfileDeleted(DateTimeOffset At) : IDomainEvent;
