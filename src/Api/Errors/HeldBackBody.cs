namespace KonTum.Tthc.Api.Errors;

/// <summary>A response body whose writes are dropped when, at the first one, they turn out to be an answer that will be replaced.</summary>
internal sealed class HeldBackBody(Stream inner, Func<bool> mustHoldBack) : Stream
{
    private bool decided;

    /// <summary>Whether something was written and dropped.</summary>
    public bool HasHeldBack { get; private set; }

    /// <summary>Whether something was written through.</summary>
    public bool HasWritten { get; private set; }

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override void Flush()
    {
        if (Passes()) inner.Flush();
    }

    public override Task FlushAsync(CancellationToken cancellationToken) =>
        Passes() ? inner.FlushAsync(cancellationToken) : Task.CompletedTask;

    public override void Write(byte[] buffer, int offset, int count)
    {
        if (Passes()) inner.Write(buffer, offset, count);
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) =>
        Passes() ? inner.WriteAsync(buffer, cancellationToken) : ValueTask.CompletedTask;

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    private bool Passes()
    {
        if (!decided)
        {
            decided = true;
            HasHeldBack = mustHoldBack();
            HasWritten = !HasHeldBack;
        }

        return HasWritten;
    }
}
