using System.Security.Cryptography;
using KonTum.Tthc.Pades;

namespace KonTum.Tthc.Benchmarks;

/// <summary>What is measured, and the least that anybody would have to do for it. RSA-2048 with a local key, no timestamp.</summary>
internal sealed class Work : IDisposable
{
    private const int Buffer = 256 * 1024;
    private readonly LocalKey _key = LocalKey.CreateThrowAway("Benchmark", DateTimeOffset.UtcNow);
    private readonly RSA _rsa = RSA.Create(2048);
    private readonly ValidationOptions _options;
    private readonly byte[] _signature;

    public Work()
    {
        _options = new ValidationOptions { At = DateTimeOffset.UtcNow, TrustAnchors = [_key.CertificateChain[0]] };
        _signature = _rsa.SignHash(new byte[32], HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
    }

    /// <summary>SHA-256 over the bytes, one copy of them, one RSA operation.</summary>
    public byte[] SigningLimit(string input, string output)
    {
        using var to = new FileStream(output, FileMode.Create, FileAccess.ReadWrite, FileShare.None, 0);
        return _rsa.SignHash(Hash(input, to), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
    }

    /// <summary>What a caller with a key at hand does, with a visible signature.</summary>
    public async Task<long> SignAsync(string input, string output)
    {
        await using var from = File.OpenRead(input);
        await using var to = new FileStream(output, FileMode.Create, FileAccess.ReadWrite);
        return (await PadesSigner.SignAsync(from, to, Request(), _key)).FileLength;
    }

    /// <summary>The same with a key that is far away: what was prepared is read again before it is finished.</summary>
    public async Task<long> SignInTwoPhasesAsync(string input, string output)
    {
        await using var from = File.OpenRead(input);
        await using var to = new FileStream(output, FileMode.Create, FileAccess.ReadWrite);
        var prepared = await PadesSigner.PrepareAsync(from, to, Request());
        await PadesSigner.FinishAsync(to, prepared, _key.Sign(prepared), null);
        return to.Length;
    }

    /// <summary>SHA-256 over the bytes and one RSA verification.</summary>
    public bool ValidatingLimit(string input)
    {
        _ = Hash(input, null);
        return _rsa.VerifyHash(new byte[32], _signature, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
    }

    public async Task<ValidationReport> ValidateAsync(string input)
    {
        await using var from = File.OpenRead(input);
        var report = await PadesValidator.ValidateAsync(from, _options);
        return report.Signatures.All(s => s.Integrity == Integrity.Intact) ? report : throw new InvalidOperationException("Not intact.");
    }

    public void Dispose()
    {
        _key.Dispose();
        _rsa.Dispose();
    }

    private SignatureRequest Request() => new()
    {
        CertificateChain = _key.CertificateChain,
        ClaimedTime = DateTimeOffset.UtcNow,
        Visible = new VisibleSignature { Page = 1, Rectangle = new PageRectangle(20, 20, 200, 60), Lines = ["Nguyễn Thị Phượng"] },
    };

    private static byte[] Hash(string input, FileStream? copy)
    {
        using var from = new FileStream(input, FileMode.Open, FileAccess.Read, FileShare.Read, 0);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = new byte[Buffer];
        for (var got = from.Read(buffer); got > 0; got = from.Read(buffer))
        {
            hash.AppendData(buffer, 0, got);
            copy?.Write(buffer, 0, got);
        }

        return hash.GetHashAndReset();
    }
}
