using System.Security.Cryptography;
using System.Text;
using KonTum.Tthc.Sandbox.Demonstration;

namespace KonTum.Tthc.Sandbox.Identity;

internal enum LoginOutcome
{
    Welcome,
    Wrong,
    TooMany,
}

/// <summary>Checks passwords, and makes guessing slow: after five wrong ones an account rests for five minutes. In memory only.</summary>
internal sealed class LoginAttempts(DemonstrationPeople people, TimeProvider time)
{
    private const int Allowed = 5;
    private static readonly TimeSpan Rest = TimeSpan.FromMinutes(5);
    private readonly Dictionary<Guid, (int Failures, DateTimeOffset Last)> failures = new();

    public (LoginOutcome Outcome, Person? Person) Check(string? login, string? password)
    {
        var right = CryptographicOperations.FixedTimeEquals(
            SHA256.HashData(Encoding.UTF8.GetBytes(people.Password)), SHA256.HashData(Encoding.UTF8.GetBytes(password ?? "")));
        // Unknown names are not counted: there is nothing to guess behind them, and counting them would fill the memory.
        if (people.FindByLogin(login ?? "") is not { } person)
            return (LoginOutcome.Wrong, null);

        var now = time.GetUtcNow();
        lock (failures)
        {
            var (count, last) = failures.GetValueOrDefault(person.Sub);
            if (now - last >= Rest)
                count = 0;
            if (count >= Allowed)
                return (LoginOutcome.TooMany, null);
            if (!right)
            {
                failures[person.Sub] = (count + 1, now);
                return (LoginOutcome.Wrong, null);
            }

            failures.Remove(person.Sub);
            return (LoginOutcome.Welcome, person);
        }
    }
}
