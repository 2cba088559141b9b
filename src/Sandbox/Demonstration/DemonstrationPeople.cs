using System.Text.Json;

namespace KonTum.Tthc.Sandbox.Demonstration;

internal sealed record Agency(string Code, string Name);

/// <summary>
/// A certificate that an account holds; its days count back from the first start of the sandbox. <c>Uid</c> is the identity in it when that is
/// not the account's number, e.g. <c>CMND:233117254</c> of somebody who has a new card since.
/// </summary>
internal sealed record CertificatePlan(
    Guid CertId, string ServiceType, string ServiceName, int StartsDaysAgo, int LastsDays, bool Locked = false, string? Uid = null);

/// <summary>A person's account at one certificate authority: the number they type in, and what it is (CCCD or CMND).</summary>
internal sealed record SigningAccount(string CaName, string UserId, string IdentityKind, IReadOnlyList<CertificatePlan> Certificates);

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
