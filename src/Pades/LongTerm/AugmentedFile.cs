using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using KonTum.Tthc.Pades.Cms;
using KonTum.Tthc.Pades.Reading;
using KonTum.Tthc.Pades.Signing;
using KonTum.Tthc.Pades.Timestamps;

namespace KonTum.Tthc.Pades.LongTerm;

/// <summary>
/// The output while updates are appended to it. The digest runs along, so that a document timestamp over a large file does not read it
/// once more.
/// </summary>
internal sealed class AugmentedFile : IDisposable
{
    private const int CopyBuffer = 256 * 1024;
    private readonly Stream _output;
    private readonly SignatureDigest _digest;
    private readonly IncrementalHash _running;
    private long _length;

    private AugmentedFile(Stream output, SignatureDigest digest) =>
        (_output, _digest, _running) = (output, digest, IncrementalHash.CreateHash(digest.ToHashName()));

    /// <summary>Copies the input; at each of the given places other bytes of the same length are written.</summary>
    public static async Task<AugmentedFile> CopyAsync(
        Stream input, Stream output, SignatureDigest digest, IReadOnlyList<(long Offset, byte[] Bytes)> replaced, CancellationToken cancellationToken)
    {
        var file = new AugmentedFile(output, digest);
        var buffer = ArrayPool<byte>.Shared.Rent(CopyBuffer);
        try
        {
            input.Position = 0;
            long position = 0;
            for (int got; (got = await input.ReadAsync(buffer, cancellationToken).ConfigureAwait(false)) > 0; position += got)
            {
                foreach (var (offset, bytes) in replaced) Overlay(buffer.AsSpan(0, got), position, offset, bytes);
                await file.AppendAsync(buffer.AsMemory(0, got), cancellationToken).ConfigureAwait(false);
            }

            return file;
        }
        catch
        {
            file.Dispose();
            throw;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>The file as it is now.</summary>
    public PdfDocument Open() => PdfDocument.Open(new ByteSource(_output));

    /// <summary>Writes behind the last byte, wherever a reader has left the stream.</summary>
    public async Task AppendAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        _running.AppendData(bytes.Span);
        if (_output.Position != _length) _output.Position = _length;
        _length += bytes.Length;
        await _output.WriteAsync(bytes, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Appends a document timestamp over all that is there.</summary>
    /// <returns>The name of its field.</returns>
    /// <exception cref="TimestampException">The authority did not give a usable timestamp.</exception>
    /// <exception cref="AugmentationException">The token is larger than what is reserved.</exception>
    public async Task<string> AppendTimestampAsync(ITimestampClient timestamps, int reservedBytes, CancellationToken cancellationToken)
    {
        var plan = SignatureFieldUpdate.PlanTimestamp(SignablePdf.Open(_output, isForTimestamp: true), reservedBytes);
        var hole = (int)(plan.ContentsOffset - plan.Start);
        byte[] imprint;
        using (var range = _running.Clone())
        {
            range.AppendData(plan.Bytes.AsSpan(0, hole));
            range.AppendData(plan.Bytes.AsSpan(hole + plan.ContentsLength));
            imprint = range.GetHashAndReset();
        }

        var token = await timestamps.GetTokenAsync(imprint, _digest.ToHashName(), cancellationToken).ConfigureAwait(false);
        if (token.Length > (plan.ContentsLength - 2) / 2)
            throw new AugmentationException(AugmentationFailure.TokenTooLarge, $"The token takes {token.Length} bytes, more than were reserved.", plan.FieldName);
        Encoding.ASCII.GetBytes(Convert.ToHexString(token)).CopyTo(plan.Bytes, hole + 1);
        await AppendAsync(plan.Bytes, cancellationToken).ConfigureAwait(false);
        return plan.FieldName;
    }

    public void Dispose() => _running.Dispose();

    private static void Overlay(Span<byte> buffer, long position, long offset, byte[] bytes)
    {
        var from = Math.Max(position, offset);
        var until = Math.Min(position + buffer.Length, offset + bytes.Length);
        if (from < until) bytes.AsSpan((int)(from - offset), (int)(until - from)).CopyTo(buffer[(int)(from - position)..]);
    }
}
