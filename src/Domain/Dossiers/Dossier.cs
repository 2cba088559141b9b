using KonTum.Tthc.Domain.Procedures;
using static KonTum.Tthc.Domain.Failures.Failures;

namespace KonTum.Tthc.Domain.Dossiers;

/// <summary>
/// Where a dossier stands. 1 to 10 are named as the national list of statuses, those from 100 on are finer local states; which national
/// status a state counts as stands in <see cref="NationalStatuses"/>.
/// </summary>
public enum DossierState
{
    /// <summary>Mới đăng ký.</summary>
    Registered = 1,

    /// <summary>Được tiếp nhận.</summary>
    Accepted = 2,

    /// <summary>Không được tiếp nhận.</summary>
    Refused = 3,

    /// <summary>Đang xử lý.</summary>
    Processing = 4,

    /// <summary>Yêu cầu bổ sung giấy tờ.</summary>
    SupplementRequested = 5,

    /// <summary>Yêu cầu thực hiện nghĩa vụ tài chính.</summary>
    PaymentRequested = 6,

    /// <summary>Công dân yêu cầu rút hồ sơ.</summary>
    Withdrawn = 7,

    /// <summary>Dừng xử lý.</summary>
    Stopped = 8,

    /// <summary>Đã xử lý xong.</summary>
    Completed = 9,

    /// <summary>Đã trả kết quả.</summary>
    Returned = 10,

    /// <summary>Bản nháp.</summary>
    Draft = 100,

    /// <summary>Đã bổ sung: what was asked for before acceptance is there.</summary>
    Supplemented = 101,

    /// <summary>Tạm dừng xử lý: goes on later.</summary>
    Suspended = 102,

    /// <summary>Đã hủy: a draft that was thrown away or abandoned.</summary>
    Discarded = 103,
}

/// <summary>
/// A dossier (hồ sơ): one stream of events from the draft to the result. Decisions are methods that answer an event or throw a failure
/// and change nothing; <c>Apply</c> takes an event in and decides nothing.
/// </summary>
public sealed partial class Dossier
{
    /// <summary>Most attachments of a component.</summary>
    public const int MaxAttachmentsPerComponent = 20;

    /// <summary>Identifier of the stream.</summary>
    public Guid Id { get; private set; }

    /// <summary>Who opened it: the subject of a citizen's or an internal system's account.</summary>
    public string OwnerId { get; private set; } = "";

    /// <summary>National code of the procedure.</summary>
    public string ProcedureCode { get; private set; } = "";

    /// <summary>Version of the procedure that it was opened with.</summary>
    public int ProcedureVersion { get; private set; }

    /// <summary>Name of the procedure.</summary>
    public string ProcedureName { get; private set; } = "";

    /// <summary>Agency that receives it.</summary>
    public Agency Agency { get; private set; } = new("", "");

    /// <summary>Kinds of dossier to choose from.</summary>
    public IReadOnlyList<string> DossierTypes { get; private set; } = [];

    /// <summary>How it is filed.</summary>
    public IntakeChannel Channel { get; private set; } = IntakeChannel.Online;

    /// <summary>Where it stands.</summary>
    public DossierState State { get; private set; } = DossierState.Draft;

    /// <summary>Code given on submission; empty before.</summary>
    public string Code { get; private set; } = "";

    /// <summary>The form; null until something was filled, and again once the person's data has been erased.</summary>
    public DossierForm? Form { get; private set; }

    /// <summary>The papers, in the order of the procedure.</summary>
    public IReadOnlyList<DossierComponent> Components { get; private set; } = [];

    /// <summary>When it was opened.</summary>
    public DateTimeOffset OpenedAt { get; private set; }

    /// <summary>When it was last changed.</summary>
    public DateTimeOffset ChangedAt { get; private set; }

    /// <summary>When it was submitted.</summary>
    public DateTimeOffset? SubmittedAt { get; private set; }

    /// <summary>The component, or a failure.</summary>
    public DossierComponent Component(string componentId) =>
        Components.FirstOrDefault(c => c.Id == componentId) ?? throw ComponentNotFound.Because();

    /// <summary>The attachment, or a failure.</summary>
    public Attachment Attachment(string componentId, Guid attachmentId) =>
        Component(componentId).Attachments.FirstOrDefault(a => a.Id == attachmentId) ?? throw AttachmentNotFound.Because();

    private IEnumerable<Attachment> AllAttachments() => Components.SelectMany(c => c.Attachments);

    private void Change(DateTimeOffset at, string componentId, Func<DossierComponent, DossierComponent> change)
    {
        Components = [.. Components.Select(c => c.Id == componentId ? change(c) : c)];
        ChangedAt = at;
    }

    private void ChangeAttachments(DateTimeOffset at, IReadOnlyList<Guid> ids, Func<Attachment, Attachment> change)
    {
        Components = [.. Components.Select(c => c with
        {
            Attachments = [.. c.Attachments.Select(a => ids.Contains(a.Id) ? change(a) : a)],
        })];
        ChangedAt = at;
    }
}
