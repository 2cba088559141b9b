namespace KonTum.Tthc.Domain.Procedures;

/// <summary>What a version of a procedure says.</summary>
/// <param name="Code">National code, for example "1.001193".</param>
/// <param name="Name">Vietnamese name.</param>
/// <param name="Field">Field of administration (lĩnh vực).</param>
/// <param name="Level">Level of the online service as the portal words it.</param>
/// <param name="Agencies">Agencies that accept its dossiers.</param>
/// <param name="Components">Papers of a dossier.</param>
/// <param name="DossierTypes">Kinds of dossier to choose from (loại hồ sơ).</param>
public sealed record ProcedureDefinition(
    string Code,
    string Name,
    string Field,
    string Level,
    IReadOnlyList<Agency> Agencies,
    IReadOnlyList<ComponentDefinition> Components,
    IReadOnlyList<string> DossierTypes)
{
    /// <summary>For whom it is.</summary>
    public IReadOnlyList<Audience> Audiences { get; init; } = [];

    /// <summary>Life events (sự kiện) it is found under.</summary>
    public IReadOnlyList<string> LifeEvents { get; init; } = [];

    /// <summary>Steps (trình tự thực hiện), in order.</summary>
    public IReadOnlyList<string> Steps { get; init; } = [];

    /// <summary>Time for processing in working days; 0 means on the same working day.</summary>
    public int ProcessingDays { get; init; }

    /// <summary>Fees and charges.</summary>
    public IReadOnlyList<FeeDefinition> Fees { get; init; } = [];

    /// <summary>When the fees must be paid.</summary>
    public PaymentRule PaymentRule { get; init; }

    /// <summary>The procedure's own form fields.</summary>
    public IReadOnlyList<FormField> FormFields { get; init; } = [];

    /// <summary>Papers that the person gets.</summary>
    public IReadOnlyList<ResultDefinition> Results { get; init; } = [];

    /// <summary>Legal basis, one line each.</summary>
    public IReadOnlyList<string> LegalBases { get; init; } = [];

    /// <summary>Whether it stands in the list of featured services.</summary>
    public bool Featured { get; init; }

    /// <summary>Whether both say the same, list by list.</summary>
    public bool SaysTheSameAs(ProcedureDefinition other) =>
        System.Text.Json.JsonSerializer.Serialize(this) == System.Text.Json.JsonSerializer.Serialize(other);
}

/// <summary>For whom a procedure is.</summary>
public enum Audience
{
    /// <summary>Công dân.</summary>
    Citizen = 1,

    /// <summary>Doanh nghiệp, tổ chức.</summary>
    Business = 2,
}

/// <summary>When the fees of a procedure must be paid.</summary>
public enum PaymentRule
{
    /// <summary>Any time until the result is returned, where nothing else is said.</summary>
    Unspecified,

    /// <summary>Before the dossier is submitted.</summary>
    BeforeSubmission,

    /// <summary>Any time until the result is returned; an officer may ask for it earlier.</summary>
    Later,
}

/// <summary>An agency that receives dossiers.</summary>
/// <param name="Code">Identifier by QCVN 102:2016/BTTTT, for example "000.21.24.H34".</param>
/// <param name="Name">Vietnamese name.</param>
public sealed record Agency(string Code, string Name);

/// <summary>One paper of a procedure (thành phần hồ sơ).</summary>
/// <param name="Id">Identifier within the procedure.</param>
/// <param name="Name">Vietnamese name.</param>
/// <param name="Required">Whether a dossier cannot be submitted without it.</param>
/// <param name="OriginalCount">Originals (bản chính) asked for.</param>
/// <param name="CopyCount">Copies (bản sao) asked for.</param>
public sealed record ComponentDefinition(string Id, string Name, bool Required, int OriginalCount, int CopyCount)
{
    /// <summary>Media types that are accepted; all types of attachments if empty.</summary>
    public IReadOnlyList<string> AcceptedTypes { get; init; } = [];

    /// <summary>Name of the template file among the catalogue's files; empty if there is none.</summary>
    public string TemplateFileName { get; init; } = "";

    /// <summary>Whether every file of it must be signed.</summary>
    public bool SignatureRequired { get; init; }
}

/// <summary>A paper that the person gets.</summary>
/// <param name="Id">Identifier within the procedure.</param>
/// <param name="Name">Vietnamese name.</param>
public sealed record ResultDefinition(string Id, string Name);

/// <summary>One fee of a procedure. Amounts are whole đồng.</summary>
/// <param name="Id">Identifier within the procedure.</param>
/// <param name="Name">Vietnamese name.</param>
/// <param name="Kind">Phí or lệ phí.</param>
/// <param name="OnlineAmount">Amount when it is filed online.</param>
/// <param name="CounterAmount">Amount when it is filed at the counter.</param>
/// <param name="Unit">What the amount is multiplied with.</param>
public sealed record FeeDefinition(string Id, string Name, FeeKind Kind, long OnlineAmount, long CounterAmount, FeeUnit Unit)
{
    /// <summary>The component whose copies are counted, for <see cref="FeeUnit.Copy"/>; all components if empty.</summary>
    public string ComponentId { get; init; } = "";

    /// <summary>The kinds of dossier that it is for; all if empty.</summary>
    public IReadOnlyList<string> DossierTypes { get; init; } = [];
}

/// <summary>Kinds of fees.</summary>
public enum FeeKind
{
    /// <summary>Phí.</summary>
    Fee = 1,

    /// <summary>Lệ phí.</summary>
    Charge = 2,
}

/// <summary>What the amount of a fee is multiplied with.</summary>
public enum FeeUnit
{
    /// <summary>Once a dossier.</summary>
    Dossier = 1,

    /// <summary>For each set of the dossier.</summary>
    Set = 2,

    /// <summary>For each copy asked for.</summary>
    Copy = 3,
}
