using KonTum.Tthc.Domain.Dossiers;
using KonTum.Tthc.Domain.Failures;

namespace KonTum.Tthc.Application.Files;

/// <summary>Judges a staged file before it has an address, whoever brings it: its digest, what it is, what it would do, viruses.</summary>
internal sealed class FileJudge(IFileInspector inspector, IVirusScanner scanner)
{
    /// <summary>Judges a file; fails with everything that refuses it.</summary>
    /// <param name="staged">The bytes.</param>
    /// <param name="declaredSha256">What the client says the digest is; empty if it says nothing.</param>
    /// <param name="rules">Which types are taken.</param>
    /// <param name="cancellationToken">Stops.</param>
    public async Task<JudgedFile> JudgeAsync(IStagedBlob staged, string? declaredSha256, AttachmentRules rules, CancellationToken cancellationToken)
    {
        var blob = staged.Blob;
        if (blob.Size == 0) throw Failures.Invalid(Failures.FileEmpty.At("content"));
        if (declaredSha256 is { Length: > 0 } declared && !declared.Equals(blob.Sha256, StringComparison.OrdinalIgnoreCase))
            throw Failures.Invalid(Failures.DigestMismatch.At("sha256"));

        var found = await inspector.InspectAsync(staged.Read(), cancellationToken);
        // The type first: who may only bring a PDF has no use for knowing what is wrong with the Word file.
        if (found.ContentType is not { } type || !rules.Accepts(type))
            throw Failures.Invalid(Failures.FileTypeNotAccepted.At("content", ("accepted", rules.Accepted)));
        if (found.Refusal is { } refusal) throw Failures.Invalid(refusal.At("content"));
        if (!await scanner.IsCleanAsync(staged.Read(), blob.Sha256, cancellationToken)) throw Failures.Invalid(Failures.VirusFound.At("content"));
        return new JudgedFile(new StoredFile(blob.Sha256, blob.Size, type), [.. found.Notices.Select(n => n.Code)]);
    }
}

/// <summary>A file that may be stored.</summary>
/// <param name="File">What it is.</param>
/// <param name="Notices">What a person should know of it, codes of the failure catalogue.</param>
internal sealed record JudgedFile(StoredFile File, IReadOnlyList<string> Notices);
