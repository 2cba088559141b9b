using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using KonTum.Tthc.Domain.People;

namespace KonTum.Tthc.Infrastructure.PersonalData;

/// <summary>
/// Writes <see cref="Personal{T}"/> sealed: <c>{"subject", "key", "sealed"}</c>, where <c>sealed</c> is the value's JSON under the
/// person's key, as base64 of nonce, ciphertext and tag; null for no value. Once the key is destroyed, the value reads as its default.
/// Belongs into the options of everything that stores, and into nothing that answers callers.
/// </summary>
public sealed class PersonalJsonConverterFactory(IPersonKeys keys) : JsonConverterFactory
{
    /// <inheritdoc />
    public override bool CanConvert(Type typeToConvert) =>
        typeToConvert.IsGenericType && typeToConvert.GetGenericTypeDefinition() == typeof(Personal<>);

    /// <inheritdoc />
    public override JsonConverter CreateConverter(Type typeToConvert, JsonSerializerOptions options) =>
        (JsonConverter)Activator.CreateInstance(typeof(Converter<>).MakeGenericType(typeToConvert.GetGenericArguments()), keys)!;

    /// <summary>
    /// The type's name without namespace, for example <c>IReadOnlyList(Byte[])</c>: it is sealed in, so that a value cannot be put where
    /// another type is expected. Part of what is stored.
    /// </summary>
    private static string NameOf(Type type) =>
        type.IsGenericType
            ? $"{type.Name[..type.Name.IndexOf('`', StringComparison.Ordinal)]}({string.Join(',', type.GetGenericArguments().Select(NameOf))})"
            : type.Name;

    private sealed class Converter<T>(IPersonKeys keys) : JsonConverter<Personal<T>>
    {
        private static readonly string TypeName = NameOf(typeof(T));

        public override void Write(Utf8JsonWriter writer, Personal<T> value, JsonSerializerOptions options)
        {
            writer.WriteStartObject();
            writer.WriteString("subject"u8, value.Subject);
            if (value.Value is null) writer.WriteNull("sealed"u8);
            else WriteSealed(writer, value.Subject, value.Value, options);
            writer.WriteEndObject();
        }

        public override Personal<T> Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            var stored = JsonSerializer.Deserialize<Stored>(ref reader) ?? throw new JsonException("Sealed data are expected.");
            if (stored is not { Key: { } keyId, Sealed: { } sealedBytes }) return new Personal<T>(stored.Subject, default);
            if (keys.ForOpening(stored.Subject, keyId) is not { } key) return new Personal<T>(stored.Subject, default);
            byte[] plain;
            try
            {
                plain = AesSealing.Open(key.Bytes.Span, sealedBytes, Belonging(stored.Subject));
            }
            catch (CryptographicException)
            {
                throw new JsonException("Sealed data were changed, or belong to another person or type.");
            }

            return new Personal<T>(stored.Subject, JsonSerializer.Deserialize<T>(plain, options));
        }

        private static byte[] Belonging(string subject) => Encoding.UTF8.GetBytes($"personal\n{subject}\n{TypeName}");

        private void WriteSealed(Utf8JsonWriter writer, string subject, T value, JsonSerializerOptions options)
        {
            PersonKey key;
            try
            {
                key = keys.ForSealing(subject);
            }
            catch (PersonErasedException) when (EqualityComparer<T>.Default.Equals(value, default))
            {
                // What an erased value type reads as; a document that holds it can be written again.
                writer.WriteNull("sealed"u8);
                return;
            }

            var plain = JsonSerializer.SerializeToUtf8Bytes(value, options);
            writer.WriteString("key"u8, key.Id);
            writer.WriteBase64String("sealed"u8, AesSealing.Seal(key.Bytes.Span, plain, Belonging(subject)));
        }
    }

    private sealed record Stored(
        [property: JsonPropertyName("subject"), JsonRequired] string Subject,
        [property: JsonPropertyName("key")] string? Key,
        [property: JsonPropertyName("sealed")] byte[]? Sealed);
}
