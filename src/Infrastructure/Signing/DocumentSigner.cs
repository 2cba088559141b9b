using System.Text.RegularExpressions;
using KonTum.Tthc.Application.Files;
using KonTum.Tthc.Application.Signing;
using KonTum.Tthc.Domain.Dossiers;
using KonTum.Tthc.Domain.Failures;
using KonTum.Tthc.Domain.Signing;
using KonTum.Tthc.Infrastructure.Files;
using KonTum.Tthc.Infrastructure.Signing.Certificates;
using KonTum.Tthc.Pades;
using KonTum.Tthc.Pades.Timestamps;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace KonTum.Tthc.Infrastructure.Signing;

/// <summary>Signs and validates stored files with the PAdES engine; the bytes go through working files, never through memory.</summary>
internal sealed partial class DocumentSigner(
    IBlobStore blobs,
    WorkingFiles workingFiles,
    IHttpClientFactory clients,
    ICertificateInspector inspector,
    TrustStore trust,
    IValidationDataClient revocation,
    IOptions<TimestampOptions> timestamps,
    ILogger<DocumentSigner> log,
    TimeProvider time) : IDocumentSigner
{
    /// <summary>Room for the timestamp token and the attributes, in bytes; the certificates come on top.</summary>
    private const int RoomBesideCertificates = 24 * 1024;

    /// <summary>A box of which less is on the page would be moved by the engine to where nobody asked for it.</summary>
    private const double LeastVisiblePart = 0.5;

    /// <summary>The person waits for the signed file; what cannot be had by then can be added later.</summary>
    private static readonly DataLimits QuickAnswers = new() { MostCalls = 12, TotalTime = TimeSpan.FromSeconds(15) };

    private const long LargestPicture = 16 * 1024 * 1024;

    /// <inheritdoc />
    public async Task CheckAsync(StoredFile file, PagePlacement? placement, CancellationToken cancellationToken)
    {
        await using var pdf = await blobs.OpenAsync(file.Sha256, cancellationToken);
        var summary = await Refusing(() => PdfPreflight.InspectAsync(pdf, cancellationToken));
        if (summary.IsDynamicXfa)
            throw new PdfRefusedException(PdfRefusal.DynamicXfa, "A dynamic XFA form: its pages are not what its readers show.").ToFailure();
        if (placement is null) return;
        if (placement.Page > summary.Pages) throw Failures.PlacementOutsidePages.Because(("pages", summary.Pages));
        var (width, height) = summary.PageSizes[placement.Page - 1];
        var seenWidth = Math.Max(0, Math.Min(placement.X + placement.Width, width) - Math.Max(placement.X, 0));
        var seenHeight = Math.Max(0, Math.Min(placement.Y + placement.Height, height) - Math.Max(placement.Y, 0));
        if (seenWidth * seenHeight < LeastVisiblePart * placement.Width * placement.Height)
            throw Failures.PlacementOutsidePage.Because(("width", Math.Round(width)), ("height", Math.Round(height)));
    }

    /// <inheritdoc />
    public async Task<PreparedDocument> PrepareAsync(DocumentToPrepare document, CancellationToken cancellationToken)
    {
        // The page is looked at first: a refusal then tells how many there are.
        await CheckAsync(document.File, document.Placement, cancellationToken);
        var request = new SignatureRequest
        {
            CertificateChain = document.CertificateChain,
            ClaimedTime = document.ClaimedTime,
            ReservedBytes = Math.Max(32 * 1024, RoomBesideCertificates + document.CertificateChain.Sum(c => c.Length)),
            Visible = document.Placement is not { } place ? null : new VisibleSignature
            {
                Page = place.Page,
                Rectangle = new PageRectangle(place.X, place.Y, place.Width, place.Height),
                Lines = document.Lines,
                Image = document.Image is null ? null : await ReadPictureAsync(document.Image, cancellationToken),
            },
        };
        await using var input = await blobs.OpenAsync(document.File.Sha256, cancellationToken);
        await using var output = workingFiles.Create();
        var prepared = await Refusing(() => PadesSigner.PrepareAsync(input, output, request, cancellationToken));
        var file = await StoreAsync(output, cancellationToken);
        using var state = new MemoryStream(prepared.ToJson());
        var storedState = await blobs.StoreAsync(state, long.MaxValue, cancellationToken);
        return new PreparedDocument(file.Sha256, storedState.Sha256, prepared.DigestToSign());
    }

    /// <inheritdoc />
    public async Task<bool> IsSignatureAsync(PreparedFile prepared, ReadOnlyMemory<byte> rawSignature, CancellationToken cancellationToken)
    {
        var state = PreparedSignature.FromJson(await ReadAsync(prepared.StateSha256, cancellationToken));
        return RawValues.IsSignature(state.CertificateChain[0], state.Scheme, state.DigestToSign(), rawSignature.Span);
    }

    /// <inheritdoc />
    public async Task<SignedDocument> FinishAsync(
        PreparedFile prepared, ReadOnlyMemory<byte> rawSignature, CancellationToken cancellationToken)
    {
        var state = PreparedSignature.FromJson(await ReadAsync(prepared.StateSha256, cancellationToken));
        await using var file = workingFiles.Create();
        await using (var stored = await blobs.OpenAsync(prepared.PreparedSha256, cancellationToken))
        {
            await stored.CopyToAsync(file, cancellationToken);
        }

        using var http = clients.CreateClient(TimestampOptions.ClientName);
        var authority = new TrustedTimestamps(new HttpTimestampClient(http, new Uri(timestamps.Value.Url!)), inspector);
        try
        {
            await PadesSigner.FinishAsync(file, state, rawSignature, authority, cancellationToken);
        }
        catch (SignatureMismatchException)
        {
            throw Failures.SignatureMismatch.Because();
        }
        catch (TimestampException)
        {
            throw Failures.TimestampUnavailable.Because();
        }

        await using var longTerm = workingFiles.Create();
        var signed = await StoreAsync(await HasProofsAsync(file, longTerm, cancellationToken) ? longTerm : file, cancellationToken);
        return new SignedDocument(new StoredFile(signed.Sha256, signed.Size, "application/pdf"), authority.Time!.Value);
    }

    /// <inheritdoc />
    public async Task<IReadOnlyList<SignatureFinding>> ValidateAsync(StoredFile file, CancellationToken cancellationToken)
    {
        await using var pdf = await blobs.OpenAsync(file.Sha256, cancellationToken);
        // Nobody is asked here, and what stands in the file may be older than nextUpdate: silence must not spoil the finding.
        var options = new ValidationOptions { TrustAnchors = trust.Current.Roots, At = time.GetUtcNow(), Revocation = RevocationPolicy.IfPresent };
        var report = await Refusing(() => PadesValidator.ValidateAsync(pdf, options, cancellationToken));
        return [.. report.Signatures.Select(Describe)];
    }

    /// <summary>
    /// Whether everything that proves the certificates' validity could be added (B-LT). Where it cannot be had now, the signature with its
    /// timestamp is complete without it, and it can be added later: no reason to let the person wait.
    /// </summary>
    private async Task<bool> HasProofsAsync(FileStream signed, FileStream output, CancellationToken cancellationToken)
    {
        var trusted = trust.Current;
        var request = new AugmentationRequest
        {
            Target = PadesLevel.BLT,
            At = time.GetUtcNow(),
            ValidationData = revocation,
            Limits = QuickAnswers,
            TrustAnchors = trusted.Roots,
            Certificates = trusted.Intermediates,
        };
        try
        {
            await PadesAugmenter.AugmentAsync(signed, output, request, cancellationToken);
            return true;
        }
        catch (AugmentationException exception)
        {
            StaysWithoutProofs(exception.Reason.ToString());
        }
        catch (PdfRefusedException refused)
        {
            StaysWithoutProofs(refused.Reason.ToString());
        }

        return false;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "A signed file stays at level B-T, because its validation data could not be added: {Reason}.")]
    private partial void StaysWithoutProofs(string reason);

    private static SignatureFinding Describe(SignatureResult result) => new(
        result.Field,
        result.Kind == SignatureKind.DocumentTimestamp,
        result.Indication switch
        {
            Indication.TotalPassed => FindingIndication.TotalPassed,
            Indication.TotalFailed => FindingIndication.TotalFailed,
            _ => FindingIndication.Indeterminate,
        },
        result.SubIndication is { } sub ? WordStart().Replace(sub.ToString(), "_$0").ToUpperInvariant() : "",
        result.Integrity == Integrity.Intact,
        result.Coverage == Coverage.WholeFile,
        result.Modifications switch
        {
            Modifications.None => FindingModifications.None,
            Modifications.Permitted => FindingModifications.Permitted,
            _ => FindingModifications.Suspicious,
        },
        result.Pages,
        result.Signer ?? "",
        result.Email ?? "",
        result.Authority ?? "",
        result.Kind == SignatureKind.DocumentTimestamp ? null : result.SigningTime,
        result.Kind == SignatureKind.DocumentTimestamp ? result.SigningTime : result.TimestampTime,
        result.Level switch
        {
            PadesLevel.BB => "B-B",
            PadesLevel.BT => "B-T",
            PadesLevel.BLT => "B-LT",
            PadesLevel.BLTA => "B-LTA",
            _ => "",
        });

    private static async Task<T> Refusing<T>(Func<Task<T>> work)
    {
        try
        {
            return await work();
        }
        catch (PdfRefusedException refused)
        {
            throw refused.ToFailure();
        }
    }

    [GeneratedRegex("(?<!^)[A-Z]")]
    private static partial Regex WordStart();

    private async Task<StoredBlob> StoreAsync(FileStream file, CancellationToken cancellationToken)
    {
        file.Position = 0;
        // What comes in is limited where it comes in; what we make of it may be as large as it gets.
        return await blobs.StoreAsync(file, long.MaxValue, cancellationToken);
    }

    private async Task<ReadOnlyMemory<byte>> ReadPictureAsync(StoredFile picture, CancellationToken cancellationToken) =>
        picture.Size > LargestPicture
            ? throw new PdfRefusedException(PdfRefusal.UnusableImage, "The picture is too large.").ToFailure()
            : await ReadAsync(picture.Sha256, cancellationToken);

    private async Task<byte[]> ReadAsync(string sha256, CancellationToken cancellationToken)
    {
        await using var stored = await blobs.OpenAsync(sha256, cancellationToken);
        var bytes = new byte[stored.Length];
        await stored.ReadExactlyAsync(bytes, cancellationToken);
        return bytes;
    }
}
