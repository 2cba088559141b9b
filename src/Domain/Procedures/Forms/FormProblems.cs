using KonTum.Tthc.Domain.Failures;

namespace KonTum.Tthc.Domain.Procedures.Forms;

/// <summary>Problems of fields: their texts begin with the labels that the person sees, from the outermost group on.</summary>
internal static class FormProblems
{
    /// <summary>The label of a field within others.</summary>
    public static string Within(string outer, string label) => outer.Length == 0 ? label : $"{outer} › {label}";

    /// <summary>A problem at a field with a label.</summary>
    public static FieldViolation Of(Failure failure, string path, string label, params (string Name, object Value)[] details)
    {
        var plain = failure.At(path, details);
        return label.Length == 0
            ? plain
            : plain with { Vietnamese = $"{label}: {plain.Vietnamese}", English = $"{label}: {plain.English}" };
    }
}

/// <summary>Labels of the members of a person and of an address, as the guide's step 3 words them.</summary>
internal static class MemberLabels
{
    public const string Name = "Họ và tên";
    public const string IdentityNumber = "Số CMND/CCCD";
    public const string BirthDate = "Ngày sinh";
    public const string Sex = "Giới tính";
    public const string Nationality = "Quốc tịch";
    public const string Province = "Tỉnh/TP";
    public const string District = "Quận/huyện";
    public const string Ward = "Phường/xã";
    public const string Detail = "Địa chỉ chi tiết";
}
