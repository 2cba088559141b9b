using KonTum.Tthc.Pades.Cms;
using KonTum.Tthc.Pades.Tests.Cms;
using KonTum.Tthc.Pades.Tests.Pki;
using Xunit;

namespace KonTum.Tthc.Pades.Tests.LongTerm;

/// <summary>Signs with people of a test world and augments with its authorities.</summary>
internal static class Keeping
{
    public static async Task<(MemoryStream File, PreparedSignature State, byte[] Raw)> PrepareAsync(byte[] pdf, TestWorld world, Identity signer, int reserved = 16 * 1024)
    {
        var request = new SignatureRequest { CertificateChain = world.ChainOf(signer), ClaimedTime = TestPki.Now, ReservedBytes = reserved };
        var file = new MemoryStream();
        var state = await PadesSigner.PrepareAsync(new MemoryStream(pdf, writable: false), file, request, Token);
        return (file, state, signer.SignHash(state.DigestToSign(), state.Digest.ToHashName()));
    }

    public static async Task<byte[]> SignAsync(byte[] pdf, TestWorld world, Identity? signer = null, int reserved = 16 * 1024)
    {
        var (file, state, raw) = await PrepareAsync(pdf, world, signer ?? world.Signer, reserved);
        await PadesSigner.FinishAsync(file, state, raw, null, Token);
        return file.ToArray();
    }

    public static AugmentationRequest Request(AuthorityServer server, TestWorld world, PadesLevel target, int unit = 0) => new()
    {
        Target = target,
        At = server.Clock,
        Timestamps = server.Timestamps(unit: unit),
        ValidationData = server.Client(),
        TrustAnchors = [world.Root.Der],
    };

    public static async Task<(byte[] File, AugmentationResult Result)> AugmentAsync(byte[] pdf, AugmentationRequest request)
    {
        var output = new MemoryStream();
        var result = await PadesAugmenter.AugmentAsync(new MemoryStream(pdf, writable: false), output, request, Token);
        return (output.ToArray(), result);
    }

    public static async Task<IReadOnlyList<SignatureResult>> ValidateAsync(byte[] pdf, DateTimeOffset at, params TestWorld[] worlds) =>
        await ValidateAsync(pdf, at, RevocationPolicy.Required, worlds);

    /// <summary>With <see cref="RevocationPolicy.IfPresent"/>: below B-LT nothing in the file tells about revocation.</summary>
    public static async Task<IReadOnlyList<SignatureResult>> ValidateAsync(
        byte[] pdf, DateTimeOffset at, RevocationPolicy revocation, params TestWorld[] worlds)
    {
        var options = new ValidationOptions { At = at, Revocation = revocation, TrustAnchors = [.. worlds.Select(w => w.Root.Der)] };
        return (await PadesValidator.ValidateAsync(new MemoryStream(pdf, writable: false), options, Token)).Signatures;
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;
}
