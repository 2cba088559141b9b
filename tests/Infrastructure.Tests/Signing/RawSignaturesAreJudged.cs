using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using KonTum.Tthc.Application.Files;
using KonTum.Tthc.Application.Signing;
using KonTum.Tthc.Domain.Dossiers;
using KonTum.Tthc.Domain.People;
using KonTum.Tthc.Domain.Signing;
using KonTum.Tthc.Infrastructure.Signing;
using KonTum.Tthc.Pades;
using Shouldly;

namespace KonTum.Tthc.Infrastructure.Tests.Signing;

/// <summary>Whether what a provider or a token gave back is the signature that was asked for, before anything is embedded.</summary>
public sealed class RawSignaturesAreJudged : IAsyncLifetime
{
    private readonly AdapterHost host = AdapterHost.Create();
    private readonly RSA rsa = RSA.Create(2048);
    private readonly ECDsa ec = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Of_an_rsa_key_only_its_pkcs1_signature_over_this_file_counts()
    {
        var (prepared, digest) = await PrepareAsync(Certificate(rsa));
        var (another, _) = await PrepareAsync(Certificate(rsa));
        var value = rsa.SignHash(digest, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        using var stranger = RSA.Create(2048);

        (await IsSignatureAsync(prepared, value)).ShouldBeTrue();

        (await IsSignatureAsync(another, value)).ShouldBeFalse("the same document, prepared another time");
        (await IsSignatureAsync(prepared, rsa.SignHash(digest, HashAlgorithmName.SHA256, RSASignaturePadding.Pss))).ShouldBeFalse("PSS");
        (await IsSignatureAsync(prepared, rsa.SignHash(SHA256.HashData(digest), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)))
            .ShouldBeFalse("the digest was hashed once more");
        (await IsSignatureAsync(prepared, stranger.SignHash(digest, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1))).ShouldBeFalse("another key");
        await NoneOfAsync(prepared, value);
    }

    [Theory]
    [InlineData(DSASignatureFormat.Rfc3279DerSequence)]
    [InlineData(DSASignatureFormat.IeeeP1363FixedFieldConcatenation)]
    public async Task Of_an_elliptic_curve_both_forms_count(DSASignatureFormat form)
    {
        var (prepared, digest) = await PrepareAsync(Certificate(ec));
        var value = ec.SignHash(digest, form);
        using var stranger = ECDsa.Create(ECCurve.NamedCurves.nistP256);

        (await IsSignatureAsync(prepared, value)).ShouldBeTrue();

        (await IsSignatureAsync(prepared, stranger.SignHash(digest, form))).ShouldBeFalse("another key");
        (await IsSignatureAsync(prepared, ec.SignHash(SHA256.HashData(digest), form))).ShouldBeFalse("another digest");
        await NoneOfAsync(prepared, value);
    }

    [Fact]
    public void The_padding_is_the_one_that_was_asked_for()
    {
        var certificate = Certificate(rsa);
        var digest = SHA256.HashData("PSS"u8);
        var pss = rsa.SignHash(digest, HashAlgorithmName.SHA256, RSASignaturePadding.Pss);
        var pkcs1 = rsa.SignHash(digest, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);

        RawValues.IsSignature(certificate, SignatureScheme.RsaPss, digest, pss).ShouldBeTrue();
        RawValues.IsSignature(certificate, SignatureScheme.RsaPss, digest, pkcs1).ShouldBeFalse();
        RawValues.IsSignature([1, 2, 3], SignatureScheme.RsaPkcs1, digest, pkcs1).ShouldBeFalse("no certificate");
    }

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        rsa.Dispose();
        ec.Dispose();
        await host.DisposeAsync();
    }

    /// <summary>What is too short, too long, empty or changed is no signature, and no error either.</summary>
    private async Task NoneOfAsync(PreparedFile prepared, byte[] value)
    {
        byte[] changed = [.. value];
        changed[value.Length / 2] ^= 1;
        byte[][] others = [[], [0], value[..^1], value[1..], [.. value, 0], [0, .. value], changed, new byte[value.Length], new byte[100_000]];
        foreach (var other in others) (await IsSignatureAsync(prepared, other)).ShouldBeFalse($"{other.Length} bytes");
    }

    private Task<bool> IsSignatureAsync(PreparedFile prepared, byte[] value) =>
        host.Get<IDocumentSigner>().IsSignatureAsync(prepared, value, Cancellation);

    private async Task<(PreparedFile Prepared, byte[] Digest)> PrepareAsync(byte[] certificate)
    {
        var pdf = SmallPdf.Write();
        var stored = await host.Get<IBlobStore>().StoreAsync(new MemoryStream(pdf), pdf.Length, Cancellation);
        // The claimed time is a signed attribute: two preparations of one document differ in it.
        var document = await host.Get<IDocumentSigner>().PrepareAsync(
            new DocumentToPrepare(
                new StoredFile(stored.Sha256, stored.Size, "application/pdf"), new PagePlacement(1, 50, 50, 200, 60), [certificate],
                [$"Người ký {Guid.NewGuid()}"], null, DateTimeOffset.UtcNow),
            Cancellation);
        return (
            new PreparedFile(Guid.NewGuid(), Personal.Of("p", "a.pdf"), document.PreparedSha256, document.StateSha256, document.DigestToSign),
            document.DigestToSign);
    }

    private static byte[] Certificate(AsymmetricAlgorithm key)
    {
        var request = key is RSA rsa
            ? new CertificateRequest("CN=Người ký", rsa, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)
            : new CertificateRequest("CN=Người ký", (ECDsa)key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature | X509KeyUsageFlags.NonRepudiation, true));
        using var certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        return certificate.RawData;
    }
}
