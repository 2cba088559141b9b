using Shouldly;
using Xunit;

namespace KonTum.Tthc.Pades.Tests.Signing;

/// <summary>What a further signature costs, in bytes that are read and not in time: the same on every machine.</summary>
public sealed class SigningCostTests
{
    private const int Many = 50;

    /// <summary>One block of the reader, 8 KB, may be read again for what stands on both sides of its border.</summary>
    private const int Block = 8 * 1024;

    [Fact]
    public async Task A_further_signature_reads_the_file_twice_however_many_are_there()
    {
        var pdf = TestPdf.OnePage();
        var extra = new List<long>();
        for (var i = 0; i < Many; i++)
        {
            using var input = new CountingStream(pdf);
            using var file = new MemoryStream();
            var prepared = await PadesSigner.PrepareAsync(input, file, Signer.Request(), TestContext.Current.CancellationToken);
            // Once for its structure, of which the reserved places are no part, and once for the copy.
            extra.Add(input.Count - pdf.Length);
            using var again = new CountingStream(file);
            await PadesSigner.FinishAsync(again, prepared, Signer.Key.Sign(prepared), null, TestContext.Current.CancellationToken);
            again.Count.ShouldBe(file.Length, "once for the digests");
            extra[^1].ShouldBeLessThanOrEqualTo(pdf.Length + Block, $"signature {i + 1}");
            pdf = file.ToArray();
        }
    }

    [Fact]
    public async Task What_is_not_structure_is_read_once()
    {
        const int Size = 8 * 1024 * 1024;
        var pdf = TestPdf.OnePage(more: TestPdf.Stream(new string('x', Size)));
        for (var i = 0; i < 3; i++) pdf = await Signer.SignAsync(pdf);
        using var input = new CountingStream(pdf);

        await PadesSigner.PrepareAsync(input, new MemoryStream(), Signer.Request(), TestContext.Current.CancellationToken);

        input.Count.ShouldBeLessThan(pdf.Length + (pdf.Length - Size) + (8 * Block));
    }

    /// <summary>Counts the bytes that are read through it.</summary>
    private sealed class CountingStream(Stream inner) : Stream
    {
        public CountingStream(byte[] bytes)
            : this(new MemoryStream(bytes, writable: false))
        {
        }

        public long Count { get; private set; }

        public override bool CanRead => true;

        public override bool CanSeek => true;

        public override bool CanWrite => inner.CanWrite;

        public override long Length => inner.Length;

        public override long Position { get => inner.Position; set => inner.Position = value; }

        public override void Flush() => inner.Flush();

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        public override int Read(Span<byte> buffer)
        {
            var got = inner.Read(buffer);
            Count += got;
            return got;
        }

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            var got = await inner.ReadAsync(buffer, cancellationToken);
            Count += got;
            return got;
        }

        public override long Seek(long offset, SeekOrigin origin) => inner.Seek(offset, origin);

        public override void SetLength(long value) => inner.SetLength(value);

        public override void Write(byte[] buffer, int offset, int count) => inner.Write(buffer, offset, count);
    }
}
