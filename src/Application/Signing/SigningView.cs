using KonTum.Tthc.Application.Dossiers;
using KonTum.Tthc.Domain.Failures;
using KonTum.Tthc.Domain.Signing;

namespace KonTum.Tthc.Application.Signing;

/// <summary>A signing as its owner sees it.</summary>
public sealed record SigningView(
    Guid Id,
    Guid DossierId,
    Guid ProfileId,
    string Provider,
    SigningState State,
    string Vietnamese,
    string English,
    string FailureCode,
    IReadOnlyList<SigningItemView> Items,
    DateTimeOffset RequestedAt,
    DateTimeOffset ChangedAt,
    DateTimeOffset? ExpiresAt,
    bool HasEnded,
    string ETag,
    int ConfirmationCount = 1,
    int Confirmation = 0,
    RequiredAuthorization? RequiredAuthorization = null,
    IReadOnlyList<Failure>? Notices = null,
    Guid? ResumedSigningId = null)
{
    internal static SigningView Of(SignatureRecord record, long version)
    {
        var (vietnamese, english) = Words(record);
        return new SigningView(
            record.Id,
            record.DossierId,
            record.ProfileId,
            record.Provider,
            record.State,
            vietnamese,
            english,
            record.Cause,
            [.. record.Targets.Select(t => Item(t, record.SignedFiles.FirstOrDefault(f => f.AttachmentId == t.AttachmentId)))],
            record.RequestedAt,
            record.ChangedAt,
            record.ExpiresAt,
            record.HasEnded,
            Storage.ETag.Of(version));
    }

    private static SigningItemView Item(SigningTarget target, SignedTarget? signed) => new(
        target.ComponentId,
        target.AttachmentId,
        target.FileName.Value ?? AttachmentView.ErasedName,
        signed is null ? "" : signed.FileName.Value ?? AttachmentView.ErasedName,
        signed?.File.Sha256 ?? "");

    private static (string Vietnamese, string English) Words(SignatureRecord record) => record.State switch
    {
        SigningState.Requested or SigningState.Prepared => ("Đang chuẩn bị văn bản để ký.", "Preparing the documents."),
        SigningState.WaitingForConfirmation => (
            "Vui lòng xác nhận ký số trên ứng dụng của điện thoại.", "Confirm the signing in the app on your phone."),
        SigningState.Signed => ("Ký số thành công", "Signed successfully"),
        _ => Failures.All.TryGetValue(record.Cause, out var failure)
            ? failure.Texts(record.CauseDetails)
            : (Failures.Unexpected.Vietnamese, Failures.Unexpected.English),
    };
}

/// <summary>One attachment of a signing; the signed name and digest are empty until it is signed.</summary>
/// <param name="ComponentId">Component.</param>
/// <param name="AttachmentId">Attachment.</param>
/// <param name="FileName">Name of the file that is signed.</param>
/// <param name="SignedFileName">Name of the signed file.</param>
/// <param name="SignedSha256">Digest of the signed file.</param>
/// <param name="State">Where it stands.</param>
/// <param name="Cause">What went wrong with it; null otherwise.</param>
/// <param name="CauseDetails">Values for the texts of the cause.</param>
/// <param name="Confirmation">Which confirmation it belongs to, from 1.</param>
/// <param name="Placement">Where the visible signature goes.</param>
/// <param name="DigestToSign">For a token while it waits; null otherwise.</param>
public sealed record SigningItemView(
    string ComponentId,
    Guid AttachmentId,
    string FileName,
    string SignedFileName,
    string SignedSha256,
    SigningItemState State = SigningItemState.Pending,
    Failure? Cause = null,
    IReadOnlyDictionary<string, string>? CauseDetails = null,
    int Confirmation = 1,
    PagePlacement? Placement = null,
    byte[]? DigestToSign = null);

/// <summary>Where one attachment of a signing stands.</summary>
public enum SigningItemState
{
    /// <summary>Not settled yet.</summary>
    Pending = 1,

    /// <summary>Signed; the signed version is attached.</summary>
    Signed = 2,

    /// <summary>Not signed.</summary>
    NotSigned = 3,
}
