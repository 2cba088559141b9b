using System.Text;

namespace KonTum.Tthc.Domain.Dossiers;

/// <summary>Names of states, for people and for programs.</summary>
public static class DossierStates
{
    /// <summary>Vietnamese name: that of the national list where the state is one of it.</summary>
    public static string NameOf(DossierState state) => state switch
    {
        DossierState.Draft => "Bản nháp",
        DossierState.Supplemented => "Đã bổ sung",
        DossierState.Suspended => "Tạm dừng xử lý",
        DossierState.Discarded => "Đã hủy",
        _ => NationalStatuses.NameOf(NationalStatuses.Of(state)),
    };

    /// <summary>Name in the contract without its prefix, for example "SUPPLEMENT_REQUESTED".</summary>
    public static string CodeOf(DossierState state)
    {
        var code = new StringBuilder();
        foreach (var c in state.ToString())
        {
            if (char.IsUpper(c) && code.Length > 0) code.Append('_');
            code.Append(char.ToUpperInvariant(c));
        }

        return code.ToString();
    }

    /// <summary>Whether it is submitted and not at its end: somebody still waits for something.</summary>
    public static bool IsOpen(DossierState state) => state is
        DossierState.Registered or DossierState.Supplemented or DossierState.SupplementRequested or DossierState.PaymentRequested
        or DossierState.Accepted or DossierState.Processing or DossierState.Suspended;
}
