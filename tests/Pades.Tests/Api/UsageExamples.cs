using KonTum.Tthc.Pades.Timestamps;

namespace KonTum.Tthc.Pades.Tests.Api;

/// <summary>The examples of src/Pades/README.md, compiled and run here; a test holds the page against these lines.</summary>
internal static class UsageExamples
{
    public static async Task<ValidationReport> SignAndValidateAsync(
        string inputPath, string outputPath, DateTimeOffset now, CancellationToken cancellationToken)
    {
        using var key = LocalKey.CreateThrowAway("Nguyễn Thị Phượng", now); // or FromPkcs12, FromPem
        await using var input = File.OpenRead(inputPath);
        await using var output = File.Create(outputPath); // empty, readable, writable, seekable

        var found = await KeywordSearch.FindAsync(input, "(ký số)", cancellationToken: cancellationToken);
        if (found.Answer != KeywordAnswer.One)
            throw new InvalidOperationException($"The keyword does not lead to one place: {found.Answer}");
        var request = new SignatureRequest
        {
            CertificateChain = key.CertificateChain,
            ClaimedTime = now,
            Visible = new VisibleSignature
            {
                Page = found.Hits[0].Page,
                Rectangle = SignaturePlacement.Beside(found.Hits[0], PlacementSide.Below, width: 160, height: 50), // points
                Lines = ["Nguyễn Thị Phượng"],
            },
        };
        var prepared = await PadesSigner.PrepareAsync(input, output, request, cancellationToken);
        await PadesSigner.FinishAsync(output, prepared, key.Sign(prepared), timestamps: null, cancellationToken);

        var options = new ValidationOptions { TrustAnchors = key.CertificateChain, At = now, Revocation = RevocationPolicy.IfPresent };
        var report = await PadesValidator.ValidateAsync(output, options, cancellationToken);
        foreach (var signature in report.Signatures)
            Console.WriteLine($"{signature.Signer}: {ReportTexts.Code(signature.Indication)}, {ReportTexts.Code(signature.Level)}");
        return report;
    }

    /// <summary>Phase one: the certificate is known, the key is elsewhere.</summary>
    public static async Task<byte[]> PrepareAsync(
        string inputPath, string preparedPath, IReadOnlyList<byte[]> chain, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await using var input = File.OpenRead(inputPath);
        await using var file = File.Create(preparedPath);
        var request = new SignatureRequest { CertificateChain = chain, ClaimedTime = now };
        var prepared = await PadesSigner.PrepareAsync(input, file, request, cancellationToken);
        return prepared.ToJson(); // kept beside the prepared file; prepared.DigestToSign() goes to the signer
    }

    /// <summary>Phase two, perhaps minutes later in another process: <c>value</c> came from the signer's device.</summary>
    public static async Task<AugmentationResult> FinishAndKeepAsync(
        string preparedPath, byte[] state, byte[] value, string keptPath, AugmentationRequest toLevel, CancellationToken cancellationToken)
    {
        await using var file = File.Open(preparedPath, FileMode.Open, FileAccess.ReadWrite);
        await using var kept = File.Create(keptPath);
        return await PadesAugmenter.FinishAsync(file, PreparedSignature.FromJson(state), value, kept, toLevel, cancellationToken);
    }

    /// <summary>What B-LTA takes: a time-stamping authority, and leave to ask some hosts for OCSP and CRLs.</summary>
    public static AugmentationRequest ToLongTerm(
        HttpClient http, Uri timestampAuthority, IValidationDataClient authorities, IReadOnlyList<byte[]> roots, DateTimeOffset now) => new()
    {
        Target = PadesLevel.BLTA,
        At = now,
        Timestamps = new HttpTimestampClient(http, timestampAuthority),
        ValidationData = authorities, // new GuardedValidationDataClient(new ValidationDataPolicy { Hosts = ["ocsp.example.vn"] })
        TrustAnchors = roots,
    };
}
