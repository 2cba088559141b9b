using System.Text.Json;
using KonTum.Tthc.Domain.People;
using KonTum.Tthc.Infrastructure.PersonalData;

namespace KonTum.Tthc.Infrastructure.Outbox;

/// <summary>Seals what is sent with the key of the person whose data it holds: when the key is destroyed, nothing of it leaves any more.</summary>
internal sealed class SealedBodies(PersonalJsonConverterFactory personalData)
{
    private readonly JsonSerializerOptions _json = new() { Converters = { personalData } };

    /// <summary>The sealed content; null when the person's data were erased.</summary>
    public string? Seal(string subject, string content)
    {
        try
        {
            return JsonSerializer.Serialize(Personal.Of(subject, content), _json);
        }
        catch (PersonErasedException)
        {
            return null;
        }
    }

    /// <summary>The content; null when the person's data were erased.</summary>
    public string? Open(string body) => JsonSerializer.Deserialize<Personal<string>>(body, _json)?.Value;
}
