using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using KonTum.Tthc.Api.Mapping;
using KonTum.Tthc.Api.SignatureProfiles;
using KonTum.Tthc.Application.Signing;
using KonTum.Tthc.Application.Signing.AuthorizeSigning;
using KonTum.Tthc.Application.Signing.FindPlacements;
using KonTum.Tthc.Application.Signing.GetSigning;
using KonTum.Tthc.Application.Signing.ListSigningHistory;
using KonTum.Tthc.Application.Signing.StartSigning;
using KonTum.Tthc.Application.Signing.SubmitSignatures;
using KonTum.Tthc.Application.Signing.ValidateAttachment;
using KonTum.Tthc.Domain.Signing;
using V1 = KonTum.Tthc.Contract.V1;

namespace KonTum.Tthc.Api.Signing;

internal static class SigningMapping
{
    private const double UsualWidth = 180;
    private const double UsualHeight = 60;

    private static readonly Dictionary<string, string> NoDetails = [];

    public static StartSigning ToCommand(this V1.StartSigningRequest request) => new(
        request.DossierId.ToId(),
        request.ProfileId.ToId(),
        request.CertificateSerialNumber,
        [.. request.Targets.Select(ToTarget)],
        request.RequestId,
        [.. request.TokenCertificateChain.Select(c => c.ToByteArray())]);

    public static GetSigning ToQuery(this V1.GetSigningRequest request) =>
        new(request.SigningId.ToId(), request.Wait.ToWait("wait", GetSigning.LongestWait), request.Etag);

    public static AuthorizeSigning ToCommand(this V1.AuthorizeSigningRequest request) =>
        new(request.SigningId.ToId(), new SigningAuthorization(request.Pin, request.Otp, request.Code, request.State));

    public static SubmitSignatures ToCommand(this V1.SubmitSignaturesRequest request) => new(
        request.SigningId.ToId(),
        [.. request.Signatures.Select(s => new SubmittedSignature(s.AttachmentId.ToId(), s.Value.ToByteArray()))],
        request.RequestId);

    public static FindPlacements ToQuery(this V1.FindPlacementsRequest request) => new(
        request.DossierId.ToId(),
        request.ComponentId,
        request.AttachmentId.ToId(),
        request.Keyword,
        OrUsual(request.Width, UsualWidth),
        OrUsual(request.Height, UsualHeight));

    public static V1.FindPlacementsResponse ToMessage(this PlacementSearch search) => new()
    {
        Outcome = (V1.PlacementOutcome)search.Outcome, // the numbers are the same on both sides; a test says so
        Hits =
        {
            search.Hits.Select(h => new V1.PlacementHit
            {
                Keyword = ToMessage(h.Keyword), Placement = ToMessage(h.Placement), Context = h.Context, Occurrence = h.Occurrence,
            }),
        },
        PagesWithoutText = { search.PagesWithoutText },
    };

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
        Items = { signing.Items.Select(ToMessage) },
        CreateTime = signing.RequestedAt.ToTimestamp(),
        UpdateTime = signing.ChangedAt.ToTimestamp(),
        ExpireTime = signing.ExpiresAt.ToTimestamp(),
        Etag = signing.ETag,
        ConfirmationCount = signing.ConfirmationCount,
        Confirmation = signing.Confirmation,
        RequiredAuthorization = signing.RequiredAuthorization is { } wanted ? ToMessage(wanted) : null,
        Notices = { signing.Notices?.Select(ProfileMapping.ToNotice) ?? [] },
        ResumedSigningId = signing.ResumedSigningId.FromId(),
    };

    private static V1.SigningItem ToMessage(SigningItemView item)
    {
        var (vietnamese, english) = item.Cause?.Texts(item.CauseDetails ?? NoDetails) ?? ("", "");
        return new V1.SigningItem
        {
            ComponentId = item.ComponentId,
            AttachmentId = item.AttachmentId.ToString(),
            FileName = item.FileName,
            SignedFileName = item.SignedFileName,
            SignedSha256 = item.SignedSha256,
            State = (V1.SigningItemState)item.State,
            FailureCode = item.Cause?.Code ?? "",
            Message = vietnamese,
            MessageEn = english,
            Confirmation = item.Confirmation,
            Placement = item.Placement is { } placement ? ToMessage(placement) : null,
            DigestToSign = item.DigestToSign is { } digest ? UnsafeByteOperations.UnsafeWrap(digest) : ByteString.Empty,
        };
    }

    private static V1.RequiredAuthorization ToMessage(RequiredAuthorization wanted) =>
        new() { Pin = wanted.Pin, Otp = wanted.Otp, Label = wanted.Label, AuthorizationUri = wanted.AuthorizationUri };

    public static V1.SigningHistoryEntry ToMessage(SigningHistoryEntry entry) => new()
    {
        SigningId = entry.SigningId?.ToString() ?? "",
        Signer = entry.Signer,
        Email = entry.Email,
        CertificateAuthority = entry.Authority,
        SigningTime = entry.SigningTime.ToTimestamp(),
        CertificateSerialNumber = entry.CertificateSerialNumber,
        Provider = entry.Provider,
        Kind = entry.Kind?.ToMessage() ?? V1.SignatureKind.Unspecified,
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

    // Neither of the two is a placement on no page; the use case lists what is wrong with it.
    private static TargetPlacement ToTarget(V1.SigningTarget target) => new(
        target.ComponentId,
        target.AttachmentId.ToId(),
        target.Placement is null && target.KeywordPlacement is not null ? null : ToPlacement(target.Placement),
        target.KeywordPlacement is { } keyword
            ? new KeywordPlace(
                keyword.Keyword, keyword.Occurrence, OrUsual(keyword.Width, UsualWidth), OrUsual(keyword.Height, UsualHeight))
            : null);

    private static PagePlacement ToPlacement(V1.Placement? placement) => placement is null
        ? new PagePlacement(0, 0, 0, 0, 0)
        : new PagePlacement(placement.Page, placement.X, placement.Y, placement.Width, placement.Height);

    private static V1.Placement ToMessage(PagePlacement placement) =>
        new() { Page = placement.Page, X = placement.X, Y = placement.Y, Width = placement.Width, Height = placement.Height };

    private static double OrUsual(double given, double usual) => given == 0 ? usual : given;
}
