using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using KonTum.Tthc.Domain.Dossiers;

namespace KonTum.Tthc.Domain.Payments;

/// <summary>Numbers of receipts (số biên lai): unique, in order and without a gap in each agency and year.</summary>
public static class ReceiptNumber
{
    /// <summary>The year of a time in Việt Nam: at midnight of the new year they begin anew.</summary>
    public static int YearOf(DateTimeOffset time) => DossierCode.DayOf(time).Year;

    /// <summary>The number, for example <c>BL-000.21.24.H34-2026-0000001</c>.</summary>
    public static string Make(string agencyCode, int year, int number) =>
        string.Create(CultureInfo.InvariantCulture, $"BL-{agencyCode}-{year:D4}-{number:D7}");
}

/// <summary>
/// Identifiers of payments: the first, second, … of a dossier. Two who begin the same one at once start the same stream, so one of them
/// is told to look again, and no dossier gets two orders for one debt.
/// </summary>
public static class PaymentId
{
    /// <summary>The identifier.</summary>
    /// <param name="dossierId">The dossier.</param>
    /// <param name="earlier">How many payments it has already.</param>
    public static Guid Of(Guid dossierId, int earlier)
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"payment:{dossierId:N}:{earlier}");
        var digest = SHA256.HashData(Encoding.ASCII.GetBytes(name));
        digest[6] = (byte)((digest[6] & 0x0F) | 0x80); // version 8, variant 1 (RFC 9562): made by a rule of our own
        digest[8] = (byte)((digest[8] & 0x3F) | 0x80);
        return new Guid(digest.AsSpan(0, 16), bigEndian: true);
    }
}
