using KonTum.Tthc.Domain.Failures;
using KonTum.Tthc.Domain.People;
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

    /// <summary>Decides to open a draft.</summary>
    public static DossierOpened Open(
        Guid id, string ownerId, ProcedureDefinition procedure, int version, string agencyCode, DateTimeOffset now)
    {
        var agency = procedure.Agencies.FirstOrDefault(a => a.Code == agencyCode)
            ?? throw Invalid(AgencyNotCompetent.At("agency_code"));
        return new DossierOpened(
            id, ownerId, procedure.Code, version, procedure.Name, agency, procedure.Components, procedure.DossierTypes, now);
    }

    /// <summary>Decides to fill the form. A draft may stay incomplete, but what is filled must be well-formed.</summary>
    public DossierFormFilled Fill(DossierForm form, IReadOnlyList<string> changedFields, DateTimeOffset now)
    {
        MustBeDraft();
        var malformed = form.FindMalformed(DossierCode.DayOf(now), DossierTypes);
        return malformed.Count == 0
            ? new DossierFormFilled(Personal.Of(OwnerId, form), changedFields, now)
            : throw Invalid(malformed);
    }

    /// <summary>Decides to tick or untick a component.</summary>
    public ComponentSelected Select(string componentId, bool selected, int originals, int copies, DateTimeOffset now)
    {
        MustBeDraft();
        var component = Component(componentId);
        var wrong = new List<FieldViolation>();
        if (originals is < 0 or > 99) wrong.Add(OutOfRange.At("original_count", ("range", "0–99")));
        if (copies is < 0 or > 99) wrong.Add(OutOfRange.At("copy_count", ("range", "0–99")));
        return wrong.Count == 0 ? new ComponentSelected(component.Id, selected, originals, copies, now) : throw Invalid(wrong);
    }

    /// <summary>Decides to attach a file.</summary>
    public AttachmentUploaded Attach(string componentId, Guid attachmentId, string fileName, StoredFile file, DateTimeOffset now)
    {
        MustBeDraft();
        var component = Component(componentId);
        return component.Attachments.Count < MaxAttachmentsPerComponent
            ? new AttachmentUploaded(component.Id, attachmentId, Personal.Of(OwnerId, fileName), file, now)
            : throw TooManyAttachments.Because(("limit", MaxAttachmentsPerComponent));
    }

    /// <summary>Decides to take a file off the draft. While the phone rings for it, it stays.</summary>
    public AttachmentDeleted Detach(string componentId, Guid attachmentId, DateTimeOffset now)
    {
        MustBeDraft();
        return Attachment(componentId, attachmentId).PendingSigningId is null
            ? new AttachmentDeleted(componentId, attachmentId, now)
            : throw SigningPending.Because();
    }

    /// <summary>Decides to begin a signing. Signings that still wait for one of the attachments must have been ended first.</summary>
    public AttachmentSigningStarted StartSigning(Guid signingId, IReadOnlyList<Guid> attachmentIds, DateTimeOffset now)
    {
        MustBeDraft();
        var attachments = AllAttachments().Where(a => attachmentIds.Contains(a.Id)).ToList();
        if (attachments.Count == 0 || attachments.Count != attachmentIds.Count) throw AttachmentNotFound.Because();
        return attachments.TrueForAll(a => a.PendingSigningId is null)
            ? new AttachmentSigningStarted(signingId, attachmentIds, now)
            : throw SigningPending.Because();
    }

    /// <summary>Decides that a signing ended without a signature; null when this dossier no longer waits for it.</summary>
    public AttachmentSigningEnded? EndSigning(Guid signingId, string outcome, DateTimeOffset now)
    {
        var waiting = AllAttachments().Where(a => a.PendingSigningId == signingId).Select(a => a.Id).ToList();
        return waiting.Count == 0 ? null : new AttachmentSigningEnded(signingId, waiting, outcome, now);
    }

    /// <summary>Decides to add the signed version of an attachment that waits for this signing.</summary>
    public AttachmentSigned AttachSignature(
        string componentId, Guid attachmentId, Guid signingId, string fileName, StoredFile file, DateTimeOffset now) =>
        AllAttachments().Any(a => a.Id == attachmentId && a.PendingSigningId == signingId)
            ? new AttachmentSigned(componentId, attachmentId, signingId, Personal.Of(OwnerId, fileName), file, now)
            : throw SigningTargetGone.Because();

    /// <summary>What stands in the way of submitting, all at once: form fields, required components, signings that still wait.</summary>
    public IReadOnlyList<FieldViolation> FindObstacles()
    {
        var obstacles = new List<FieldViolation>((Form ?? new DossierForm()).FindMissing(DossierTypes));
        obstacles.AddRange(Components
            .Where(c => (c.Required || c.Selected) && c.Attachments.Count == 0)
            .Select(c => ComponentMissing.At($"components[{c.Id}]")));
        obstacles.AddRange(Components
            .Where(c => c.Attachments.Any(a => a.PendingSigningId is not null))
            .Select(c => SigningPending.At($"components[{c.Id}]")));
        return obstacles;
    }

    /// <summary>Decides to submit under a code.</summary>
    public DossierSubmitted Submit(string code, DateTimeOffset now)
    {
        MustBeDraft();
        var obstacles = FindObstacles();
        return obstacles.Count == 0 ? new DossierSubmitted(code, now) : throw new FailureException(DossierIncomplete, obstacles);
    }

    /// <summary>Refuses what only a draft allows.</summary>
    public void MustBeDraft()
    {
        if (State != DossierState.Draft) throw DossierNotDraft.Because();
    }

    /// <summary>The component, or a failure.</summary>
    public DossierComponent Component(string componentId) =>
        Components.FirstOrDefault(c => c.Id == componentId) ?? throw ComponentNotFound.Because();

    /// <summary>The attachment, or a failure.</summary>
    public Attachment Attachment(string componentId, Guid attachmentId) =>
        Component(componentId).Attachments.FirstOrDefault(a => a.Id == attachmentId) ?? throw AttachmentNotFound.Because();

    /// <summary>Takes in an event.</summary>
    public void Apply(DossierOpened e)
    {
        Id = e.DossierId;
        OwnerId = e.OwnerId;
        (ProcedureCode, ProcedureVersion, ProcedureName) = (e.ProcedureCode, e.ProcedureVersion, e.ProcedureName);
        Agency = e.Agency;
        DossierTypes = e.DossierTypes;
        Components = [.. e.Components.Select(c =>
            new DossierComponent(c.Id, c.Name, c.Required, c.Required, c.OriginalCount, c.CopyCount, []))];
        Channel = e.Channel;
        OpenedAt = ChangedAt = e.At;
    }

    /// <summary>Takes in an event.</summary>
    public void Apply(DossierFormFilled e)
    {
        Form = e.Form.Value;
        ChangedAt = e.At;
    }

    /// <summary>Takes in an event.</summary>
    public void Apply(ComponentSelected e) => Change(e.At, e.ComponentId, c =>
        c with { Selected = e.Selected, OriginalCount = e.OriginalCount, CopyCount = e.CopyCount });

    /// <summary>Takes in an event.</summary>
    public void Apply(AttachmentUploaded e) => Change(e.At, e.ComponentId, c => c with
    {
        Selected = true,
        Attachments = [.. c.Attachments, new Attachment(
            e.AttachmentId, [new AttachmentVersion(AttachmentVersionKind.Original, e.FileName, e.File, e.At)]) { Notices = e.Notices ?? [] }],
    });

    /// <summary>Takes in an event.</summary>
    public void Apply(AttachmentDeleted e) => Change(e.At, e.ComponentId, c =>
        c with { Attachments = [.. c.Attachments.Where(a => a.Id != e.AttachmentId)] });

    /// <summary>Takes in an event.</summary>
    public void Apply(AttachmentSigningStarted e) => ChangeAttachments(e.At, e.AttachmentIds, a => a with { PendingSigningId = e.SigningId });

    /// <summary>Takes in an event.</summary>
    public void Apply(AttachmentSigningEnded e) => ChangeAttachments(e.At, e.AttachmentIds, a => a with { PendingSigningId = null });

    /// <summary>Takes in an event.</summary>
    public void Apply(AttachmentSigned e) => ChangeAttachments(e.At, [e.AttachmentId], a => a with
    {
        PendingSigningId = null,
        Versions = [.. a.Versions, new AttachmentVersion(AttachmentVersionKind.Signed, e.FileName, e.File, e.At, e.SigningId)],
    });

    /// <summary>Takes in an event.</summary>
    public void Apply(DossierSubmitted e)
    {
        (State, Code, SubmittedAt, ChangedAt) = (DossierState.Registered, e.Code, e.At, e.At);
    }

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
