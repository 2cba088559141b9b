using System.Reflection;
using System.Text.Json;
using KonTum.Tthc.Domain.Dossiers;
using KonTum.Tthc.Domain.Failures;
using KonTum.Tthc.Domain.Procedures;
using KonTum.Tthc.Domain.Procedures.Forms;
using KonTum.Tthc.Domain.SignatureProfiles;
using Shouldly;

namespace KonTum.Tthc.Domain.Tests;

/// <summary>What the tests start from.</summary>
internal static class Given
{
    public const string Owner = "citizen-1";
    public const string Agency = "000.21.24.H34";

    public static readonly DateTimeOffset Now = new(2026, 11, 23, 3, 0, 0, TimeSpan.Zero);

    public static ProcedureDefinition Procedure { get; } = new(
        "1.001193", "Đăng ký khai sinh", "Hộ tịch", "Toàn trình",
        [new Agency(Agency, "UBND phường Duy Tân")],
        [new ComponentDefinition("to-khai", "Tờ khai", true, 1, 0), new ComponentDefinition("giay-to", "Giấy tờ khác", false, 0, 1)],
        ["Mới", "Bổ sung"]);

    public static DossierForm CompleteForm { get; } = new()
    {
        OwnerName = "Nguyễn Văn Kiểm Thử",
        SubmitterName = "Nguyễn Văn Kiểm Thử",
        IdentityNumber = "062090000001",
        IdentityIssueDate = new DateOnly(2021, 4, 25),
        IdentityIssuePlace = "Cục Cảnh sát QLHC về TTXH",
        BirthDate = new DateOnly(1990, 2, 28),
        Sex = Sex.Male,
        Country = "Việt Nam",
        Province = "Kon Tum",
        Ward = "Duy Tân",
        Address = "1 Đường Thử",
        PhoneNumber = "0912345678",
        SetCount = 1,
        DossierType = "Mới",
    };

    /// <summary>What a draft of the procedure is judged by: a country of one province, 51, with the wards 23284 and 23293.</summary>
    public static FilingRules Rules { get; } = RulesOf(Procedure);

    public static FilingRules RulesOf(ProcedureDefinition procedure) => new(procedure, new FormRules(
        DossierCode.DayOf(Now),
        (level, code, within) => (level, code, within) is (AddressLevel.Province, "51" or "01", "") or (AddressLevel.Ward, "23284" or "23293", "51")
            or (AddressLevel.District, "001", "01") or (AddressLevel.Ward, "00001", "001"),
        province => province == "01"));

    public static ProfileSettings Settings { get; } = new(
        "Chữ ký chính", "0912345678", "Người ký", [new SignatureEntry(SignatureKind.NeacSign, "062090000001", "VNPT-CA")]);

    public static StoredFile File { get; } = new(new string('a', 64), 10, "application/pdf");

    public static Dossier Draft() => Replay<Dossier>(Dossier.Open(Guid.NewGuid(), Owner, Procedure, 3, Agency, Now));

    /// <summary>A draft with a file in the required component.</summary>
    public static (Dossier Dossier, Guid Attachment) DraftWithFile()
    {
        var dossier = Draft();
        var id = Guid.NewGuid();
        dossier.Apply(dossier.Attach("to-khai", id, "to-khai.pdf", File, Now));
        return (dossier, id);
    }

    public static Dossier Submitted()
    {
        var (dossier, _) = DraftWithFile();
        dossier.Apply(dossier.Fill(CompleteForm, [], Rules, Now));
        dossier.Apply(dossier.Submit($"{Agency}-261123-0001", Rules, Now));
        return dossier;
    }

    public static T Replay<T>(params IEnumerable<IDomainEvent> events)
        where T : new()
    {
        var state = new T();
        foreach (var e in events) Take(state, e);
        return state;
    }

    /// <summary>Takes an event into a state, as storage does it.</summary>
    public static void Take<T>(T state, IDomainEvent e)
    {
        var apply = typeof(T).GetMethod("Apply", [e.GetType()]).ShouldNotBeNull($"{typeof(T).Name} does not take in {e.GetType().Name}");
        try
        {
            apply.Invoke(state, [e]);
        }
        catch (TargetInvocationException wrapped)
        {
            throw new InvalidOperationException($"{e.GetType().Name} could not be taken in.", wrapped.InnerException);
        }
    }

    /// <summary>Everything that a state shows.</summary>
    public static string Picture(object state) => JsonSerializer.Serialize(state, state.GetType());

    public static Failure FailureOf(Action act) => Should.Throw<FailureException>(act).Failure;

    public static IReadOnlyList<string> FieldsOf(Action act) => [.. Should.Throw<FailureException>(act).Violations.Select(v => v.Field)];
}
