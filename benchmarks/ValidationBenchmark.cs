using BenchmarkDotNet.Attributes;
using KonTum.Tthc.Pades;

namespace KonTum.Tthc.Benchmarks;

/// <summary>Validating a file with one signature, against the least that any validator has to do.</summary>
[MemoryDiagnoser]
public class ValidationBenchmark : IDisposable
{
    private readonly Work _work = new();
    private DirectoryInfo _folder = null!;
    private string _signed = null!;

    /// <summary>Name in <c>Files</c>.</summary>
    [Params("100KB", "20MB", "40MB", "40MB-100k", "40MB-100k-streams")]
    public string File { get; set; } = string.Empty;

    /// <summary>Writes and signs the file once.</summary>
    [GlobalSetup]
    public Task Setup()
    {
        _folder = Directory.CreateTempSubdirectory("tthc-bench-");
        _signed = Path.Combine(_folder.FullName, "signed.pdf");
        return _work.SignAsync(Files.In(_folder.FullName, File), _signed);
    }

    /// <summary>Removes it.</summary>
    [GlobalCleanup]
    public void Dispose()
    {
        _folder.Delete(recursive: true);
        _work.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>The limit.</summary>
    [Benchmark(Baseline = true)]
    public bool HashAndOneRsaVerification() => _work.ValidatingLimit(_signed);

    /// <summary>What a caller does.</summary>
    [Benchmark]
    public Task<ValidationReport> Validate() => _work.ValidateAsync(_signed);
}
