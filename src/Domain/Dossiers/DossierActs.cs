using System.Collections.Frozen;

namespace KonTum.Tthc.Domain.Dossiers;

/// <summary>What can be done with a dossier so that its state changes, or that only some states allow.</summary>
public enum DossierAct
{
    /// <summary>Nộp hồ sơ.</summary>
    Submit,

    /// <summary>Hủy bản nháp.</summary>
    Discard,

    /// <summary>Tiếp nhận.</summary>
    Accept,

    /// <summary>Từ chối tiếp nhận.</summary>
    Refuse,

    /// <summary>Yêu cầu bổ sung.</summary>
    RequestSupplement,

    /// <summary>Nộp bổ sung.</summary>
    Supplement,

    /// <summary>Yêu cầu thực hiện nghĩa vụ tài chính.</summary>
    RequestPayment,

    /// <summary>Everything that was asked for is paid: the platform goes back to where it was.</summary>
    SettlePayment,

    /// <summary>Bắt đầu, tiếp tục xử lý.</summary>
    StartProcessing,

    /// <summary>Tạm dừng xử lý.</summary>
    SuspendProcessing,

    /// <summary>Dừng xử lý.</summary>
    StopProcessing,

    /// <summary>Chuyển hồ sơ.</summary>
    HandOver,

    /// <summary>Thêm giấy tờ kết quả.</summary>
    AddResultPaper,

    /// <summary>Đóng dấu cơ quan (ký số của cơ quan) lên giấy tờ kết quả.</summary>
    SealResultPaper,

    /// <summary>Gỡ giấy tờ kết quả.</summary>
    RemoveResultPaper,

    /// <summary>Hoàn thành xử lý.</summary>
    CompleteProcessing,

    /// <summary>Trả kết quả.</summary>
    ReturnResult,

    /// <summary>Rút hồ sơ.</summary>
    Withdraw,
}

/// <summary>As what somebody acts on a dossier.</summary>
public enum DossierParty
{
    /// <summary>Whoever opened it.</summary>
    Owner,

    /// <summary>An officer of the agency that has it now.</summary>
    Officer,

    /// <summary>The platform itself.</summary>
    Platform,
}

/// <summary>Names of acts, for people and for programs.</summary>
public static class DossierActs
{
    private static readonly FrozenDictionary<DossierAct, (string Method, string Vietnamese)> Table =
        new Dictionary<DossierAct, (string, string)>
        {
            [DossierAct.Submit] = ("SubmitDossier", "nộp hồ sơ"),
            [DossierAct.Discard] = ("WithdrawDossier", "hủy bản nháp"),
            [DossierAct.Accept] = ("AcceptDossier", "tiếp nhận"),
            [DossierAct.Refuse] = ("RefuseDossier", "từ chối tiếp nhận"),
            [DossierAct.RequestSupplement] = ("RequestSupplement", "yêu cầu bổ sung"),
            [DossierAct.Supplement] = ("SupplementDossier", "nộp bổ sung"),
            [DossierAct.RequestPayment] = ("RequestPayment", "yêu cầu thực hiện nghĩa vụ tài chính"),
            [DossierAct.SettlePayment] = ("", "ghi nhận đã nộp đủ"),
            [DossierAct.StartProcessing] = ("StartProcessing", "bắt đầu hoặc tiếp tục xử lý"),
            [DossierAct.SuspendProcessing] = ("SuspendProcessing", "tạm dừng xử lý"),
            [DossierAct.StopProcessing] = ("StopProcessing", "dừng xử lý"),
            [DossierAct.HandOver] = ("HandOverDossier", "chuyển hồ sơ"),
            [DossierAct.AddResultPaper] = ("UploadResultPaper", "thêm giấy tờ kết quả"),
            [DossierAct.SealResultPaper] = ("", "ký số của cơ quan lên giấy tờ kết quả"),
            [DossierAct.RemoveResultPaper] = ("DeleteResultPaper", "gỡ giấy tờ kết quả"),
            [DossierAct.CompleteProcessing] = ("CompleteProcessing", "hoàn thành xử lý"),
            [DossierAct.ReturnResult] = ("ReturnResult", "trả kết quả"),
            [DossierAct.Withdraw] = ("WithdrawDossier", "rút hồ sơ"),
        }.ToFrozenDictionary();

    /// <summary>The method of the contract that does it; empty for what only the platform does.</summary>
    public static string MethodOf(DossierAct act) => Table[act].Method;

    /// <summary>Vietnamese name.</summary>
    public static string NameOf(DossierAct act) => Table[act].Vietnamese;
}
