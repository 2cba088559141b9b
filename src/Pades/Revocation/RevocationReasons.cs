namespace KonTum.Tthc.Pades.Revocation;

/// <summary>CRLReason, RFC 5280, 5.3.1.</summary>
internal static class RevocationReasons
{
    /// <summary>In a delta list: the certificate is not revoked any more.</summary>
    public const int RemoveFromCrl = 8;

    private static readonly string[] s_names =
    [
        "unspecified", "keyCompromise", "cACompromise", "affiliationChanged", "superseded", "cessationOfOperation", "certificateHold", "unused",
        "removeFromCRL", "privilegeWithdrawn", "aACompromise",
    ];

    /// <summary>The name in the standard; the number for one that it does not know.</summary>
    public static string Name(int reason) =>
        reason >= 0 && reason < s_names.Length ? s_names[reason] : reason.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
