using KonTum.Tthc.Application.Access;
using KonTum.Tthc.Domain.Failures;

namespace KonTum.Tthc.Application.Uploads;

/// <summary>An upload as its owner sees it.</summary>
/// <param name="Upload">What it is for.</param>
/// <param name="Offset">How many bytes are there.</param>
public sealed record UploadView(Upload Upload, long Offset)
{
    /// <summary>Whether all bytes are there.</summary>
    public bool IsWhole => Offset == Upload.Size;
}

/// <summary>Only who began an upload sees it.</summary>
internal static class UploadAccess
{
    public static async Task<Upload> OwnUploadAsync(
        this IUploads uploads, Guid id, Caller caller, TimeProvider time, CancellationToken cancellationToken) =>
        await uploads.FindAsync(id, cancellationToken) is { } upload && upload.OwnerId == caller.Subject && upload.ExpiresAt > time.GetUtcNow()
            ? upload
            : throw Failures.UploadNotFound.Because();
}
