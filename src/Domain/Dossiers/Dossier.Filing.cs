using KonTum.Tthc.Domain.Failures;
using KonTum.Tthc.Domain.People;
using KonTum.Tthc.Domain.Procedures;
using static KonTum.Tthc.Domain.Failures.Failures;

namespace KonTum.Tthc.Domain.Dossiers;

/// <summary>From opening a draft to its submission: form, components, files.</summary>
public sealed partial class Dossier
{
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
    public DossierFormFilled Fill(DossierForm form, IReadOnlyList<string> changedFields, FilingRules rules, DateTimeOffset now)
    {
        MustBeOpenFor(form);
        List<FieldViolation> malformed =
        [
            .. form.FindMalformed(rules.Form.Today, DossierTypes),
            .. rules.OwnForm.FindMalformed(form.ProcedureFields),
        ];
        return malformed.Count == 0
            ? new DossierFormFilled(Personal.Of(OwnerId, form), changedFields, now)
            : throw Invalid(malformed);
    }

    /// <summary>Decides to tick or untick a component.</summary>
    public ComponentSelected Select(string componentId, bool selected, int originals, int copies, DateTimeOffset now)
    {
        MustBeOpenFor(componentId);
        var component = Component(componentId);
        var wrong = new List<FieldViolation>();
        if (originals is < 0 or > 99) wrong.Add(OutOfRange.At("original_count", ("range", "0–99")));
        if (copies is < 0 or > 99) wrong.Add(OutOfRange.At("copy_count", ("range", "0–99")));
        return wrong.Count == 0 ? new ComponentSelected(component.Id, selected, originals, copies, now) : throw Invalid(wrong);
    }

    /// <summary>Decides to attach a file.</summary>
    /// <param name="componentId">The component.</param>
    /// <param name="attachmentId">The new attachment.</param>
    /// <param name="fileName">Name.</param>
    /// <param name="file">The stored bytes; one without a type is not there yet, and only the rest is asked.</param>
    /// <param name="now">Now.</param>
    /// <param name="rules">How many and which files the component takes.</param>
    /// <param name="notices">What was noticed in the file, codes of the failure catalogue.</param>
    public AttachmentUploaded Attach(
        string componentId,
        Guid attachmentId,
        string fileName,
        StoredFile file,
        DateTimeOffset now,
        AttachmentRules? rules = null,
        IReadOnlyList<string>? notices = null)
    {
        MustTake(componentId, file.ContentType, "content", rules ?? AttachmentRules.Usual);
        return new AttachmentUploaded(componentId, attachmentId, Personal.Of(OwnerId, fileName), file, now, notices);
    }

    /// <summary>Refuses one file too many and a type that the component does not take; a type that is not known yet is not asked.</summary>
    private void MustTake(string componentId, string contentType, string field, AttachmentRules rules)
    {
        MustBeOpenFor(componentId);
        if (Component(componentId).Attachments.Count >= rules.MaxPerComponent) throw TooManyAttachments.Because(("limit", rules.MaxPerComponent));
        if (contentType.Length > 0 && !rules.Accepts(contentType)) throw Invalid(FileTypeNotAccepted.At(field, ("accepted", rules.Accepted)));
    }

    /// <summary>Decides to take a file off. While the phone rings for it, it stays.</summary>
    public AttachmentDeleted Detach(string componentId, Guid attachmentId, DateTimeOffset now)
    {
        MustBeOpenFor(componentId);
        return Attachment(componentId, attachmentId).PendingSigningId is null
            ? new AttachmentDeleted(componentId, attachmentId, now)
            : throw SigningPending.Because();
    }

    /// <summary>What stands in the way of submitting, all at once: what the steps of filing tell.</summary>
    public IReadOnlyList<FieldViolation> FindObstacles(FilingRules rules) => [.. Filing.StepsOf(this, rules).SelectMany(s => s.Obstacles)];

    /// <summary>Decides to submit under a code.</summary>
    public DossierSubmitted Submit(string code, FilingRules rules, DateTimeOffset now)
    {
        MustBeDraft();
        var obstacles = FindObstacles(rules);
        return obstacles.Count == 0 ? new DossierSubmitted(code, now) : throw new FailureException(DossierIncomplete, obstacles);
    }

    /// <summary>
    /// Decides to hand in the form without what is no longer asked for; null when there is nothing of that kind. It goes before the
    /// submission.
    /// </summary>
    public DossierFormFilled? TrimForm(FilingRules rules, DateTimeOffset now)
    {
        MustBeDraft();
        if (Form is not { } form) return null;
        var trimmed = rules.OwnForm.Trim(form.ProcedureFields);
        return trimmed == form.ProcedureFields
            ? null
            : new DossierFormFilled(Personal.Of(OwnerId, form with { ProcedureFields = trimmed }), ["procedure_fields"], now);
    }

    /// <summary>Refuses what only a draft allows.</summary>
    public void MustBeDraft()
    {
        if (State != DossierState.Draft) throw DossierNotDraft.Because();
    }

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
    public void Apply(AttachmentUploaded e)
    {
        Answer(e.AttachmentId);
        Change(e.At, e.ComponentId, c => c with
        {
            Selected = true,
            Attachments = [.. c.Attachments, new Attachment(
                e.AttachmentId, [new AttachmentVersion(AttachmentVersionKind.Original, e.FileName, e.File, e.At)]) { Notices = e.Notices ?? [] }],
        });
    }

    /// <summary>Takes in an event.</summary>
    public void Apply(AttachmentDeleted e) => Change(e.At, e.ComponentId, c =>
        c with { Attachments = [.. c.Attachments.Where(a => a.Id != e.AttachmentId)] });

    /// <summary>Takes in an event.</summary>
    public void Apply(DossierSubmitted e)
    {
        (State, Code, SubmittedAt, ChangedAt) = (DossierState.Registered, e.Code, e.At, e.At);
    }
}
