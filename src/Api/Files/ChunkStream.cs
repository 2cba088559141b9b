using Grpc.Core;
using KonTum.Tthc.Contract.V1;
using KonTum.Tthc.Domain.Failures;

namespace KonTum.Tthc.Api.Files;

/// <summary>
/// The file of an upload as a stream. The next message is taken from the network only when the one before is used up, so HTTP/2 flow
/// control holds the sender back and no more than one chunk is in memory.
/// </summary>
internal sealed class ChunkStream(IAsyncStreamReader<UploadAttachmentRequest> messages) : Stream
{
    /// <summary>Most bytes of one chunk, as the contract says.</summary>
    public const int MaxChunk = 1024 * 1024;

    private ReadOnlyMemory<byte> rest;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (buffer.IsEmpty) return 0;
        while (rest.IsEmpty)
        {
            if (!await messages.MoveNext(cancellationToken)) return 0;
            rest = ChunkOf(messages.Current);
        }

        var taken = Math.Min(buffer.Length, rest.Length);
        rest[..taken].CopyTo(buffer);
        rest = rest[taken..];
        return taken;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("Bytes from the network are awaited.");

    public override void Flush() => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    private static ReadOnlyMemory<byte> ChunkOf(UploadAttachmentRequest message) => message.PartCase switch
    {
        UploadAttachmentRequest.PartOneofCase.Chunk when message.Chunk.Length <= MaxChunk => message.Chunk.Memory,
        UploadAttachmentRequest.PartOneofCase.Chunk =>
            throw Failures.Invalid(Failures.OutOfRange.At("chunk", ("range", $"0–{MaxChunk}"))),
        _ => throw Failures.Invalid(Failures.Malformed.At("chunk", ("expected", "header, chunk, chunk…"))),
    };
}
