using KonTum.Tthc.Pades.Cms;
using KonTum.Tthc.Pades.Objects;
using KonTum.Tthc.Pades.Reading;
using KonTum.Tthc.Pades.Validation;
using KonTum.Tthc.Pades.Validation.Judgement;

namespace KonTum.Tthc.Pades;

/// <summary>
/// Validates the signatures of PDF files: ISO 32000-2, 12.8 for the file, ETSI EN 319 102-1 for what is believed, EN 319 142-1 for the
/// level. No call leaves the process unless <see cref="ValidationOptions.Network"/> is given.
/// </summary>
public static class PadesValidator
{
    /// <summary>Entries of the tables of all signed revisions, eight to sixteen bytes each.</summary>
    private const long MostEntries = 6_000_000;

    /// <summary>Validates every signature and document timestamp of a file.</summary>
    /// <param name="pdf">A seekable PDF, read from its start as needed, never held whole, and not disposed of.</param>
    /// <param name="options">What is to be believed.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <exception cref="PdfRefusedException">The file cannot be read, with the reason.</exception>
    /// <exception cref="ArgumentException">A trust anchor is not a certificate.</exception>
    public static async Task<ValidationReport> ValidateAsync(Stream pdf, ValidationOptions options, CancellationToken cancellationToken = default)
    {
        var (content, opened, judgement) = await Task.Run(() => Verify(pdf, options, cancellationToken), cancellationToken).ConfigureAwait(false);
        await judgement.FetchAsync(cancellationToken).ConfigureAwait(false);
        return await Task.Run(() => Conclude(pdf, content, opened, judgement, cancellationToken), cancellationToken).ConfigureAwait(false);
    }

    private static (Content Content, List<OpenedSignature> Opened, FileJudgement Judgement) Verify(
        Stream pdf, ValidationOptions options, CancellationToken cancellationToken)
    {
        using var ahead = HashAhead.Start(pdf);
        var content = Read(new ByteSource(pdf));
        var opened = new List<OpenedSignature>();
        var entries = 0L;
        foreach (var signature in content.Signatures)
        {
            // Each revision has a table of its own: beyond the bound a signature is judged, but what came after it is not told harmless.
            opened.Add(entries < MostEntries ? Open(content.Document, signature) : new OpenedSignature(signature, null, signature.Fault) { IsBeyondBound = true });
            entries += opened[^1].Signed?.Xref.Entries.Count ?? 0;
        }

        return (content, opened, FileJudgement.Read(pdf, content.Document, opened, options, ahead, cancellationToken));
    }

    private static ValidationReport Conclude(
        Stream pdf, Content content, List<OpenedSignature> opened, FileJudgement judgement, CancellationToken cancellationToken)
    {
        var (document, pages, signatures) = content;
        var history = new RevisionHistory(document, pages, signatures);
        var judged = new List<Judged>();
        foreach (var (signature, cms) in opened.Zip(judgement.Conclude(cancellationToken)))
        {
            cancellationToken.ThrowIfCancellationRequested();
            judged.Add(Judge(pdf, document, history, signature, cms));
        }

        return new ValidationReport(ConcludeAll(judged));
    }

    /// <summary>
    /// From the last to the first: a later signature excuses what it added only when nothing suspicious was done to itself. Otherwise its
    /// appearance could be exchanged, and the exchange be taken for a part of the signature.
    /// </summary>
    private static List<SignatureResult> ConcludeAll(List<Judged> judged)
    {
        var verified = judged.Where(j => j.Result.Integrity == Integrity.Intact).Select(j => j.Signature.Holder).ToHashSet();
        var intact = new HashSet<int>();
        var believed = new LaterSigners();
        var results = new List<SignatureResult>();
        foreach (var one in Enumerable.Reverse(judged))
        {
            var result = WithDocumentCheck(Conclude(one, verified, intact, believed));
            results.Insert(0, result);
            if (result.Integrity != Integrity.Intact || result.Modifications == Modifications.Suspicious)
                continue;
            intact.Add(one.Signature.Holder);
            believed.Add(one.Signature.Holder, result);
        }

        return results;
    }

    private static SignatureResult WithDocumentCheck(SignatureResult result) => result with
    {
        Checks =
        [
            .. result.Checks, result.Modifications switch
            {
                Modifications.None => new(BuildingBlock.Document, CheckStatus.Passed, null, "Nothing was appended after signing."),
                Modifications.Permitted => new(BuildingBlock.Document, CheckStatus.Passed, null, "What was appended after signing is permitted."),
                _ => new ValidationCheck(BuildingBlock.Document, CheckStatus.Failed, SubIndication.SigConstraintsFailure, "The document was changed after signing."),
            },
        ],
    };

    /// <summary>
    /// Reads the file; where its end cannot be read, the newest revision that can be, if it is signed. Readers repair what was appended
    /// behind a signature, each in its own way, so a mere refusal would hide that a signed document was tampered with.
    /// </summary>
    private static Content Read(ByteSource source)
    {
        try
        {
            return Content.Of(source);
        }
        catch (PdfRefusedException whole) when (whole.Reason is PdfRefusal.BrokenStructure or PdfRefusal.NoPages)
        {
            foreach (var end in Revisions.EndsFromTheLast(source))
            {
                try
                {
                    if (Content.Of(source.Until(end)) is { Signatures.Count: > 0 } earlier)
                        return earlier;
                }
                catch (PdfRefusedException)
                {
                    // Not readable either; an earlier one may be.
                }
            }

            throw;
        }
    }

