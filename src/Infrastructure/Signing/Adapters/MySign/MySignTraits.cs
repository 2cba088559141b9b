using System.Text.RegularExpressions;

namespace KonTum.Tthc.Infrastructure.Signing.Adapters.MySign;

/// <summary>What an installation can set about MySign.</summary>
internal sealed partial record MySignTraits
{
    /// <summary>The profile at Viettel's server; a secret named <c>profile_id</c> counts more.</summary>
    public string ProfileId { get; init; } = "adss:ras:profile:001";

    /// <summary>1 or 2: the answer is asked for; 3: Viettel calls back as well. 0 would block, and lose the signature with the connection.</summary>
    public int Async { get; init; } = 1;

    /// <summary>What stands before an identity number.</summary>
    public string IdentityPrefix { get; init; } = "CMT_";

    /// <summary>What stands before a tax code.</summary>
    public string TaxCodePrefix { get; init; } = "MST_";

    /// <summary>The user id of an account: which prefix it gets is in the shape of its number (facts 2.1).</summary>
    public string UserIdOf(string account) =>
        account.StartsWith(IdentityPrefix, StringComparison.Ordinal) || account.StartsWith(TaxCodePrefix, StringComparison.Ordinal) ? account
        : TaxCode().IsMatch(account) ? TaxCodePrefix + account
        : IdentityPrefix + account;

    /// <summary>Ten digits, or ten and three for a dependent unit. CMND have nine, CCCD twelve.</summary>
    [GeneratedRegex(@"\A[0-9]{10}(-[0-9]{3})?\z")]
    private static partial Regex TaxCode();
}
