namespace KonTum.Tthc.Application.Files;

/// <summary>Turns DOC and DOCX into PDF. What it is given comes from strangers: it runs confined and within limits.</summary>
public interface IDocumentConverter
{
    /// <summary>Whether a conversion can succeed here at all: the converter is installed and its confinement works.</summary>
    bool IsAvailable { get; }

    /// <summary>Converts one document.</summary>
    /// <param name="document">Its bytes; read once.</param>
    /// <param name="contentType">Its media type, recognised from the content.</param>
    /// <param name="cancellationToken">Stops; the converter is killed with all its children.</param>
    /// <exception cref="Domain.Failures.FailureException">
    /// CONVERSION_UNAVAILABLE, CONVERSION_TIMED_OUT or CONVERSION_FAILED.
    /// </exception>
    Task<ConvertedDocument> ConvertAsync(Stream document, string contentType, CancellationToken cancellationToken);
}

/// <summary>A converted document.</summary>
/// <param name="Content">The PDF, from its beginning; disposing it removes what was written for it.</param>
/// <param name="PageCount">Its pages.</param>
public sealed record ConvertedDocument(Stream Content, int PageCount) : IAsyncDisposable
{
    /// <inheritdoc />
    public ValueTask DisposeAsync() => Content.DisposeAsync();
}
