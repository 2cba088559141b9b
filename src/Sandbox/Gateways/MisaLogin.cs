using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using KonTum.Tthc.Sandbox.Demonstration;
using KonTum.Tthc.Sandbox.Faults;

namespace KonTum.Tthc.Sandbox.Gateways;

/// <summary>
/// The MISA ID part: user name and password, a second factor where the account wants one (error code 122), and refresh tokens that are good
/// for one use. What signs is the <c>remoteSigningAccessToken</c>, good for an hour.
/// </summary>
internal sealed class MisaLogin(DemonstrationPeople people, SessionTokens tokens, OneTimePasswords passwords, FaultEngine faults)
{
    public const string RemoteSigning = "remoteSigning";
    private const string Gateway = GatewayNames.Misa;
    private const string Access = "access";
    private const string Refresh = "refresh";
    private static readonly TimeSpan TokenLifetime = TimeSpan.FromHours(1);
    private static readonly TimeSpan RefreshLifetime = TimeSpan.FromDays(30);

    /// <summary>Who asked to be remembered is not asked for a second factor again.</summary>
    private readonly ConcurrentDictionary<string, bool> remembered = new(StringComparer.Ordinal);

    public void Map(IEndpointRouteBuilder routes)
    {
        // Production has the first two at the root, the test environment below webdev; the other two are below webdev in both.
        foreach (var prefix in new[] { "", "/webdev" })
        {
            routes.MapPost(prefix + "/api/auth/api/v1/auth/login-api", (Delegate)LoginAsync);
            routes.MapPost(prefix + "/api/auth/api/v1/auth/two-factor-auth", (Delegate)SecondFactorAsync);
            routes.MapPost(prefix + "/api/auth/api/v1/auth/resend-otp-auth", (Delegate)ResendAsync);
            routes.MapPost(prefix + "/api/auth/api/v1/auth/refreshtoken", (Delegate)RefreshAsync);
        }
    }

    /// <summary>The identifier that MISA gives to a user: made of the account, so that it stays.</summary>
    public static Guid UserId(SigningAccount account) =>
        new(SHA256.HashData(Encoding.UTF8.GetBytes($"{Gateway}\n{account.UserId}")).AsSpan(0, 16));

    public SigningAccount? OwnerOf(string? remoteSigningToken) =>
        tokens.Read(Gateway, RemoteSigning, remoteSigningToken)?.Owner is { } number
            ? Accounts().FirstOrDefault(a => a.Account.UserId == number).Account
            : null;

    private async Task<IResult> LoginAsync(HttpContext context)
    {
        if (await PlainWire.ReadObjectAsync(context) is not { } body)
            return MisaCodes.Refuse(400, "e400", "body is not the JSON object that was expected");
        if (Find(body.Text("userName")) is not ({ } account, { } person) || body.Text("password") != people.Password)
            return MisaCodes.LoginAnswer(400, MisaCodes.LoginWrong, "Tài khoản hoặc mật khẩu không đúng");
        return await faults.RunAsync(context, new FaultSubject(Gateway, FaultCalls.Login, account.CaName, account.UserId), MisaCodes.Words, () =>
        {
            if (!account.TwoFactor || remembered.ContainsKey(account.UserId))
                return Task.FromResult(SignedOn(account, person));
            passwords.Send(Gateway, account.UserId);
            return Task.FromResult(MisaCodes.LoginAnswer(200, MisaCodes.TwoFactorsWanted, "Tài khoản cần xác thực hai lớp"));
        });
    }

