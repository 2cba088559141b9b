using System.Globalization;
using KonTum.Tthc.Application.Papers;
using KonTum.Tthc.Domain;
using KonTum.Tthc.Domain.Dossiers;
using KonTum.Tthc.Domain.Petitions;
using KonTum.Tthc.Domain.Procedures;

namespace KonTum.Tthc.Application.Exchange;

/// <summary>What templates can say about an event of a dossier.</summary>
public static class NoticeValues
{
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
            ["ho_ten"] = dossier.Form is { } form ? form.SubmitterName.Length > 0 ? form.SubmitterName : form.OwnerName : "",
            ["ma_ho_so"] = dossier.Code,
            ["thu_tuc"] = dossier.ProcedureName,
            ["co_quan"] = dossier.Agency.Name,
            ["thoi_diem"] = Time(e.At),
            ["han_tra"] = dossier.DueAt is { } due ? Time(due) : "",
            ["ly_do"] = PortalItems.Said(e),
            ["danh_sach"] = e is SupplementRequested asked ? Items(dossier, asked) : "",
            ["han_bo_sung"] = e is SupplementRequested { Deadline: var deadline } ? deadline.ToString("dd/MM/yyyy", CultureInfo.InvariantCulture) : "",
            ["so_tien"] = e is PaymentRequested && amountDue > 0 ? amountDue.ToString("#,0", Vietnamese) + " đồng" : "",
            ["cach_tra"] = e is ResultReturned { Channel: var channel } ? NameOf(channel) : "",
            ["tra_loi"] = e is PetitionAnswered { Answer.Value: { } answer } ? answer : "",
            ["tra_cuu"] = address.LookupOf(dossier.Code),
        };

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
