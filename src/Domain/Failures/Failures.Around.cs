namespace KonTum.Tthc.Domain.Failures;

public static partial class Failures
{
    /// <summary>Only a submitted dossier can be asked about.</summary>
    public static readonly Failure DossierNotSubmitted = new(
        "DOSSIER_NOT_SUBMITTED", FailureKind.FailedPrecondition, "Hồ sơ chưa nộp.", "The dossier was not submitted yet.");

    /// <summary>No such petition for this caller.</summary>
    public static readonly Failure PetitionNotFound = new(
        "PETITION_NOT_FOUND", FailureKind.NotFound, "Không tìm thấy phản ánh, kiến nghị.", "The petition does not exist.");

    /// <summary>A petition is answered once.</summary>
    public static readonly Failure PetitionAlreadyAnswered = new(
        "PETITION_ALREADY_ANSWERED", FailureKind.FailedPrecondition,
        "Phản ánh, kiến nghị này đã được trả lời.", "The petition was answered already.");

    /// <summary>Only an ended dossier can be rated.</summary>
    public static readonly Failure DossierNotEnded = new(
        "DOSSIER_NOT_ENDED", FailureKind.FailedPrecondition,
        "Chỉ đánh giá được hồ sơ đã giải quyết xong.", "Only a dossier that has come to its end can be rated.");

    /// <summary>A dossier is rated once.</summary>
    public static readonly Failure DossierAlreadyRated = new(
        "DOSSIER_ALREADY_RATED", FailureKind.FailedPrecondition, "Hồ sơ này đã được đánh giá.", "The dossier was rated already.");

    /// <summary>Nobody has rated the dossier.</summary>
    public static readonly Failure RatingNotFound = new(
        "RATING_NOT_FOUND", FailureKind.NotFound, "Hồ sơ chưa được đánh giá.", "The dossier was not rated.");

    /// <summary>No such document in the caller's store.</summary>
    public static readonly Failure StoredDocumentNotFound = new(
        "STORED_DOCUMENT_NOT_FOUND", FailureKind.NotFound,
        "Không tìm thấy giấy tờ trong kho dữ liệu.", "The document is not in your store.");
}