    private async Task<IResult> SecondFactorAsync(HttpContext context)
    {
        if (await PlainWire.ReadObjectAsync(context) is not { } body || body.Number("otpType") is not (0 or 1))
            return MisaCodes.Refuse(400, "e400", "body is not the JSON object that was expected");
        if (Find(body.Text("userName")) is not ({ } account, { } person))
            return MisaCodes.LoginAnswer(400, MisaCodes.OtpWrong, "Mã OTP không đúng");
        switch (passwords.Check(Gateway, account.UserId, body.Text("code")))
        {
            case OtpCheck.Right:
                if (body.TryGetProperty("remember", out var remember) && remember.ValueKind == System.Text.Json.JsonValueKind.True)
                    remembered[account.UserId] = true;
                return SignedOn(account, person);
            case OtpCheck.Expired:
                return MisaCodes.LoginAnswer(400, MisaCodes.OtpExpired, "Mã OTP đã hết hạn");
            case OtpCheck.AttemptsUsedUp:
                return MisaCodes.LoginAnswer(400, MisaCodes.OtpAttemptsUsedUp, "Đã nhập sai quá số lần cho phép");
            default:
                return MisaCodes.LoginAnswer(400, MisaCodes.OtpWrong, "Mã OTP không đúng");
        }
    }

    private async Task<IResult> ResendAsync(HttpContext context)
    {
        if (await PlainWire.ReadObjectAsync(context) is not { } body || Find(body.Text("userName")) is not ({ } account, { } person))
            return MisaCodes.LoginAnswer(400, MisaCodes.LoginWrong, "Tài khoản không đúng");
        passwords.Send(Gateway, account.UserId);
        return MisaCodes.LoginAnswer(200, 0, "OK", new { user = new { username = person.Username } });
    }

    private async Task<IResult> RefreshAsync(HttpContext context)
    {
        if (await PlainWire.ReadObjectAsync(context) is not { } body
            || tokens.Spend(Gateway, Refresh, body.Text("refreshToken")) is not { } spent)
            return MisaCodes.Refuse(400, "INVALID_REFRESH_TOKEN", "refreshToken is not valid");
        var subject = new FaultSubject(Gateway, FaultCalls.Login, MisaGateway.OnlyAuthority, spent.Owner);
        // Not wrapped in a status block, unlike the login: so the document has it.
        return await faults.RunAsync(context, subject, MisaCodes.Words, () => Task.FromResult(PlainWire.Answer(new
        {
            remoteSigningAccessToken = tokens.Issue(Gateway, RemoteSigning, spent.Owner, TokenLifetime),
            accessToken = tokens.Issue(Gateway, Access, spent.Owner, TokenLifetime),
            refreshToken = tokens.Issue(Gateway, Refresh, spent.Owner, RefreshLifetime),
            expiresIn = (int)TokenLifetime.TotalSeconds,
        })));
    }

    private IResult SignedOn(SigningAccount account, Person person)
    {
        var split = person.Name.LastIndexOf(' ');
        return MisaCodes.LoginAnswer(200, 0, "OK", new
        {
            accessToken = tokens.Issue(Gateway, Access, account.UserId, TokenLifetime),
            remoteSigningAccessToken = tokens.Issue(Gateway, RemoteSigning, account.UserId, TokenLifetime),
            tokenType = "Bearer",
            expiresIn = (int)TokenLifetime.TotalSeconds,
            refreshToken = tokens.Issue(Gateway, Refresh, account.UserId, RefreshLifetime),
            user = new
            {
                id = UserId(account),
                email = person.Email,
                phoneNumber = person.PhoneNumber,
                firstName = split < 0 ? "" : person.Name[..split],
                lastName = person.Name[(split + 1)..],
                username = person.Username,
            },
            @default = new { email = false, phoneNumber = true, appAuthenticator = false },
            verifyUser = new { emailsVerify = true, phoneNumberIsVerify = true, isChangePassword = true },
        });
    }

    /// <summary>A MISA ID is a name of its own, an address or a phone number; for demonstrations the account's number does as well.</summary>
    private (SigningAccount? Account, Person? Person) Find(string? userName) => string.IsNullOrEmpty(userName) ? default : Accounts()
        .FirstOrDefault(a => userName == a.Account.UserId || userName == a.Person.Email || userName == a.Person.PhoneNumber || userName == a.Person.Username);

    private IEnumerable<(SigningAccount Account, Person Person)> Accounts() =>
        people.People.SelectMany(p => p.Accounts.Where(a => a.CaName == MisaGateway.OnlyAuthority).Select(a => (a, p)));
}
