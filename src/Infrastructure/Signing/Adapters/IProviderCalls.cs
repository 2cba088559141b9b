using System.Text.Json;

namespace KonTum.Tthc.Infrastructure.Signing.Adapters;

/// <summary>
/// Calls interfaces of providers over HTTP: timeouts, repetitions only where a repeat is harmless, a circuit breaker for each address,
/// TLS always verified, answers checked for content type and size before they are parsed. Logs name the connection, the call and codes;
/// never a body, an account or an address, because the address of a status call can be the key to the signatures.
/// </summary>
internal interface IProviderCalls
{
    /// <summary>Calls.</summary>
    /// <exception cref="Domain.Failures.FailureException">
    /// SIGNING_PROVIDER_UNAVAILABLE: no answer; SIGNING_PROVIDER_FAILED: one that is not JSON, or larger than is read.
    /// </exception>
    Task<ProviderAnswer> SendAsync(ProviderConnection connection, ProviderCall call, CancellationToken cancellationToken);
}

/// <summary>A call of a provider's interface.</summary>
/// <param name="Name">What logs say, for example "sign".</param>
/// <param name="Path">Path and query below the base address.</param>
internal sealed record ProviderCall(string Name, string Path)
{
    /// <summary>POST, or GET when there is no body.</summary>
    public HttpMethod Method { get; init; } = HttpMethod.Post;

    /// <summary>Written as JSON as it is; null for none.</summary>
    public object? Body { get; init; }

    /// <summary>Written as application/x-www-form-urlencoded; null for none. Not together with <see cref="Body"/>.</summary>
    public IReadOnlyDictionary<string, string>? Form { get; init; }

    /// <summary>Further headers, the Authorization header among them.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>();

    /// <summary>Whether it may be sent again without asking anyone, when no answer came.</summary>
    public bool Repeatable { get; init; }

    /// <summary>How long one attempt may take; null takes the connection's. A call that blocks until the phone was touched has its own.</summary>
    public TimeSpan? Timeout { get; init; }
}

/// <summary>What a provider answered: JSON of an acceptable size.</summary>
/// <param name="HttpStatus">HTTP status.</param>
/// <param name="Root">The document: an object or an array.</param>
internal sealed record ProviderAnswer(int HttpStatus, JsonElement Root);
