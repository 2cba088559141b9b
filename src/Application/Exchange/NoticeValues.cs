using System.Globalization;
using System.Text.RegularExpressions;
using KonTum.Tthc.Application.Papers;
using KonTum.Tthc.Domain;
using KonTum.Tthc.Domain.Dossiers;
using KonTum.Tthc.Domain.Petitions;
using KonTum.Tthc.Domain.Procedures;

namespace KonTum.Tthc.Application.Exchange;

/// <summary>What templates can say about an event of a dossier.</summary>
public static partial class NoticeValues
{
    private const int LongestName = 200;

    private static readonly CultureInfo Vietnamese = CultureInfo.GetCultureInfo("vi-VN");
    private static readonly TimeSpan VietNam = TimeSpan.FromHours(7);

    /// <summary>All placeholders.</summary>
    public static IReadOnlySet<string> Names { get; } = new HashSet<string>(StringComparer.Ordinal)
    {
        "ho_ten", "ma_ho_so", "thu_tuc", "co_quan", "thoi_diem", "han_tra", "ly_do", "danh_sach", "han_bo_sung", "so_tien", "cach_tra", "tra_loi",
        "tra_cuu",
    };

    /// <summary>Their values for an event.</summary>
    public static IReadOnlyDictionary<string, string> Of(
        Dossier dossier, IDomainEvent e, ProcedureDefinition procedure, long amountDue, PublicAddress address) =>
        new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["ho_ten"] = dossier.Form is { } form ? Addressed(form.SubmitterName.Length > 0 ? form.SubmitterName : form.OwnerName) : "",
            ["ma_ho_so"] = dossier.Code,
            ["thu_tuc"] = dossier.ProcedureName,
            ["co_quan"] = dossier.Agency.Name,
            ["thoi_diem"] = Time(e.At),
            ["han_tra"] = dossier.DueAt is { } due ? Time(due) : "",
            ["ly_do"] = e is DossierWithdrawn or DossierSupplemented ? "" : PortalItems.Said(e),
            ["danh_sach"] = e is SupplementRequested asked ? Items(dossier, asked) : "",
            ["han_bo_sung"] = e is SupplementRequested { Deadline: var deadline } ? deadline.ToString("dd/MM/yyyy", CultureInfo.InvariantCulture) : "",
            ["so_tien"] = e is PaymentRequested && amountDue > 0 ? amountDue.ToString("#,0", Vietnamese) + " đồng" : "",
            ["cach_tra"] = e is ResultReturned { Channel: var channel } ? NameOf(channel) : "",
            ["tra_loi"] = e is PetitionAnswered { Answer.Value: { } answer } ? answer : "",
            ["tra_cuu"] = address.LookupOf(dossier.Code),
        };

    /// <summary>
    /// The name, unless it reads like an address of a page or a mailbox. It goes to an address that nobody has checked, in the agency's
    /// name: what a stranger writes must not become an invitation from the authorities. For the same reason nothing that the person said
    /// is repeated, only what officers said.
    /// </summary>
    private static string Addressed(string name) => name.Length <= LongestName && !LikeAnAddress().IsMatch(name) ? name : "";

    [GeneratedRegex(@"[/\\@:]|\S\.[\p{L}\p{N}]{2,}", RegexOptions.NonBacktracking | RegexOptions.CultureInvariant)]
    private static partial Regex LikeAnAddress();

    private static string Time(DateTimeOffset time) => time.ToOffset(VietNam).ToString("HH:mm 'ngày' dd/MM/yyyy", CultureInfo.InvariantCulture);

    private static string Items(Dossier dossier, SupplementRequested asked) => string.Join('\n', asked.Items.Select((item, i) =>
    {
        var what = dossier.Components.FirstOrDefault(c => c.Id == item.ComponentId)?.Name ?? item.Field;
        var note = item.Note.Value ?? "";
        return $"{i + 1}. {what}{(note.Length > 0 ? $": {note}" : "")}";
    }));

    private static string NameOf(ReturnChannel channel) => channel switch
    {
        ReturnChannel.Online => "trực tuyến",
        ReturnChannel.Counter => "tại quầy",
        _ => "qua bưu chính công ích",
    };
}
