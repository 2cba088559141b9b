using System.Buffers.Binary;
using System.Text;

namespace KonTum.Tthc.Acceptance.Tests.Recovery.Points;

/// <summary>Cuts a stream of PostgreSQL's protocol 3 into messages (PostgreSQL manual, "Frontend/Backend Protocol").</summary>
internal sealed class PostgresMessages(Stream stream)
{
    /// <summary>The next message with all its bytes; null at the end.</summary>
    /// <param name="withType">The very first message of a client has no type.</param>
    public async Task<byte[]?> NextAsync(bool withType = true)
    {
        var head = new byte[withType ? 5 : 4];
        if (await stream.ReadAtLeastAsync(head, head.Length, throwOnEndOfStream: false) < head.Length) return null;
        var length = BinaryPrimitives.ReadInt32BigEndian(head.AsSpan(head.Length - 4));
        var message = new byte[head.Length - 4 + length];
        head.CopyTo(message, 0);
        await stream.ReadExactlyAsync(message.AsMemory(head.Length));
        return message;
    }
}

internal static class PostgresReading
{
    /// <summary>The parts of a statement are held until the client wants the answer.</summary>
    public static bool IsPart(this byte[] message) => message[0] is (byte)'P' or (byte)'B' or (byte)'D' or (byte)'E' or (byte)'C';

    /// <summary>Whether PostgreSQL answers it with "ready for query".</summary>
    public static bool EndsQuery(this byte[] message) => message[0] is (byte)'S' or (byte)'Q';

    /// <summary>A zero-terminated text, and what comes after it.</summary>
    public static string Text(this byte[] message, ref int offset)
    {
        var end = Array.IndexOf(message, (byte)0, offset);
        var text = Encoding.UTF8.GetString(message, offset, end - offset);
        offset = end + 1;
        return text;
    }

    /// <summary>Whether a parameter, or an element of one, is exactly this text: each is preceded by its length.</summary>
    public static bool HasValue(this byte[] bind, string text)
    {
        var value = new byte[4 + text.Length];
        BinaryPrimitives.WriteInt32BigEndian(value, text.Length);
        Encoding.ASCII.GetBytes(text, value.AsSpan(4));
        return bind.AsSpan().IndexOf(value) >= 0;
    }
}
