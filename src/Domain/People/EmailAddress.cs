using System.Net.Mail;

namespace KonTum.Tthc.Domain.People;

/// <summary>An email address, judged only by its form.</summary>
public static class EmailAddress
{
    /// <summary>Whether the text is a plain address without a display name.</summary>
    public static bool IsValid(string? text) =>
        text is { Length: <= 254 } && MailAddress.TryCreate(text, out var parsed) && parsed.Address == text && parsed.Host.Contains('.', StringComparison.Ordinal);
}
