namespace KonTum.Tthc.Application.Requests;

/// <summary>Looks up the first answers to request ids.</summary>
public interface IFirstAnswers
{
    /// <summary>The first answer; null if there was none yet.</summary>
    Task<FirstAnswer?> FindAsync(string key, CancellationToken cancellationToken);
}

/// <summary>The first answer to a request id.</summary>
/// <param name="Fingerprint">Digest of the request that it answered.</param>
/// <param name="Answer">The answer as JSON.</param>
public sealed record FirstAnswer(string Fingerprint, string Answer);

/// <summary>The request id of the use case that runs, for the unit of work to keep its answer under. One for each scope.</summary>
public sealed class RepeatableScope
{
    /// <summary>Caller, use case and request id; null when the request is not repeatable.</summary>
    public string? Key { get; private set; }

    /// <summary>Digest of the request.</summary>
    public string Fingerprint { get; private set; } = "";

    /// <summary>Subject of the caller, whose key seals the kept answer.</summary>
    public string Subject { get; private set; } = "";

    /// <summary>Sets the request id.</summary>
    public void Begin(string key, string fingerprint, string subject) => (Key, Fingerprint, Subject) = (key, fingerprint, subject);

    /// <summary>Keeps no answer: what is committed is that the request was refused, and it may be repeated.</summary>
    public void Forget() => Key = null;
}
