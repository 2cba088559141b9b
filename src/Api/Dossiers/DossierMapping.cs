using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using KonTum.Tthc.Api.Mapping;
using KonTum.Tthc.Api.Procedures;
using KonTum.Tthc.Api.Reception;
using KonTum.Tthc.Application.Dossiers;
using KonTum.Tthc.Application.Storage;
using KonTum.Tthc.Domain.Dossiers;
using V1 = KonTum.Tthc.Contract.V1;

namespace KonTum.Tthc.Api.Dossiers;

internal static class DossierMapping
{
    public static V1.Dossier ToMessage(this DossierView dossier) => new()
    {
        Id = dossier.Id.ToString(),
        Code = dossier.Code,
        ProcedureCode = dossier.ProcedureCode,
        ProcedureVersion = dossier.ProcedureVersion,
        ProcedureName = dossier.ProcedureName,
        Agency = dossier.Agency.ToMessage(),
        State = ToMessage(dossier.State),
        Form = dossier.Form is { } form ? ToMessage(form) : new V1.DossierForm(),
        Components = { dossier.Components.Select(ToMessage) },
        CreateTime = dossier.OpenedAt.ToTimestamp(),
        UpdateTime = dossier.ChangedAt.ToTimestamp(),
        SubmitTime = dossier.SubmittedAt.ToTimestamp(),
        Etag = dossier.ETag,
        FilingSteps = { dossier.FilingSteps.Select(FilingMapping.ToMessage) },
        NationalStatus = dossier.NationalStatus,
        AcceptTime = dossier.AcceptedAt.ToTimestamp(),
        DueTime = dossier.DueAt.ToTimestamp(),
        Overdue = dossier.Overdue,
        EndTime = dossier.EndedAt.ToTimestamp(),
        Note = dossier.Note,
        Supplement = dossier.Supplement?.ToMessage(),
        Results = { dossier.Results.Select(r => r.ToMessage()) },
        OfficerId = dossier.OfficerId,
        IntakeChannel = (V1.IntakeChannel)dossier.Channel,
    };

    /// <summary>A line as officers see it: also who has it.</summary>
    public static V1.DossierSummary ToOfficersSummary(DossierListing dossier, DateTimeOffset now)
    {
        var summary = ToSummary(dossier, now);
        summary.OfficerId = dossier.OfficerId;
        return summary;
    }

    public static V1.DossierSummary ToSummary(DossierListing dossier, DateTimeOffset now) => new()
    {
        Id = dossier.Id.ToString(),
        Code = dossier.Code,
        ProcedureCode = dossier.ProcedureCode,
        ProcedureName = dossier.ProcedureName,
        AgencyCode = dossier.AgencyCode,
        OwnerName = dossier.OwnerName?.Value ?? "",
        State = ToMessage(dossier.State),
        CreateTime = dossier.OpenedAt.ToTimestamp(),
        SubmitTime = dossier.SubmittedAt.ToTimestamp(),
        DueTime = dossier.DueAt.ToTimestamp(),
        Overdue = dossier.IsOverdue(now),
        NationalStatus = NationalStatuses.Of(dossier.State),
        Signed = dossier.SignedAttachments.Count > 0,
        Etag = ETag.Of(dossier.Version),
    };

    public static V1.Attachment ToMessage(this AttachmentView attachment) => new()
    {
        Id = attachment.Id.ToString(),
        FileName = attachment.FileName,
        Versions = { attachment.Versions.Select(ToMessage) },
        Signed = attachment.IsSigned,
        PendingSigningId = attachment.PendingSigningId.FromId(),
        Conversion = attachment.Conversion.ToMessage(),
        StoredDocumentId = attachment.StoredDocumentId.FromId(),
        Notices = { attachment.Notices },
    };

    public static DossierForm ToForm(this V1.DossierForm form) => new()
    {
        OwnerName = form.OwnerName,
        SubmitterName = form.SubmitterName,
        IdentityNumber = form.IdentityNumber,
        IdentityIssueDate = form.IdentityIssueDate.ToDay("form.identity_issue_date"),
        IdentityIssuePlace = form.IdentityIssuePlace,
        BirthDate = form.BirthDate.ToDay("form.birth_date"),
        Sex = (Sex)form.Sex,
        Country = form.Country,
        Province = form.Province,
        District = form.District,
        Ward = form.Ward,
        Address = form.Address,
        PhoneNumber = form.PhoneNumber,
        FaxNumber = form.FaxNumber,
        Email = form.Email,
        SetCount = form.SetCount,
        Content = form.Content,
        Note = form.Note,
        DossierType = form.DossierType,
        ProcedureFields = form.ProcedureFields is { } fields ? JsonFormatter.Default.Format(fields) : "{}",
    };

    /// <summary>The kind asked for; null for the newest version whatever it is.</summary>
    public static AttachmentVersionKind? ToKind(this V1.AttachmentVersionKind kind) => kind switch
    {
        V1.AttachmentVersionKind.Original => AttachmentVersionKind.Original,
        V1.AttachmentVersionKind.Converted => AttachmentVersionKind.Converted,
        V1.AttachmentVersionKind.Signed => AttachmentVersionKind.Signed,
        _ => null,
    };

    // The numbers of the states and sexes are the same on both sides; a test says so.
    private static V1.DossierState ToMessage(DossierState state) => (V1.DossierState)state;

    private static V1.DossierForm ToMessage(DossierForm form) => new()
    {
        OwnerName = form.OwnerName,
        SubmitterName = form.SubmitterName,
        IdentityNumber = form.IdentityNumber,
        IdentityIssueDate = form.IdentityIssueDate.ToDate(),
        IdentityIssuePlace = form.IdentityIssuePlace,
        BirthDate = form.BirthDate.ToDate(),
        Sex = (V1.Sex)form.Sex,
        Country = form.Country,
        Province = form.Province,
        District = form.District,
        Ward = form.Ward,
        Address = form.Address,
        PhoneNumber = form.PhoneNumber,
        FaxNumber = form.FaxNumber,
        Email = form.Email,
        SetCount = form.SetCount,
        Content = form.Content,
        Note = form.Note,
        DossierType = form.DossierType,
        ProcedureFields = Struct.Parser.ParseJson(form.ProcedureFields),
    };

    private static V1.Component ToMessage(ComponentView component) => new()
    {
        Id = component.Id,
        DisplayName = component.Name,
        Required = component.Required,
        Selected = component.Selected,
        OriginalCount = component.OriginalCount,
        CopyCount = component.CopyCount,
        Attachments = { component.Attachments.Select(ToMessage) },
    };

    internal static V1.AttachmentVersion ToMessage(AttachmentVersionView version) => new()
    {
        Kind = version.Kind switch
        {
            AttachmentVersionKind.Original => V1.AttachmentVersionKind.Original,
            AttachmentVersionKind.Converted => V1.AttachmentVersionKind.Converted,
            AttachmentVersionKind.Signed => V1.AttachmentVersionKind.Signed,
            _ => V1.AttachmentVersionKind.Unspecified,
        },
        FileName = version.FileName,
        ContentType = version.File.ContentType,
        SizeBytes = version.File.Size,
        Sha256 = version.File.Sha256,
        CreateTime = version.At.ToTimestamp(),
        SigningId = version.SigningId.FromId(),
    };
}
