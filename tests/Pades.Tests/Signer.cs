using Xunit;

namespace KonTum.Tthc.Pades.Tests;

/// <summary>Signs and validates in memory with a key of this run.</summary>
internal static class Signer
{
    public static DateTimeOffset Now { get; } = new(2026, 11, 20, 9, 30, 0, TimeSpan.FromHours(7));

    /// <summary>Its certificate is its own root.</summary>
    public static LocalKey Key { get; } = LocalKey.CreateThrowAway("Nguyễn Thị Phượng", Now);

    public static VisibleSignature Visible { get; } = new()
    {
        Page = 1,
        Rectangle = new PageRectangle(20, 30, 150, 60),
        Lines = ["Nguyễn Thị Phượng"],
    };

    public static SignatureRequest Request(VisibleSignature? visible = null) => new()
    {
        CertificateChain = Key.CertificateChain,
        ClaimedTime = Now,
        Reason = "Xác nhận hồ sơ",
        Location = "Kon Tum",
        Visible = visible,
        ReservedBytes = 8 * 1024,
    };

    public static async Task<(MemoryStream File, PreparedSignature Prepared)> PrepareAsync(byte[] pdf, SignatureRequest? request = null)
    {
        var file = new MemoryStream();
        var prepared = await PadesSigner.PrepareAsync(
            new MemoryStream(pdf, writable: false), file, request ?? Request(Visible), TestContext.Current.CancellationToken);
        return (file, prepared);
    }

    public static async Task<byte[]> SignAsync(byte[] pdf, SignatureRequest? request = null, LocalKey? key = null)
    {
        key ??= Key;
        request ??= Request(Visible);
        var (file, prepared) = await PrepareAsync(pdf, request with { CertificateChain = key.CertificateChain });
        await PadesSigner.FinishAsync(file, prepared, key.Sign(prepared), null, TestContext.Current.CancellationToken);
        return file.ToArray();
    }

    public static async Task<IReadOnlyList<SignatureResult>> ValidateAsync(byte[] pdf)
    {
        var options = new ValidationOptions { At = Now, TrustAnchors = [Key.CertificateChain[0]] };
        var report = await PadesValidator.ValidateAsync(new MemoryStream(pdf, writable: false), options, TestContext.Current.CancellationToken);
        return report.Signatures;
    }

    public static Task<PdfSummary> InspectAsync(byte[] pdf) =>
        PdfPreflight.InspectAsync(new MemoryStream(pdf, writable: false), TestContext.Current.CancellationToken);
}
