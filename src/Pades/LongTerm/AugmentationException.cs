namespace KonTum.Tthc.Pades;

/// <summary>Why a file cannot be brought to a level. The names are stable.</summary>
public enum AugmentationFailure
{
    /// <summary>The file holds no signature.</summary>
    NoSignature,

    /// <summary>A signature or timestamp is broken or of an unknown kind: keeping it would prove nothing.</summary>
    BrokenSignature,

    /// <summary>A timestamp has to be added, but no client was given.</summary>
    NoTimestampClient,

    /// <summary>No certification path to a trust anchor was found.</summary>
    NoPath,

    /// <summary>Nothing that suffices is known of the revocation of a certificate.</summary>
    RevocationUnknown,

    /// <summary>A certificate was revoked before it is proven that the signature existed.</summary>
    Revoked,

    /// <summary>The token does not fit into the reserved bytes.</summary>
    TokenTooLarge,
}

/// <summary>The file cannot be brought to the level. Nothing was written that could be taken for a result.</summary>
/// <param name="reason">The typed reason.</param>
/// <param name="message">One English sentence for developers.</param>
/// <param name="field">Full name of the field of the signature or timestamp that it is about; null for none.</param>
/// <param name="subject">Common name of the certificate that it is about; null for none.</param>
public sealed class AugmentationException(AugmentationFailure reason, string message, string? field = null, string? subject = null)
    : Exception(message)
{
    /// <summary>The typed reason.</summary>
    public AugmentationFailure Reason { get; } = reason;

    /// <summary>Full name of the field of the signature or timestamp that it is about.</summary>
    public string? Field { get; } = field;

    /// <summary>Common name of the certificate that it is about.</summary>
    public string? Subject { get; } = subject;
}
