using System.Globalization;
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
            [.. record.Targets.Select((_, index) => SigningItemView.Of(record, index))],
            record.RequestedAt,
            record.ChangedAt,
            record.ExpiresAt,
            record.HasEnded,
            Storage.ETag.Of(version),
            record.ConfirmationCount,
            record.Confirmation,
            record.State == SigningState.AuthorizationRequired && record.Authorization is { } asked
                ? new RequiredAuthorization(asked.Pin, asked.Otp, asked.Label, asked.AuthorizationUri)
                : null,
            [.. record.Notices.Where(Failures.All.ContainsKey).Select(code => Notice(record, Failures.All[code]))],
            record.ResumedSigningId);
    }

    /// <summary>A notice with its texts filled; only the number of confirmations has any values.</summary>
    private static Failure Notice(SignatureRecord record, Failure notice)
    {
        var (vietnamese, english) = notice.Texts(new Dictionary<string, string>
        {
            ["limit"] = record.MaxDocuments.ToString(CultureInfo.InvariantCulture),
            ["count"] = record.ConfirmationCount.ToString(CultureInfo.InvariantCulture),
        });
        return notice with { Vietnamese = vietnamese, English = english };
    }

    private static (string Vietnamese, string English) Words(SignatureRecord record) => record.State switch
    {
        SigningState.Requested => ("Đang chuẩn bị văn bản để ký.", "Preparing the documents."),
        SigningState.Prepared when record.SignedFiles.Count > 0 => (
            $"Đang gửi yêu cầu xác nhận lần {record.Confirmation + (record.IsAsked ? 0 : 1)}/{record.ConfirmationCount}.",
            $"Sending request {record.Confirmation + (record.IsAsked ? 0 : 1)} of {record.ConfirmationCount} for confirmation."),
        SigningState.Prepared => ("Đang chuẩn bị văn bản để ký.", "Preparing the documents."),
        SigningState.WaitingForConfirmation when record.SignsByItself => (
            "Vui lòng ký bằng USB Token hoặc SIM trên thiết bị của bạn.", "Sign with the token or SIM on your device."),
        SigningState.WaitingForConfirmation when record.ConfirmationCount > 1 => (
            $"Vui lòng xác nhận ký số trên ứng dụng của điện thoại (lần {record.Confirmation}/{record.ConfirmationCount}).",
            $"Confirm the signing in the app on your phone ({record.Confirmation} of {record.ConfirmationCount})."),
        SigningState.WaitingForConfirmation => (
            "Vui lòng xác nhận ký số trên ứng dụng của điện thoại.", "Confirm the signing in the app on your phone."),
        SigningState.AuthorizationRequired => (
            "Vui lòng nhập mã PIN hoặc OTP theo yêu cầu của nhà cung cấp.", "Give the PIN or one-time password that the provider wants."),
        SigningState.Finishing => (
            "Đã nhận chữ ký; đang lấy dấu thời gian và hoàn tất văn bản. Không cần xác nhận lại.",
            "The signature is here; the timestamp is being obtained and the files finished. No further confirmation is needed."),
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
    byte[]? DigestToSign = null)
{
    internal static SigningItemView Of(SignatureRecord record, int index)
    {
        var target = record.Targets[index];
        var confirmation = record.ConfirmationOf(index);
        var signed = record.SignedFiles.FirstOrDefault(f => f.AttachmentId == target.AttachmentId);
        var (cause, details) = signed is null ? CauseOf(record, target.AttachmentId, confirmation) : (null, null);
        var tokenWaits = record is { SignsByItself: true, State: SigningState.WaitingForConfirmation } && confirmation == record.Confirmation;
        return new SigningItemView(
            target.ComponentId,
            target.AttachmentId,
            target.FileName.Value ?? AttachmentView.ErasedName,
            signed is null ? "" : signed.FileName.Value ?? AttachmentView.ErasedName,
            signed?.File.Sha256 ?? "",
            signed is not null ? SigningItemState.Signed : cause is not null ? SigningItemState.NotSigned : SigningItemState.Pending,
            cause,
            details,
            confirmation,
            target.Placement,
            tokenWaits ? record.Prepared[index].DigestToSign : null);
    }

    /// <summary>Its own cause; else, when the signing has ended, the signing's, or that it was not its turn.</summary>
    private static (Failure? Cause, IReadOnlyDictionary<string, string>? Details) CauseOf(SignatureRecord record, Guid attachmentId, int confirmation)
    {
        if (record.FailedTargets.FirstOrDefault(f => f.AttachmentId == attachmentId) is { } failed) return (Entry(failed.Cause), failed.Details);
        if (!record.HasEnded) return (null, null);
        var wasItsTurn = record.State != SigningState.PartlySigned && confirmation <= Math.Max(1, record.Confirmation);
        return wasItsTurn || record.Confirmation == 0 ? (Entry(record.Cause), record.CauseDetails) : (Failures.SigningNotAsked, null);
    }

    private static Failure Entry(string code) => Failures.All.GetValueOrDefault(code) ?? Failures.Unexpected;
}

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
