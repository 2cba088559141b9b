using System.Buffers.Binary;
using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using KonTum.Tthc.Domain.Failures;

namespace KonTum.Tthc.Application.Reception;

/// <summary>
/// Where the next page begins: the last line shown. It is bound to the filters and the order that it was made with (AIP-158): a token of
/// another question would skip or repeat lines without anyone noticing.
/// </summary>
internal static class InboxPageToken
{
    private const int DigestBytes = 8;

    /// <summary>The token after a line.</summary>
    public static string Of(InboxPosition last, InboxFilter filter)
    {
        Span<byte> bytes = stackalloc byte[8 + 16 + DigestBytes];
        BinaryPrimitives.WriteInt64BigEndian(bytes, last.Time.UtcTicks);
        last.DossierId.TryWriteBytes(bytes[8..]);
        DigestOf(filter).CopyTo(bytes[24..]);
        return Base64Url.EncodeToString(bytes);
    }

    /// <summary>Reads a token; null for the empty one of the first page.</summary>
    /// <exception cref="FailureException">It is none, or of another question.</exception>
    public static InboxPosition? Parse(string token, InboxFilter filter)
    {
        if (token.Length == 0) return null;
        if (token.Length > 64 || !Base64Url.IsValid(token, out var length) || length != 8 + 16 + DigestBytes) throw Invalid();
        ReadOnlySpan<byte> bytes = Base64Url.DecodeFromChars(token);
        var ticks = BinaryPrimitives.ReadInt64BigEndian(bytes);
        if (ticks < 0 || ticks > DateTime.MaxValue.Ticks) throw Invalid();
        return bytes[24..].SequenceEqual(DigestOf(filter))
            ? new InboxPosition(new DateTimeOffset(ticks, TimeSpan.Zero), new Guid(bytes[8..24]))
            : throw Invalid();
    }

    private static FailureException Invalid() => Failures.Invalid(Failures.PageTokenInvalid.At("page_token"));

    private static ReadOnlySpan<byte> DigestOf(InboxFilter filter)
    {
        // What is overdue moves on between two pages: only whether it was asked for counts, which the caller puts into DueBefore's place.
        var text = string.Join('\n',
            filter.AgencyCode,
            string.Join(',', filter.States.Order().Select(s => ((int)s).ToString(CultureInfo.InvariantCulture))),
            filter.ProcedureCode,
            filter.OfficerId,
            filter.DueBefore?.UtcTicks.ToString(CultureInfo.InvariantCulture) ?? "",
            filter.CodePrefix,
            filter.Name,
            ((int)filter.Order).ToString(CultureInfo.InvariantCulture));
        return SHA256.HashData(Encoding.UTF8.GetBytes(text)).AsSpan(0, DigestBytes);
    }
}
