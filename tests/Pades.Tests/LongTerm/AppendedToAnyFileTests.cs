using KonTum.Tthc.Pades.LongTerm;
using KonTum.Tthc.Pades.Reading;
using KonTum.Tthc.Pades.Revocation;
using KonTum.Tthc.Pades.Tests.Cms;
using KonTum.Tthc.Pades.Tests.Pki;
using Shouldly;
using Xunit;

namespace KonTum.Tthc.Pades.Tests.LongTerm;

/// <summary>A store and a document timestamp can be appended to files of all kinds, and earlier signatures stay what they were.</summary>
public sealed class AppendedToAnyFileTests
{
    /// <summary>Entry 11 of its cross-reference points at nothing.</summary>
    private const string CannotBeAppendedTo =
        "signed/shadow/hide-and-replace/variant-1_change_object_references/3_original-document-shadowed-signed.pdf";

    private static readonly TestWorld s_world = new(now: Signer.Now);
    private static readonly byte[] s_ocsp = new RevocationAnswers(s_world.Issuing) { Responder = s_world.Responder }.Ocsp(s_world.Signer);
    private static readonly byte[] s_crl = new RevocationAnswers(s_world.Issuing).Crl();

    public static TheoryData<string> Plain => Corpus.Names([.. Corpus.Plain.Where(e => e.Expected == "signable" && e.AlsoAccept.Count == 0)]);

    public static TheoryData<string> Signed => Corpus.Names([.. Corpus.Signed.Where(e => e.Expected == "intact" && e.File != CannotBeAppendedTo)]);

    [Theory]
    [MemberData(nameof(Plain))]
    public async Task A_plain_file_keeps_its_structure(string file)
    {
        Corpus.Need();
        var entry = Corpus.Plain.Single(e => e.File == file);
        var input = await File.ReadAllBytesAsync(entry.Path, Token);

        var output = await AppendAsync(input);

        output.AsSpan(0, input.Length).SequenceEqual(input).ShouldBeTrue();
        DssStreams.Read(output).Count.ShouldBe(4);
        var own = (await ValidateAsync(output)).Single(r => r.Coverage == Coverage.WholeFile);
        (own.Kind, own.Indication).ShouldBe((SignatureKind.DocumentTimestamp, Indication.TotalPassed), string.Join(' ', own.Details));
        var path = Path.Combine(Path.GetTempPath(), $"pades-{Guid.NewGuid():N}.pdf");
        try
        {
            await File.WriteAllBytesAsync(path, output, Token);
            var (exit, report) = await Peers.RunAsync("qpdf", "--check", path);
            var worst = entry.QpdfCheck switch { "clean" => 0, "warnings" => 3, _ => 2 };
            (exit == 0 || exit == worst || worst == 2).ShouldBeTrue(report);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Theory]
    [MemberData(nameof(Signed))]
    public async Task Earlier_signatures_keep_their_result(string file)
    {
        Corpus.Need();
        var input = await File.ReadAllBytesAsync(Corpus.Signed.Single(e => e.File == file).Path, Token);
        var before = await ValidateAsync(input);

        var output = await AppendAsync(input);

        var after = await ValidateAsync(output);
        after.Count.ShouldBe(before.Count + 1);
        foreach (var (old, now) in before.Zip(after))
        {
            (now.Field, now.Integrity).ShouldBe((old.Field, old.Integrity));
            now.Modifications.ShouldBe(Modifications.Permitted, string.Join('\n', now.Details));
        }

        // What was in the store is still there, every stream once.
        var streams = DssStreams.Read(output).ConvertAll(s => Convert.ToHexString(s.Data));
        streams.Count(s => s == Convert.ToHexString(s_crl)).ShouldBe(1);
        if (HasStore(input))
            DssStreams.Read(input).Select(s => Convert.ToHexString(s.Data)).ShouldBeSubsetOf(streams);
    }

    [Theory]
    [MemberData(nameof(Signed))]
    public async Task Without_material_and_network_the_level_is_refused_and_a_timestamp_still_possible(string file)
    {
        Corpus.Need();
        var input = await File.ReadAllBytesAsync(Corpus.Signed.Single(e => e.File == file).Path, Token);
        var request = new AugmentationRequest
        {
            Target = PadesLevel.BLTA, At = Signer.Now, Timestamps = Stamper, Placement = TimestampPlacement.Document, TrustAnchors = [s_world.Root.Der],
        };
        var output = new MemoryStream();

        var failure = await Should.ThrowAsync<AugmentationException>(() => PadesAugmenter.AugmentAsync(new MemoryStream(input), output, request, Token));

        output.Length.ShouldBe(0);
        if (failure.Reason == AugmentationFailure.BrokenSignature) return; // of a kind that is not verified here
        failure.Reason.ShouldBe(AugmentationFailure.NoPath);
        var (stamped, result) = await Keeping.AugmentAsync(input, request with { Target = PadesLevel.BT });
        stamped[..input.Length].ShouldBe(input);
        result.IsChanged.ShouldBe(stamped.Length > input.Length);
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static LocalStamper Stamper => new(s_world.Units[0], s_world.Issuing, Signer.Now.AddMinutes(-1));

    /// <summary>The two updates of an archive, without asking whether there is a signature to be kept.</summary>
    private static async Task<byte[]> AppendAsync(byte[] input)
    {
        var output = new MemoryStream();
        using var file = await AugmentedFile.CopyAsync(new MemoryStream(input), output, SignatureDigest.Sha256, [], Token);
        var store = new SecurityStore(file.Open());
        store.AddFor(
            ValidationMaterial.VriKey([1, 2, 3]),
            [(StoreKind.Certs, s_world.Issuing.Der), (StoreKind.Certs, s_world.Root.Der), (StoreKind.OCSPs, s_ocsp), (StoreKind.CRLs, s_crl), (StoreKind.CRLs, s_crl)]);
        await file.AppendAsync(store.Write()!, Token);
        await file.AppendTimestampAsync(Stamper, 8 * 1024, Token);
        return output.ToArray();
    }

    private static Task<IReadOnlyList<SignatureResult>> ValidateAsync(byte[] pdf) => Keeping.ValidateAsync(pdf, Signer.Now, RevocationPolicy.IfPresent, s_world);

    private static bool HasStore(byte[] pdf)
    {
        var document = PdfDocument.Open(ByteSource.Of(pdf));
        return document.Catalog.Has("DSS");
    }
}
