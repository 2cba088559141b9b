using System.Formats.Asn1;

namespace KonTum.Tthc.Pades.Revocation;

/// <summary>An Extensions sequence (RFC 5280, 4.1.2.9) of a response, a list, or an entry of one.</summary>
internal sealed class Extensions
{
    private const int Most = 64;
    private readonly Dictionary<string, (bool IsCritical, ReadOnlyMemory<byte> Value)> _all = new(StringComparer.Ordinal);

    public static Extensions None { get; } = new();

    /// <summary>The value of an extension, null when it is not there.</summary>
    public ReadOnlyMemory<byte>? this[string oid] => _all.TryGetValue(oid, out var found) ? found.Value : default(ReadOnlyMemory<byte>?);

    /// <exception cref="AsnContentException">Malformed, one given twice, or too many.</exception>
    public static Extensions Read(AsnReader sequence)
    {
        var result = new Extensions();
        while (sequence.HasData)
        {
            var extension = sequence.ReadSequence();
            var oid = extension.ReadObjectIdentifier();
            var critical = extension.PeekTag().HasSameClassAndValue(Asn1Tag.Boolean) && extension.ReadBoolean();
            if (result._all.Count >= Most || !result._all.TryAdd(oid, (critical, extension.ReadOctetString())))
                throw new AsnContentException("An extension is there twice, or there are too many.");
        }

        return result;
    }

    /// <summary>Whether a critical one is not among those that are understood: then the whole must not be used (RFC 5280, 5.2).</summary>
    public bool HasUnknownCritical(IReadOnlySet<string> understood) => _all.Any(e => e.Value.IsCritical && !understood.Contains(e.Key));
}
