using System.Collections.Frozen;

namespace KonTum.Tthc.Domain.Dossiers;

/// <summary>
/// The ten statuses of the national public-service portal, and which of them each state of a dossier counts as. The only place that says so.
/// </summary>
public static class NationalStatuses
{
    private static readonly FrozenDictionary<int, string> Names = new Dictionary<int, string>
    {
        [1] = "Mới đăng ký",
        [2] = "Được tiếp nhận",
        [3] = "Không được tiếp nhận",
        [4] = "Đang xử lý",
        [5] = "Yêu cầu bổ sung giấy tờ",
        [6] = "Yêu cầu thực hiện nghĩa vụ tài chính",
        [7] = "Công dân yêu cầu rút hồ sơ",
        [8] = "Dừng xử lý",
        [9] = "Đã xử lý xong",
        [10] = "Đã trả kết quả",
    }.ToFrozenDictionary();

    private static readonly FrozenDictionary<DossierState, int> Table = new Dictionary<DossierState, int>
    {
        [DossierState.Draft] = 0,
        [DossierState.Discarded] = 0,
        [DossierState.Registered] = 1,
        [DossierState.Supplemented] = 1,
        [DossierState.Accepted] = 2,
        [DossierState.Refused] = 3,
        [DossierState.Processing] = 4,
        [DossierState.Suspended] = 4,
        [DossierState.SupplementRequested] = 5,
        [DossierState.PaymentRequested] = 6,
        [DossierState.Withdrawn] = 7,
        [DossierState.Stopped] = 8,
        [DossierState.Completed] = 9,
        [DossierState.Returned] = 10,
    }.ToFrozenDictionary();

    /// <summary>Number of the national status, 1 to 10; 0 for what the portal does not know: drafts.</summary>
    public static int Of(DossierState state) => Table[state];

    /// <summary>Vietnamese name of a national status, 1 to 10.</summary>
    public static string NameOf(int status) => Names[status];

    /// <summary>Vietnamese name of a state: the national one, or the finer local one.</summary>
    public static string DisplayNameOf(DossierState state) => state switch
    {
        DossierState.Draft => "Bản nháp",
        DossierState.Discarded => "Đã hủy",
        DossierState.Supplemented => "Đã bổ sung",
        DossierState.Suspended => "Tạm dừng xử lý",
        _ => NameOf(Of(state)),
    };
}
