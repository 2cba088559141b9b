using System.Globalization;
using KonTum.Tthc.Domain.Failures;
using KonTum.Tthc.Domain.People;

namespace KonTum.Tthc.Domain.Dossiers;

/// <summary>Sex as the form asks for it.</summary>
public enum Sex
{
    /// <summary>Not given.</summary>
    Unspecified,

    /// <summary>Nam.</summary>
    Male,

    /// <summary>Nữ.</summary>
    Female,

    /// <summary>Khác.</summary>
    Other,
}

/// <summary>The form fields of the guide's step 3 (thẻ Thông tin hồ sơ). Empty and blank texts mean "not filled yet".</summary>
public sealed record DossierForm
{
    /// <summary>Họ và tên chủ hồ sơ.</summary>
    public string OwnerName { get; init; } = "";

    /// <summary>Người nộp.</summary>
    public string SubmitterName { get; init; } = "";

    /// <summary>Số CMND/CCCD/MST/mã định danh.</summary>
    public string IdentityNumber { get; init; } = "";

    /// <summary>Ngày cấp.</summary>
    public DateOnly? IdentityIssueDate { get; init; }

    /// <summary>Nơi cấp.</summary>
    public string IdentityIssuePlace { get; init; } = "";

    /// <summary>Ngày sinh.</summary>
    public DateOnly? BirthDate { get; init; }

    /// <summary>Giới tính.</summary>
    public Sex Sex { get; init; }

    /// <summary>Quốc gia.</summary>
    public string Country { get; init; } = "";

    /// <summary>Tỉnh/TP.</summary>
    public string Province { get; init; } = "";

    /// <summary>Quận/huyện; empty where the law knows no districts any more (since 2025-07-01).</summary>
    public string District { get; init; } = "";

    /// <summary>Phường/xã.</summary>
    public string Ward { get; init; } = "";

    /// <summary>Địa chỉ chi tiết.</summary>
    public string Address { get; init; } = "";

    /// <summary>Số điện thoại.</summary>
    public string PhoneNumber { get; init; } = "";

    /// <summary>Số fax.</summary>
    public string FaxNumber { get; init; } = "";

    /// <summary>Email.</summary>
    public string Email { get; init; } = "";

    /// <summary>Số bộ hồ sơ; 0 means not filled yet.</summary>
    public int SetCount { get; init; }

    /// <summary>Nội dung.</summary>
    public string Content { get; init; } = "";

    /// <summary>Ghi chú.</summary>
    public string Note { get; init; } = "";

    /// <summary>Loại hồ sơ.</summary>
    public string DossierType { get; init; } = "";

    /// <summary>The procedure's own fields as a JSON object.</summary>
    public string ProcedureFields { get; init; } = "{}";

    /// <summary>What is wrong with the fields that are filled; a draft may be incomplete, but never malformed.</summary>
    /// <param name="today">The day in Việt Nam; dates of birth and issue cannot lie after it.</param>
    /// <param name="dossierTypes">The procedure's kinds of dossier.</param>
    public IReadOnlyList<FieldViolation> FindMalformed(DateOnly today, IReadOnlyList<string> dossierTypes)
    {
        var found = new List<FieldViolation>();
        foreach (var (name, text, limit) in Texts())
        {
            if (text.Length > limit) found.Add(Failures.Failures.OutOfRange.At(name, ("range", $"0–{limit}")));
            var readable = name is "form.content" or "form.note" or "form.address" ? PlainText.IsManyLines(text) : PlainText.IsOneLine(text);
            if (!readable) found.Add(Failures.Failures.CharactersNotAccepted.At(name));
        }

        if (IdentityNumber.Length > 0) People.IdentityNumber.Check(IdentityNumber, "form.identity_number", found);
        if (PhoneNumber.Length > 0 && !People.PhoneNumber.IsValid(PhoneNumber))
        {
            found.Add(Failures.Failures.Malformed.At("form.phone_number", ("expected", "0xxxxxxxxx")));
        }

        if (Email.Length > 0 && !EmailAddress.IsValid(Email))
        {
            found.Add(Failures.Failures.Malformed.At("form.email", ("expected", "ten@mien.vn")));
        }

        var untilToday = string.Create(CultureInfo.InvariantCulture, $"≤ {today:dd/MM/yyyy}");
        if (IdentityIssueDate > today) found.Add(Failures.Failures.OutOfRange.At("form.identity_issue_date", ("range", untilToday)));
        if (BirthDate > today) found.Add(Failures.Failures.OutOfRange.At("form.birth_date", ("range", untilToday)));
        if (!Enum.IsDefined(Sex)) found.Add(Failures.Failures.Malformed.At("form.sex", ("expected", "MALE, FEMALE, OTHER")));
        if (SetCount is < 0 or > 99) found.Add(Failures.Failures.OutOfRange.At("form.set_count", ("range", "1–99")));
        if (DossierType.Length > 0 && dossierTypes.Count > 0 && !dossierTypes.Contains(DossierType, StringComparer.Ordinal))
        {
            found.Add(Failures.Failures.Malformed.At("form.dossier_type", ("expected", string.Join(", ", dossierTypes))));
        }

        return found;
    }

    /// <summary>Which required fields are not filled; all of them at once.</summary>
    /// <param name="dossierTypes">The procedure's kinds of dossier; one must be chosen where there are any.</param>
    public IReadOnlyList<FieldViolation> FindMissing(IReadOnlyList<string> dossierTypes)
    {
        var missing = new List<FieldViolation>();
        void Need(bool filled, string field)
        {
            if (!filled) missing.Add(Failures.Failures.Required.At(field));
        }

        Need(!string.IsNullOrWhiteSpace(OwnerName), "form.owner_name");
        Need(!string.IsNullOrWhiteSpace(SubmitterName), "form.submitter_name");
        Need(!string.IsNullOrWhiteSpace(IdentityNumber), "form.identity_number");
        Need(IdentityIssueDate is not null, "form.identity_issue_date");
        Need(!string.IsNullOrWhiteSpace(IdentityIssuePlace), "form.identity_issue_place");
        Need(BirthDate is not null, "form.birth_date");
        Need(Sex != Sex.Unspecified, "form.sex");
        Need(!string.IsNullOrWhiteSpace(Country), "form.country");
        Need(!string.IsNullOrWhiteSpace(Province), "form.province");
        Need(!string.IsNullOrWhiteSpace(Ward), "form.ward");
        Need(!string.IsNullOrWhiteSpace(Address), "form.address");
        Need(!string.IsNullOrWhiteSpace(PhoneNumber), "form.phone_number");
        Need(SetCount >= 1, "form.set_count");
        Need(!string.IsNullOrWhiteSpace(DossierType) || dossierTypes.Count == 0, "form.dossier_type");
        return missing;
    }

    private IEnumerable<(string Field, string Text, int Limit)> Texts() =>
    [
        ("form.owner_name", OwnerName, 200),
        ("form.submitter_name", SubmitterName, 200),
        ("form.identity_issue_place", IdentityIssuePlace, 200),
        ("form.country", Country, 100),
        ("form.province", Province, 100),
        ("form.district", District, 100),
        ("form.ward", Ward, 100),
        ("form.address", Address, 500),
        ("form.fax_number", FaxNumber, 30),
        ("form.content", Content, 2000),
        ("form.note", Note, 2000),
    ];
}
