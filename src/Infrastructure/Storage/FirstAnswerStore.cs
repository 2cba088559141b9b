using KonTum.Tthc.Application.Requests;
using KonTum.Tthc.Domain.People;
using Marten;

namespace KonTum.Tthc.Infrastructure.Storage;

/// <summary>The first answer to a request id, as it is stored; answers hold personal data, so they are sealed.</summary>
internal sealed record FirstAnswerDocument(string Key, string Fingerprint, Personal<string> Answer, DateTimeOffset At);

internal sealed class FirstAnswerStore(Sessions sessions) : IFirstAnswers
{
    public async Task<FirstAnswer?> FindAsync(string key, CancellationToken cancellationToken)
    {
        await using var session = sessions.Query();
        var found = await session.LoadAsync<FirstAnswerDocument>(key, cancellationToken);
        return found?.Answer.Value is { } answer ? new FirstAnswer(found.Fingerprint, answer) : null;
    }
}
