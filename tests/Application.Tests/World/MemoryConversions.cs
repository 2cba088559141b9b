using KonTum.Tthc.Application.Files;
using KonTum.Tthc.Domain.Failures;

namespace KonTum.Tthc.Application.Tests.World;

/// <summary>A converter that writes one page, and its queue. Not installed until a test says so.</summary>
public sealed class MemoryConversions : IDocumentConverter, IConversionQueue
{
    public bool IsAvailable { get; set; }

    /// <summary>What the next conversion ends with; null when it goes well.</summary>
    public Failure? Failure { get; set; }

    public Dictionary<Guid, ConversionPlace> Places { get; } = [];

    public async Task<ConvertedDocument> ConvertAsync(Stream document, string contentType, CancellationToken cancellationToken)
    {
        if (Failure is { } failure) throw failure.Because();
        using var copy = new MemoryStream();
        copy.Write("%PDF-1.7 of "u8);
        await document.CopyToAsync(copy, cancellationToken);
        return new ConvertedDocument(new MemoryStream(copy.ToArray()), 1);
    }

    public Task<IReadOnlyDictionary<Guid, ConversionPlace>> FindAsync(IReadOnlyList<Guid> attachmentIds, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyDictionary<Guid, ConversionPlace>>(
            Places.Where(p => attachmentIds.Contains(p.Key)).ToDictionary(p => p.Key, p => p.Value));
}
