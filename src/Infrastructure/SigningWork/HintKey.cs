using System.Security.Cryptography;
using System.Text;
using KonTum.Tthc.Application.Signing.AdvanceSigning;

namespace KonTum.Tthc.Infrastructure.SigningWork;

/// <summary>
/// What a hint of a provider is compared by: SHA-256, because at some providers whoever knows the transaction gets the signatures, and
/// notifications can be read by every role of the database.
/// </summary>
internal static class HintKey
{
    public static string Of(string transactionOrReference) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(transactionOrReference)));

    /// <summary>By what a provider may call the confirmation of a ticket.</summary>
    public static IEnumerable<string> Of(PollTicket ticket) => new[] { ticket.Ceremony.Request.Transaction, ticket.Ceremony.ProviderReference }
        .Where(t => t.Length > 0)
        .Distinct(StringComparer.Ordinal)
        .Select(Of);
}
