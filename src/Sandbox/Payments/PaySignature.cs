using System.Security.Cryptography;
using System.Text;

namespace KonTum.Tthc.Sandbox.Payments;

/// <summary>Signs and checks messages: HMAC-SHA512 over the encoded members, in the order of their names.</summary>
internal static class PaySignature
{
    private const string Field = "tt_sign";

    public static Dictionary<string, string> Add(Dictionary<string, string> fields, string key)
    {
        foreach (var empty in fields.Where(f => f.Value.Length == 0).Select(f => f.Key).ToList())
            fields.Remove(empty);
        fields[Field] = Of(fields, key);
        return fields;
    }

    public static bool Fits(IReadOnlyDictionary<string, string> fields, string key) => CryptographicOperations.FixedTimeEquals(
        Encoding.ASCII.GetBytes(Of(fields, key)), Encoding.UTF8.GetBytes(fields.GetValueOrDefault(Field, "")));

    public static string Query(IEnumerable<KeyValuePair<string, string>> fields)
    {
        var text = new StringBuilder();
        foreach (var (name, value) in fields)
        {
            if (text.Length > 0)
                text.Append('&');
            text.Append(Uri.EscapeDataString(name)).Append('=').Append(Uri.EscapeDataString(value));
        }

        return text.ToString();
    }

    private static string Of(IReadOnlyDictionary<string, string> fields, string key)
    {
        var names = fields.Keys.Where(name => name != Field && fields[name].Length > 0).ToArray();
        Array.Sort(names, string.CompareOrdinal);
        using var mac = new HMACSHA512(Encoding.UTF8.GetBytes(key));
        return Convert.ToHexStringLower(mac.ComputeHash(Encoding.UTF8.GetBytes(
            Query(names.Select(name => KeyValuePair.Create(name, fields[name]))))));
    }
}
