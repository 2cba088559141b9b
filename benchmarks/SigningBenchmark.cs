using BenchmarkDotNet.Attributes;

namespace KonTum.Tthc.Benchmarks;

/// <summary>One visible signature, in one call and in two phases, against the least that any signer has to do.</summary>
[MemoryDiagnoser]
public class SigningBenchmark : IDisposable
{
    private readonly Work _work = new();
    private DirectoryInfo _folder = null!;
    private string _input = null!;
    private string _output = null!;

    /// <summary>Name in <c>Files</c>.</summary>
    [Params("100KB", "20MB", "40MB", "40MB-100k", "40MB-100k-streams")]
    public string File { get; set; } = string.Empty;

    /// <summary>Writes the file once.</summary>
    [GlobalSetup]
    public void Setup()
    {
        _folder = Directory.CreateTempSubdirectory("tthc-bench-");
        _input = Files.In(_folder.FullName, File);
        _output = Path.Combine(_folder.FullName, "out.pdf");
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
    public byte[] HashCopyAndOneRsaOperation() => _work.SigningLimit(_input, _output);

    /// <summary>What a caller with a key at hand does.</summary>
    [Benchmark]
    public Task<long> Sign() => _work.SignAsync(_input, _output);

    /// <summary>What a caller with a key far away does.</summary>
    [Benchmark]
    public Task<long> PrepareAndFinish() => _work.SignInTwoPhasesAsync(_input, _output);
}
