using System.Text.Json;

namespace KonTum.Tthc.Sandbox.Demonstration;

internal sealed record Agency(string Code, string Name);

/// <summary>
/// A certificate that an account holds; its days count back from the first start of the sandbox. <c>Uid</c> is the identity in it when that is
/// not the account's number, e.g. <c>CMND:233117254</c> of somebody who has a new card since.
/// </summary>
internal sealed record CertificatePlan(
    Guid CertId, string ServiceType, string ServiceName, int StartsDaysAgo, int LastsDays, bool Locked = false, string? Uid = null,
    CscPlan? Csc = null);

/// <summary>How a service with a CSC interface protects a key.</summary>
/// <param name="AuthMode">"implicit" (the phone), "explicit" (PIN, OTP) or "oauth2code" (the service's own page).</param>
/// <param name="Scal">"2" binds an authorization to the digests.</param>
/// <param name="Multisign">Most signatures of one authorization.</param>
/// <param name="Pin">The PIN; null when none is wanted.</param>
/// <param name="Otp">"online" (sent on request) or "offline" (from an app); null when none is wanted.</param>
/// <param name="Key">"rsa" or "ecdsa" (P-256).</param>
/// <param name="Disabled">The key is switched off.</param>
internal sealed record CscPlan(
    string AuthMode,
    string Scal = "1",
    int Multisign = 1,
    string? Pin = null,
    string? Otp = null,
    string Key = "rsa",
    bool Disabled = false);

/// <summary>
/// A person's account at one certificate authority: the number they type in, and what it is (CCCD, CMND, or MST for a tax code). At
/// providers with a login of their own, it may want a second factor.
/// </summary>
internal sealed record SigningAccount(
    string CaName, string UserId, string IdentityKind, IReadOnlyList<CertificatePlan> Certificates, bool TwoFactor = false);

internal sealed record Person(
    Guid Sub,
    string Name,
    IReadOnlyList<string> Roles,
    string? Username = null,
    string? ClientId = null,
    string? Email = null,
    string? PhoneNumber = null,
    string? IdentityNumber = null,
    string? Province = null,
    string? Agency = null,
    IReadOnlyList<SigningAccount>? SigningAccounts = null)
{
    public IReadOnlyList<SigningAccount> Accounts => SigningAccounts ?? [];
}

/// <summary>The invented people of <c>people.json</c>: who logs in, and who signs with which authority.</summary>
internal sealed class DemonstrationPeople
{
    private sealed record Document(string DemonstrationPassword, IReadOnlyList<Agency> Agencies, IReadOnlyList<Person> People);

    public DemonstrationPeople(string? configuredPassword)
    {
        using var stream = Resources.Open("people.json");
        var document = JsonSerializer.Deserialize<Document>(stream, Wire.Json)
            ?? throw new InvalidOperationException("people.json is empty.");
        Password = string.IsNullOrEmpty(configuredPassword) ? document.DemonstrationPassword : configuredPassword;
        Agencies = document.Agencies;
        People = document.People;
    }

    /// <summary>One password for everybody, for demonstration only.</summary>
    public string Password { get; }

    public IReadOnlyList<Agency> Agencies { get; }

    public IReadOnlyList<Person> People { get; }

    /// <summary>Finds the person who logs in with this user name or identity number.</summary>
    public Person? FindByLogin(string login) => People.FirstOrDefault(person =>
        person.Username is not null
        && (string.Equals(person.Username, login, StringComparison.OrdinalIgnoreCase) || person.IdentityNumber == login));

    public Person? FindBySubject(string? subject) =>
        Guid.TryParse(subject, out var sub) ? People.FirstOrDefault(person => person.Sub == sub) : null;

    public Person? FindByClient(string? clientId) =>
        clientId is null ? null : People.FirstOrDefault(person => person.ClientId == clientId);
}
