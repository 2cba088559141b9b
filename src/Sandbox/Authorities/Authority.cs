using KonTum.Tthc.Sandbox.Demonstration;

namespace KonTum.Tthc.Sandbox.Authorities;

/// <summary>A provider of the guide's list: the name that callers write, the one its certificates carry, and its operator.</summary>
internal sealed record Provider(string CaName, string IssuerName, string Organization)
{
    /// <summary>The name in paths and files.</summary>
    public string Slug => CaName.ToLowerInvariant();
}

/// <summary>The authorities that the guide and the national gateway list, and two invented ones behind the CSC interfaces.</summary>
internal static class Providers
{
    public static readonly IReadOnlyList<Provider> All =
    [
        new("VNPT-CA", "VNPT SmartCA RS (sandbox)", "VNPT (sandbox, not the real authority)"),
        new("Viettel-CA", "Viettel-CA RS (sandbox)", "Viettel (sandbox, not the real authority)"),
        new("CA2", "CA2 RS (sandbox)", "Nacencomm (sandbox, not the real authority)"),
        new("BkavCA", "BkavCA RS (sandbox)", "Bkav (sandbox, not the real authority)"),
        new("FPT-CA", "FPT-CA RS (sandbox)", "FPT (sandbox, not the real authority)"),
        new("Newtel-CA", "Newtel-CA RS (sandbox)", "Newtel (sandbox, not the real authority)"),
        new("MISA-CA", "MISA-CA RS (sandbox)", "MISA (sandbox, not the real authority)"),
        new("TrustCA", "TrustCA RS (sandbox)", "SAVIS (sandbox, not the real authority)"),
        new("CSC-DEMO-1", "CSC Demo 1 RS (sandbox)", "Service with a CSC v1 interface (sandbox, invented)"),
        new("CSC-DEMO-2", "CSC Demo 2 RS (sandbox)", "Service with a CSC v2 interface (sandbox, invented)"),
    ];

    public static Provider? Find(string? caName) =>
        All.FirstOrDefault(provider => string.Equals(provider.CaName, caName, StringComparison.OrdinalIgnoreCase));
}

/// <summary>An authority that issues: its own key, and the key that answers status questions in its name.</summary>
internal sealed record Authority(string Slug, string CaName, Credential Credential, Credential Responder);

/// <summary>A subscriber's certificate, whose key the provider holds.</summary>
internal sealed record PersonalCertificate(
    Authority Authority, Person Person, SigningAccount Account, CertificatePlan Plan, Credential Credential)
{
    public string SerialNumber => Credential.SerialNumber;

    public DateTimeOffset ValidFrom => new(DateTime.SpecifyKind(Credential.Certificate.NotBefore, DateTimeKind.Utc));

    public DateTimeOffset ValidUntil => new(DateTime.SpecifyKind(Credential.Certificate.NotAfter, DateTimeKind.Utc));

    /// <summary>The identity that the certificate names.</summary>
    public string Uid => UidOf(Account, Plan);

    public static string UidOf(SigningAccount account, CertificatePlan plan) => plan.Uid ?? $"{account.IdentityKind}:{account.UserId}";

    /// <summary>The subject as the providers write it, e.g. <c>C=VN,ST=Kon Tum,CN=…,UID=CMND:nnn</c>.</summary>
    public string Subject => $"C=VN,ST={Person.Province},CN={Person.Name},UID={Uid}";
}
