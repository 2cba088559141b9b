using System.Security.Cryptography;
using KonTum.Tthc.Pades.Timestamps;
using Shouldly;
using Xunit;

namespace KonTum.Tthc.Pades.Tests.Signing;

public sealed class OneCallTests
{
    [Theory]
    [InlineData(SignatureDigest.Sha256)]
    [InlineData(SignatureDigest.Sha384)]
    [InlineData(SignatureDigest.Sha512)]
    public async Task The_file_is_that_of_two_phases(SignatureDigest digest)
    {
        var request = Signer.Request(Signer.Visible) with { Digest = digest };
        var inTwoPhases = await Signer.SignAsync(TestPdf.OnePage(), request);

        var (file, result) = await SignAsync(TestPdf.OnePage(), request);

        file.ShouldBe(inTwoPhases);
        result.FieldName.ShouldBe("Signature1");
        result.FileLength.ShouldBe(file.Length);
        (await Signer.ValidateAsync(file))[0].Indication.ShouldBe(Indication.TotalPassed);
    }

    [Fact]
    public async Task What_was_written_is_not_read_again()
    {
        using var output = new Unreadable();

        await PadesSigner.SignAsync(
            new MemoryStream(TestPdf.OnePage()), output, Signer.Request(), Signer.Key, null, TestContext.Current.CancellationToken);

        (await Signer.ValidateAsync(output.ToArray()))[0].Indication.ShouldBe(Indication.TotalPassed);
    }

    [Fact]
    public async Task A_function_may_hold_the_key()
    {
        using var output = new MemoryStream();
        byte[]? digest = null;

        await PadesSigner.SignAsync(
            new MemoryStream(TestPdf.OnePage()),
            output,
            Signer.Request(),
            async (prepared, stop) =>
            {
                await Task.Yield();
                stop.ShouldBe(TestContext.Current.CancellationToken);
                digest = prepared.FileDigest;
                return Signer.Key.Sign(prepared);
            },
            null,
            TestContext.Current.CancellationToken);

        digest.ShouldBe([]);
        (await Signer.ValidateAsync(output.ToArray()))[0].Indication.ShouldBe(Indication.TotalPassed);
    }

    [Fact]
    public async Task A_key_that_is_not_of_the_certificate_leaves_nothing()
    {
        using var other = LocalKey.CreateThrowAway("Trần Văn Nam", Signer.Now);
        await LeavesNothingAsync<SignatureMismatchException>(Signer.Request(), other);
    }

    [Fact]
    public Task A_cms_that_does_not_fit_leaves_nothing() =>
        LeavesNothingAsync<SignatureTooLargeException>(Signer.Request() with { ReservedBytes = 1024 }, Signer.Key);

    [Fact]
    public Task An_authority_that_fails_leaves_nothing() =>
        LeavesNothingAsync<TimestampException>(Signer.Request(), Signer.Key, new Unreachable());

    [Fact]
    public async Task A_key_that_throws_leaves_nothing()
    {
        using var output = new MemoryStream();

        await Should.ThrowAsync<InvalidOperationException>(() => PadesSigner.SignAsync(
            new MemoryStream(TestPdf.OnePage()), output, Signer.Request(), (_, _) => throw new InvalidOperationException("No token is in the reader."),
            null, TestContext.Current.CancellationToken));

        output.Length.ShouldBe(0);
    }

    [Fact]
    public async Task A_file_that_cannot_be_signed_leaves_nothing()
    {
        using var output = new MemoryStream();

        var refused = await Should.ThrowAsync<PdfRefusedException>(() => PadesSigner.SignAsync(
            new MemoryStream("Kon Tum"u8.ToArray()), output, Signer.Request(), Signer.Key, null, TestContext.Current.CancellationToken));

        refused.Reason.ShouldBe(PdfRefusal.NotPdf);
        output.Length.ShouldBe(0);
    }

    [Fact]
    public async Task An_output_with_something_in_it_is_not_touched()
    {
        using var output = new MemoryStream();
        output.Write("Kon Tum"u8);

        await Should.ThrowAsync<ArgumentException>(() => PadesSigner.SignAsync(
            new MemoryStream(TestPdf.OnePage()), output, Signer.Request(), Signer.Key, null, TestContext.Current.CancellationToken));

        output.ToArray().ShouldBe("Kon Tum"u8.ToArray());
    }

    private static async Task<(byte[] File, SigningResult Result)> SignAsync(byte[] pdf, SignatureRequest request)
    {
        using var output = new MemoryStream();
        var result = await PadesSigner.SignAsync(
            new MemoryStream(pdf, writable: false), output, request, Signer.Key, null, TestContext.Current.CancellationToken);
        return (output.ToArray(), result);
    }

    private static async Task LeavesNothingAsync<T>(SignatureRequest request, LocalKey key, ITimestampClient? timestamps = null)
        where T : Exception
    {
        using var output = new MemoryStream();

        await Should.ThrowAsync<T>(() => PadesSigner.SignAsync(
            new MemoryStream(TestPdf.OnePage()), output, request, key, timestamps, TestContext.Current.CancellationToken));

        output.Length.ShouldBe(0);
    }

    /// <summary>An authority that nobody reaches.</summary>
    private sealed class Unreachable : ITimestampClient
    {
        public Task<byte[]> GetTokenAsync(ReadOnlyMemory<byte> digest, HashAlgorithmName algorithm, CancellationToken cancellationToken = default) =>
            throw new TimestampException("Nobody answers.");
    }

    private sealed class Unreadable : MemoryStream
    {
        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override int Read(Span<byte> buffer) => throw new NotSupportedException();

        public override int ReadByte() => throw new NotSupportedException();

        public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => throw new NotSupportedException();

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => throw new NotSupportedException();
    }
}