    /// <summary>Of a file whose end cannot be read, the newest readable revision stands in the place of the whole.</summary>
    private static OpenedSignature Open(PdfDocument document, FoundSignature signature)
    {
        if (signature.Fault is not null || signature.End >= document.Source.Length)
            return new OpenedSignature(signature, null, signature.Fault);
        var (signed, fault) = OpenRevision(document, signature);
        return new OpenedSignature(signature, signed, fault);
    }

    private static Judged Judge(Stream pdf, PdfDocument document, RevisionHistory history, OpenedSignature opened, CmsResult cms)
    {
        var (signature, signed, _) = opened;
        var claimed = document.Resolve(signature.Value["M"]) is PdfString m ? PdfDate.Read(m.AsText()) : null;
        // Of a file whose end cannot be read, the newest readable revision is never the whole.
        var readable = document.Source.Length == pdf.Length;
        var comparison = signed is null ? null : history.Compare(signed);
        var whole = readable && signature.End == document.Source.Length;
        var blank = readable && !whole && signature.End > 0 && AppendedBytes.IsBlank(document.Source, signature.End);
        var modifications = whole || (blank && comparison is { Findings.Count: 0 }) ? Modifications.None
            : readable && comparison is { Findings.Count: 0 } ? Modifications.Permitted : Modifications.Suspicious;
        string[] unreadable = readable && (signed is null || comparison is not null) ? []
            : [opened.IsBeyondBound || !history.HasWorkLeft ? "More was appended after signing than can be compared."
                : "What was appended after signing cannot be read as it is written."];
        var result = new SignatureResult
        {
            Field = signature.Field.Name,
            Kind = opened.Kind,
            Indication = cms.Indication,
            SubIndication = cms.SubIndication,
            Integrity = cms.Integrity,
            Coverage = whole ? Coverage.WholeFile : Coverage.Revision,
            Modifications = modifications,
            Pages = modifications == Modifications.Suspicious ? [.. comparison?.Pages ?? []] : [],
            Signer = cms.Signer,
            Email = cms.Email,
            Authority = cms.Authority,
            SerialNumber = cms.SerialNumber,
            SigningTime = opened.Kind == SignatureKind.DocumentTimestamp ? cms.TimestampTime ?? claimed : claimed,
            TimestampTime = cms.TimestampTime,
            Level = cms.Level,
            BestSignatureTime = cms.BestSignatureTime,
            DigestAlgorithm = cms.DigestAlgorithm,
            SignatureAlgorithm = cms.SignatureAlgorithm,
            SubFilter = signature.SubFilter,
            ByteRange = signature.End > 0 ? [0, signature.HoleStart, signature.HoleEnd, signature.End - signature.HoleEnd] : [],
            Contents = signature.Contents,
            Chain = cms.Chain,
            Timestamps = cms.Timestamps,
            Checks = cms.Checks,
            Details = [.. cms.Details, .. comparison?.Findings ?? [], .. unreadable],
        };
        return new Judged(signature, result, comparison);
    }

    /// <summary>The file as it was when it was signed, in which the signature must already be what it is now.</summary>
    private static (PdfDocument? Signed, string? Fault) OpenRevision(PdfDocument document, FoundSignature signature)
    {
        try
        {
            var signed = PdfDocument.Open(document.Source.Until(signature.End));
            return signed.Xref.Entries.TryGetValue(signature.Holder, out var then) && then == document.Xref.Entries[signature.Holder]
                && signed.Xref.HeaderOffset == document.Xref.HeaderOffset
                ? (signed, null)
                : (null, "The signature is not part of the revision that it covers.");
        }
        catch (PdfRefusedException e)
        {
            return (null, $"The covered part is not a readable revision: {e.Message}");
        }
    }

    /// <summary>A later signature excuses a change only if it verifies; and a suspicious change outweighs what the CMS alone says.</summary>
    private static SignatureResult Conclude(Judged judged, HashSet<int> verified, HashSet<int> intact, LaterSigners believed)
    {
        var result = judged.Result;
        var objection = result.Modifications != Modifications.Permitted || judged.Comparison is not { } comparison ? null
            : !comparison.LaterSignatures.All(intact.Contains) ? "A signature that was added later does not verify, or was itself tampered with."
            : comparison.Certification is { } certification && !verified.Contains(certification)
                ? "The certification that permits filling the form does not verify."
            : !comparison.LaterCoveringSignatures.All(later => believed.Vouches(later, result))
                ? "A visible signature was added later over what was signed, by somebody who is not trusted."
            : result.Indication == Indication.TotalPassed && !comparison.LaterVisibleSignatures.All(later => believed.Vouches(later, result))
                ? "A visible signature was added later by somebody who is not trusted; it may cover what was signed."
            : null;
        if (objection is not null)
            result = result with { Modifications = Modifications.Suspicious, Pages = [.. judged.Comparison!.CoveredPages], Details = [.. result.Details, objection] };

        return result.Modifications == Modifications.Suspicious && result.Indication != Indication.TotalFailed
            ? result with { Indication = Indication.Indeterminate, SubIndication = SubIndication.SigConstraintsFailure }
            : result;
    }

    private sealed record Content(PdfDocument Document, PageTree Pages, List<FoundSignature> Signatures)
    {
        public static Content Of(ByteSource source)
        {
            var document = PdfDocument.Open(source);
            var pages = PageTree.Read(document);
            return new Content(document, pages, FoundSignature.FindAll(document, pages));
        }
    }

    private sealed record Judged(
        FoundSignature Signature,
        SignatureResult Result,
        RevisionComparison? Comparison);
}
