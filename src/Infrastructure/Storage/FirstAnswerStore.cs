using KonTum.Tthc.Application.Requests;
using KonTum.Tthc.Domain.People;
using Marten;

namespace KonTum.Tthc.Infrastructure.Storage;

/// <summary>
/// The first answer to a request id, as it is stored. Answers hold personal data, and from the digest of a request an identity number
/// can be guessed, so both are sealed.
/// </summary>
internal sealed record FirstAnswerDocument(string Key, Personal<FirstAnswer> Kept, DateTimeOffset At);

internal sealed class FirstAnswerStore(Sessions sessions) : IFirstAnswers
{
    public async Task<FirstAnswer?> FindAsync(string key, CancellationToken cancellationToken)
    {
        await using var session = sessions.Query();
        var found = await session.LoadAsync<FirstAnswerDocument>(key, cancellationToken);
        return found?.Kept.Value;
    }
}
