using Google.Protobuf.WellKnownTypes;
using KonTum.Tthc.Api.Mapping;
using KonTum.Tthc.Api.SignatureProfiles;
using KonTum.Tthc.Application.Signing;
using KonTum.Tthc.Application.Signing.ListSigningHistory;
using KonTum.Tthc.Application.Signing.StartSigning;
using KonTum.Tthc.Application.Signing.ValidateAttachment;
using KonTum.Tthc.Domain.Signing;
using V1 = KonTum.Tthc.Contract.V1;

namespace KonTum.Tthc.Api.Signing;

internal static class SigningMapping
{
    public static StartSigning ToCommand(this V1.StartSigningRequest request) => new(
        request.DossierId.ToId(),
        request.ProfileId.ToId(),
        request.CertificateSerialNumber,
        [.. request.Targets.Select(t => new TargetPlacement(t.ComponentId, t.AttachmentId.ToId(), ToPlacement(t.Placement)))],
        request.RequestId);

    public static V1.SigningCeremony ToMessage(this SigningView signing) => new()
    {
        Id = signing.Id.ToString(),
        DossierId = signing.DossierId.ToString(),
        ProfileId = signing.ProfileId.ToString(),
        Provider = signing.Provider,
        State = ToMessage(signing.State),
        Message = signing.Vietnamese,
        MessageEn = signing.English,
        FailureCode = signing.FailureCode,
        Items =
        {
            signing.Items.Select(i => new V1.SigningItem
            {
                ComponentId = i.ComponentId,
                AttachmentId = i.AttachmentId.ToString(),
                FileName = i.FileName,
                SignedFileName = i.SignedFileName,
                SignedSha256 = i.SignedSha256,
            }),
        },
        CreateTime = signing.RequestedAt.ToTimestamp(),
        UpdateTime = signing.ChangedAt.ToTimestamp(),
        ExpireTime = signing.ExpiresAt.ToTimestamp(),
        Etag = signing.ETag,
    };

    public static V1.SigningHistoryEntry ToMessage(SigningHistoryEntry entry) => new()
    {
        SigningId = entry.SigningId.ToString(),
        Signer = entry.Signer,
        Email = entry.Email,
        CertificateAuthority = entry.Authority,
        SigningTime = entry.SigningTime.ToTimestamp(),
        CertificateSerialNumber = entry.CertificateSerialNumber,
        Provider = entry.Provider,
        Kind = entry.Kind.ToMessage(),
        FileName = entry.FileName,
        Sha256 = entry.Sha256,
    };

    public static V1.ValidationReport ToMessage(this AttachmentValidation validation) => new()
    {
        Sha256 = validation.Sha256,
        ValidationTime = validation.At.ToTimestamp(),
        Summary = validation.Vietnamese,
        SummaryEn = validation.English,
        Signatures = { validation.Signatures.Select(ToMessage) },
    };

    private static V1.SignatureValidation ToMessage(SignatureFinding finding) => new()
    {
        Field = finding.Field,
        Indication = finding.Indication switch
        {
            FindingIndication.TotalPassed => V1.Indication.TotalPassed,
            FindingIndication.TotalFailed => V1.Indication.TotalFailed,
            _ => V1.Indication.Indeterminate,
        },
        SubIndication = finding.SubIndication,
        Intact = finding.Intact,
        CoversWholeFile = finding.CoversWholeFile,
        Modifications = finding.Modifications switch
        {
            FindingModifications.None => V1.Modifications.None,
            FindingModifications.Permitted => V1.Modifications.Permitted,
            _ => V1.Modifications.Suspicious,
        },
        Pages = { finding.Pages },
        Signer = finding.Signer,
        Email = finding.Email,
        CertificateAuthority = finding.Authority,
        ClaimedTime = finding.ClaimedTime.ToTimestamp(),
        TimestampTime = finding.TimestampTime.ToTimestamp(),
        Level = finding.Level,
        DocumentTimestamp = finding.IsDocumentTimestamp,
    };

    // That files are prepared before the phone rings is nothing that a client can act upon.
    private static V1.SigningState ToMessage(SigningState state) => state switch
    {
        SigningState.Requested or SigningState.Prepared => V1.SigningState.Requested,
        // Nor that the signed files are being made: the message says it.
        SigningState.WaitingForConfirmation or SigningState.Finishing => V1.SigningState.WaitingForConfirmation,
        SigningState.AuthorizationRequired => V1.SigningState.AuthorizationRequired,
        SigningState.PartlySigned => V1.SigningState.PartlySigned,
        SigningState.Signed => V1.SigningState.Signed,
        SigningState.Rejected => V1.SigningState.Rejected,
        SigningState.Expired => V1.SigningState.Expired,
        SigningState.Failed => V1.SigningState.Failed,
        SigningState.Cancelled => V1.SigningState.Cancelled,
        _ => V1.SigningState.Unspecified,
    };

    // A placement that is left out is on no page; the use case lists what is wrong with it.
    private static PagePlacement ToPlacement(V1.Placement? placement) => placement is null
        ? new PagePlacement(0, 0, 0, 0, 0)
        : new PagePlacement(placement.Page, placement.X, placement.Y, placement.Width, placement.Height);
}
