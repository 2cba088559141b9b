using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using BenchmarkDotNet.Attributes;
using KonTum.Tthc.Pades;

namespace KonTum.Tthc.Benchmarks;

/// <summary>
/// Prepare and finish of one signature on a file of about 20 MB, against the least that any signer has to do: one SHA-256 over the bytes,
/// one copy, one RSA operation. RSA-2048 with a local key, no timestamp.
/// </summary>
[MemoryDiagnoser]
public class SigningBenchmark
{
    private const int Pages = 70;
    private const int PageBytes = 300_000;
    private readonly LocalKey _key = LocalKey.CreateThrowAway("Benchmark", DateTimeOffset.UtcNow);
    private readonly RSA _rsa = RSA.Create(2048);
    private DirectoryInfo _folder = null!;
    private string _input = null!;
    private string _output = null!;

    /// <summary>Writes the file once.</summary>
    [GlobalSetup]
    public void Setup()
    {
        _folder = Directory.CreateTempSubdirectory("tthc-bench-");
        _input = Path.Combine(_folder.FullName, "in.pdf");
        _output = Path.Combine(_folder.FullName, "out.pdf");
        File.WriteAllBytes(_input, Generate());
    }

    /// <summary>Removes it.</summary>
    [GlobalCleanup]
    public void Cleanup() => _folder.Delete(recursive: true);

    /// <summary>The limit.</summary>
    [Benchmark(Baseline = true)]
    public byte[] HashCopyAndOneRsaOperation()
    {
        using var input = File.OpenRead(_input);
        using var output = new FileStream(_output, FileMode.Create, FileAccess.ReadWrite);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = new byte[256 * 1024];
        for (var got = input.Read(buffer); got > 0; got = input.Read(buffer))
        {
            hash.AppendData(buffer, 0, got);
            output.Write(buffer, 0, got);
        }

        return _rsa.SignHash(hash.GetHashAndReset(), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
    }

    /// <summary>What a caller does, with a visible signature.</summary>
    [Benchmark]
    public async Task<long> PrepareAndFinish()
    {
        await using var input = File.OpenRead(_input);
        await using var output = new FileStream(_output, FileMode.Create, FileAccess.ReadWrite);
        var prepared = await PadesSigner.PrepareAsync(input, output, new SignatureRequest
        {
            CertificateChain = _key.CertificateChain,
            ClaimedTime = DateTimeOffset.UtcNow,
            Visible = new VisibleSignature { Page = 1, Rectangle = new PageRectangle(20, 20, 200, 60), Lines = ["Nguyễn Thị Phượng"] },
        });
        await PadesSigner.FinishAsync(output, prepared, _key.Sign(prepared), null);
        return output.Length;
    }

    private static byte[] Generate()
    {
        using var file = new MemoryStream();
        var places = new List<long>();
        var noise = new byte[PageBytes];
        Write("%PDF-1.7\n");
        Begin(1, "<</Type/Catalog/Pages 2 0 R>>");
        End();
        var kids = string.Join(' ', Enumerable.Range(0, Pages).Select(p => $"{3 + (2 * p)} 0 R"));
        Begin(2, $"<</Type/Pages/Count {Pages}/MediaBox[0 0 595 842]/Kids[{kids}]>>");
        End();
        for (var page = 0; page < Pages; page++)
        {
            Begin(3 + (2 * page), $"<</Type/Page/Parent 2 0 R/Contents {4 + (2 * page)} 0 R>>");
            End();
            new Random(page).NextBytes(noise);
            Begin(4 + (2 * page), $"<</Length {PageBytes}>>\nstream\n");
            file.Write(noise);
            Write("\nendstream");
            End();
        }

        var xref = file.Length;
        Write($"xref\n0 {places.Count + 1}\n0000000000 65535 f\r\n");
        foreach (var place in places)
            Write(place.ToString("D10", CultureInfo.InvariantCulture) + " 00000 n\r\n");
        Write($"trailer\n<</Size {places.Count + 1}/Root 1 0 R>>\nstartxref\n{xref}\n%%EOF\n");
        return file.ToArray();

        void Write(string text) => file.Write(Encoding.Latin1.GetBytes(text));

        void Begin(int number, string body)
        {
            places.Add(file.Length);
            Write($"{number} 0 obj\n{body}");
        }

        void End() => Write("\nendobj\n");
    }
}
