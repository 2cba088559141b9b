namespace KonTum.Tthc.Pades;

/// <summary>
/// Fetches what a signature's validation rests on. The engine only ever passes addresses that certificates of the file name (authority
/// information access and CRL distribution points, RFC 5280, 4.2.2.1 and 4.2.1.13), so an implementation must expect hostile ones.
/// </summary>
public interface IValidationDataClient
{
    /// <summary>Asks an OCSP responder by POST (RFC 6960, appendix A.1).</summary>
    /// <param name="responder">Its address.</param>
    /// <param name="request">DER of the OCSPRequest.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>DER of a successful OCSPResponse; its signature was not checked.</returns>
    /// <exception cref="ValidationDataException">No usable response.</exception>
    Task<byte[]> GetOcspResponseAsync(Uri responder, ReadOnlyMemory<byte> request, CancellationToken cancellationToken = default);

    /// <summary>Fetches a CRL.</summary>
    /// <param name="address">Where it is.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>DER of the CertificateList; its signature was not checked.</returns>
    /// <exception cref="ValidationDataException">No usable list.</exception>
    Task<byte[]> GetCrlAsync(Uri address, CancellationToken cancellationToken = default);

    /// <summary>Fetches certificates of an issuer (caIssuers: one DER certificate, or a PKCS#7 with several).</summary>
    /// <param name="address">Where they are.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>DER certificates, at least one.</returns>
    /// <exception cref="ValidationDataException">No usable certificate.</exception>
    Task<IReadOnlyList<byte[]>> GetIssuersAsync(Uri address, CancellationToken cancellationToken = default);
}

/// <summary>Why validation data could not be had.</summary>
public enum ValidationDataFailure
{
    /// <summary>Scheme, host, address or redirection is not allowed; nothing was sent there.</summary>
    NotAllowed,

    /// <summary>Nobody answers there, or not with success.</summary>
    Unreachable,

    /// <summary>The answer did not come in time.</summary>
    TimedOut,

    /// <summary>The answer is larger than allowed.</summary>
    TooLarge,

    /// <summary>The answer is not what was asked for.</summary>
    WrongContent,
}

/// <summary>Validation data could not be had.</summary>
/// <param name="reason">The typed reason.</param>
/// <param name="message">One English sentence for developers.</param>
/// <param name="innerException">What led to it, if anything.</param>
public sealed class ValidationDataException(ValidationDataFailure reason, string message, Exception? innerException = null)
    : Exception(message, innerException)
{
    /// <summary>The typed reason.</summary>
    public ValidationDataFailure Reason { get; } = reason;
}
