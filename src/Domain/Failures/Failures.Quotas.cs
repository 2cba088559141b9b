namespace KonTum.Tthc.Domain.Failures;

/// <summary>What one person may use up of what all share.</summary>
public static partial class Failures
{
    /// <summary>The person has as many drafts as one may have.</summary>
    public static readonly Failure TooManyDrafts = new(
        "TOO_MANY_DRAFTS", FailureKind.ResourceExhausted,
        "Bạn có quá nhiều hồ sơ nháp (tối đa {limit}). Hãy nộp hoặc hủy bớt.", "You have too many drafts ({limit} at most): submit or discard some.");

    /// <summary>The person has submitted as many dossiers within a day as one may.</summary>
    public static readonly Failure TooManySubmissions = new(
        "TOO_MANY_SUBMISSIONS", FailureKind.ResourceExhausted,
        "Bạn đã nộp quá nhiều hồ sơ trong một ngày (tối đa {limit}).", "You have submitted too many dossiers within a day ({limit} at most).");

    /// <summary>The person has attached as much on a day as one may.</summary>
    public static readonly Failure TooMuchAttached = new(
        "TOO_MUCH_ATTACHED", FailureKind.ResourceExhausted,
        "Hôm nay bạn đã tải lên quá nhiều (tối đa {limit} MB mỗi ngày).", "You have uploaded too much today ({limit} MB a day at most).");

    /// <summary>As many petitions about the dossier wait as may.</summary>
    public static readonly Failure TooManyPetitions = new(
        "TOO_MANY_PETITIONS", FailureKind.ResourceExhausted,
        "Hồ sơ này có quá nhiều phản ánh, kiến nghị chưa được trả lời (tối đa {limit}).",
        "Too many petitions about this dossier wait for their answer ({limit} at most).");
}
