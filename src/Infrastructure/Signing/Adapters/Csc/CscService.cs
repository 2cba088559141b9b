using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using KonTum.Tthc.Domain.Failures;

namespace KonTum.Tthc.Infrastructure.Signing.Adapters.Csc;

/// <summary>
/// Calls of a service with the platform's own token, which is obtained when it is missing, kept until shortly before it ends, and obtained
/// anew when the service no longer takes it.
/// </summary>
internal sealed class CscService(IProviderCalls calls, TimeProvider time)
{
    private const int UsualLifetimeSeconds = 3600;
    private static readonly TimeSpan Margin = TimeSpan.FromSeconds(30);
    private readonly ConcurrentDictionary<string, Token> tokens = new(StringComparer.Ordinal);

    /// <summary>
    /// Name and secret of the platform at the service: "client_id" and "client_secret", or those of QĐ 769 where a file has only them.
    /// </summary>
    /// <exception cref="FailureException">SIGNING_PROVIDER_REFUSES_PLATFORM: there are none, and no service takes that.</exception>
    public static (string Id, string Secret) Client(ProviderConnection connection)
    {
        var secrets = connection.Secrets;
        var client = secrets["client_id"].Length > 0
            ? (Id: secrets["client_id"], Secret: secrets["client_secret"])
            : (Id: secrets["sp_id"], Secret: secrets["sp_password"]);
        return client.Id.Length > 0 && client.Secret.Length > 0 ? client : throw Failures.ProviderRefusesPlatform.Because();
    }

    /// <summary>Calls a method of the interface.</summary>
    /// <param name="connection">The service.</param>
    /// <param name="version">"v1" or "v2".</param>
    /// <param name="method">For example "credentials/info".</param>
    /// <param name="body">Written as it is.</param>
    /// <param name="repeatable">Whether it may be sent twice without asking anyone.</param>
    /// <param name="timeout">For calls that wait for the phone.</param>
    /// <param name="cancellationToken">Stops waiting for the answer.</param>
    public async Task<CscAnswer> CallAsync(
        ProviderConnection connection, string version, string method, object body, bool repeatable, TimeSpan? timeout,
        CancellationToken cancellationToken)
    {
        var traits = connection.TraitsOf<CscTraits>();
        var path = (traits.ApiPath.Length > 0 ? traits.ApiPath : $"csc/{version}/") + method;
        var token = await TokenAsync(connection, version, null, cancellationToken);
        var answer = await SendAsync(token);
        // A token that is refused has done nothing, so that even a signature may be asked for again.
        if (answer.Verdict == CscVerdict.TokenRefused)
            answer = await SendAsync(await TokenAsync(connection, version, token, cancellationToken));
        return answer;

        async Task<CscAnswer> SendAsync(string bearer)
        {
            var sent = await calls.SendAsync(
                connection,
                new ProviderCall(method, path)
                {
                    Body = body, Repeatable = repeatable, Timeout = timeout,
                    Headers = new Dictionary<string, string> { ["Authorization"] = "Bearer " + bearer },
                },
                cancellationToken);
            return new CscAnswer(sent.HttpStatus, sent.Root);
        }
    }

    /// <summary>Exchanges the code of the service's page for the token that stands for the activation data.</summary>
    public async Task<CscAnswer> ExchangeAsync(
        ProviderConnection connection, string code, string verifier, CancellationToken cancellationToken)
    {
        var (id, secret) = Client(connection);
        return await FormAsync(connection, new Dictionary<string, string>
        {
            ["grant_type"] = "authorization_code",
            ["code"] = code,
            ["redirect_uri"] = connection.TraitsOf<CscTraits>().RedirectUri,
            ["code_verifier"] = verifier,
            ["client_id"] = id,
            ["client_secret"] = secret,
        }, cancellationToken);
    }

    private static string Fingerprint(ProviderConnection connection)
    {
        var (id, secret) = Client(connection);
        return $"{connection.Name} {connection.BaseAddress} {Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes($"{id}\0{secret}")))}";
    }

    private async Task<string> TokenAsync(ProviderConnection connection, string version, string? refused, CancellationToken cancellationToken)
    {
        // Another secret is another token: the catalogue changes while the platform runs.
        var key = Fingerprint(connection);
        if (tokens.TryGetValue(key, out var known) && known.Value != refused && time.GetUtcNow() < known.Until) return known.Value;
        var answer = connection.TraitsOf<CscTraits>().ServiceAuthorization == CscServiceAuthorization.Basic
            ? await LogInAsync(connection, version, cancellationToken)
            : await ClientCredentialsAsync(connection, cancellationToken);
        if (answer.Verdict is not CscVerdict.None)
            throw (answer.Verdict == CscVerdict.Unavailable ? Failures.ProviderUnavailable : Failures.ProviderRefusesPlatform).Because();
        var value = answer["access_token"] is { Length: > 0 } token ? token : throw Failures.ProviderFailed.Because();
        var seconds = int.TryParse(answer["expires_in"], NumberStyles.None, CultureInfo.InvariantCulture, out var given) ? given : UsualLifetimeSeconds;
        tokens[key] = new Token(value, time.GetUtcNow().AddSeconds(seconds) - Margin);
        return value;
    }

    private async Task<CscAnswer> LogInAsync(ProviderConnection connection, string version, CancellationToken cancellationToken)
    {
        var (id, secret) = Client(connection);
        var traits = connection.TraitsOf<CscTraits>();
        var path = (traits.ApiPath.Length > 0 ? traits.ApiPath : $"csc/{version}/") + "auth/login";
        var answer = await calls.SendAsync(
            connection,
            new ProviderCall("auth/login", path)
            {
                Body = new Dictionary<string, object> { ["rememberMe"] = false },
                Repeatable = true,
                Headers = new Dictionary<string, string>
                {
                    ["Authorization"] = "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes($"{id}:{secret}")),
                },
            },
            cancellationToken);
        return new CscAnswer(answer.HttpStatus, answer.Root);
    }

    private Task<CscAnswer> ClientCredentialsAsync(ProviderConnection connection, CancellationToken cancellationToken)
    {
        var (id, secret) = Client(connection);
        return FormAsync(
            connection,
            new Dictionary<string, string>
            {
                ["grant_type"] = "client_credentials", ["scope"] = "service", ["client_id"] = id, ["client_secret"] = secret,
            },
            cancellationToken);
    }

    private async Task<CscAnswer> FormAsync(
        ProviderConnection connection, Dictionary<string, string> form, CancellationToken cancellationToken)
    {
        var path = connection.TraitsOf<CscTraits>().OAuthPath + "token";
        var answer = await calls.SendAsync(
            connection,
            new ProviderCall("oauth2/token", path) { Form = form, Repeatable = form["grant_type"] == "client_credentials" },
            cancellationToken);
        return new CscAnswer(answer.HttpStatus, answer.Root);
    }

    private sealed record Token(string Value, DateTimeOffset Until)
    {
        public override string ToString() => nameof(Token);
    }
}
