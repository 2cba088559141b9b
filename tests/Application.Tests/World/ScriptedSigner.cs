using System.Security.Cryptography;
using System.Text;
using KonTum.Tthc.Application.Files;
using KonTum.Tthc.Application.Signing;
using KonTum.Tthc.Domain.Dossiers;
using KonTum.Tthc.Domain.Failures;
using KonTum.Tthc.Domain.Signing;

namespace KonTum.Tthc.Application.Tests.World;

/// <summary>Signs names of files instead of files: every file has two pages, and a signature is the digest read backwards.</summary>
public sealed class ScriptedSigner(TimeProvider time) : IDocumentSigner, IPlacementFinder
{
    public const int Pages = 2;

    /// <summary>What a search for a keyword finds.</summary>
    public Dictionary<string, PlacementSearch> Keywords { get; } = [];

    /// <summary>Files that cannot be signed, by their SHA-256.</summary>
    public HashSet<string> Unsignable { get; } = [];

    public Failure? PreparingFails { get; set; }

    public bool TimestampsAreDown { get; set; }

    /// <summary>What was prepared cannot be read, or what was signed cannot be written.</summary>
    public Exception? FaultOfTheStore { get; set; }

    public List<DocumentToPrepare> Prepared { get; } = [];

    public int Finished { get; private set; }

    public IReadOnlyList<SignatureFinding> Findings { get; set; } = [];

    /// <summary>Runs once while a signature is being finished: what another request does meanwhile.</summary>
    public Func<Task>? OnNextFinish { get; set; }

    public static byte[] SignatureOf(byte[] digest) => [.. digest.AsEnumerable().Reverse()];

    public Task CheckAsync(StoredFile file, PagePlacement? placement, CancellationToken cancellationToken)
    {
        if (Unsignable.Contains(file.Sha256)) throw Failures.PdfNotSignable.Because(("reason", "encrypted"), ("reason_vi", "tệp được mã hóa"));
        if (placement is null) return Task.CompletedTask;
        if (placement.Page > Pages) throw Failures.PlacementOutsidePages.Because(("pages", Pages));
        if (placement.X >= 595) throw Failures.PlacementOutsidePage.Because(("width", 595), ("height", 842));
        return Task.CompletedTask;
    }

    public Task<PlacementSearch> FindAsync(StoredFile file, string keyword, double width, double height, CancellationToken cancellationToken) =>
        Task.FromResult(Keywords.GetValueOrDefault(keyword) ?? new PlacementSearch(PlacementOutcome.NotFound, [], []));

    public Task<bool> IsSignatureAsync(PreparedFile prepared, ReadOnlyMemory<byte> rawSignature, CancellationToken cancellationToken) =>
        Task.FromResult(rawSignature.Span.SequenceEqual(SignatureOf(prepared.DigestToSign)));

    public Task<PreparedDocument> PrepareAsync(DocumentToPrepare document, CancellationToken cancellationToken)
    {
        if (PreparingFails == Failures.PdfNotSignable)
        {
            throw PreparingFails.Because(("reason", "the file is damaged"), ("reason_vi", "tệp bị hỏng"));
        }

        if (PreparingFails is not null) throw PreparingFails.Because();
        Prepared.Add(document);
        var digest = SHA256.HashData(Encoding.UTF8.GetBytes($"{document.File.Sha256}/{document.Placement}/{document.ClaimedTime:O}"));
        return Task.FromResult(new PreparedDocument("prepared-" + document.File.Sha256, "state-" + document.File.Sha256, digest));
    }

    public async Task<SignedDocument> FinishAsync(
        PreparedFile prepared, ReadOnlyMemory<byte> rawSignature, CancellationToken cancellationToken)
    {
        if (OnNextFinish is { } meanwhile)
        {
            OnNextFinish = null;
            await meanwhile();
        }

        if (FaultOfTheStore is not null) throw FaultOfTheStore;
        if (!rawSignature.Span.SequenceEqual(SignatureOf(prepared.DigestToSign))) throw Failures.SignatureMismatch.Because();
        if (TimestampsAreDown) throw Failures.TimestampUnavailable.Because();
        Finished++;
        var sha256 = Convert.ToHexStringLower(SHA256.HashData(prepared.DigestToSign));
        return new SignedDocument(new StoredFile(sha256, 999, FileTypes.Pdf), time.GetUtcNow());
    }

    public Task<IReadOnlyList<SignatureFinding>> ValidateAsync(StoredFile file, CancellationToken cancellationToken) =>
        Task.FromResult(Findings);
}
