using System.Security.Cryptography;
using System.Text.Json;
using KonTum.Tthc.Application.Access;
using KonTum.Tthc.Application.Requests;
using KonTum.Tthc.Domain.Failures;
using MediatR;

namespace KonTum.Tthc.Application.Pipeline;

/// <summary>
/// Gives the first answer to a repeated request. The answer is kept in the transaction of the change itself (see
/// <see cref="Storage.IUnitOfWork"/>), so there is no moment at which one exists without the other. Failures are not kept: the same
/// request may be repeated until it succeeds.
/// </summary>
internal sealed class IdempotencyBehaviour<TRequest, TAnswer>(IFirstAnswers answers, RepeatableScope scope, ICallerContext callers)
    : IPipelineBehavior<TRequest, TAnswer>
    where TRequest : notnull
{
    public async Task<TAnswer> Handle(TRequest request, RequestHandlerDelegate<TAnswer> next, CancellationToken cancellationToken)
    {
        if (request is not IRepeatable { RequestId: { Length: > 0 } requestId }) return await next();
        if (!Guid.TryParse(requestId, out var id)) throw Failures.Invalid(Failures.Malformed.At("request_id", ("expected", "UUID")));

        var subject = callers.Required().Subject;
        var key = $"{subject}/{typeof(TRequest).Name}/{id:N}";
        var fingerprint = Convert.ToHexStringLower(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(request)));

        if (await FindAsync(key, fingerprint, cancellationToken) is { } first) return first.Answer;
        scope.Begin(key, fingerprint, subject);
        try
        {
            return await next();
        }
        catch (FailureException)
        {
            // Two of the same request at once: the other one was first. This one was refused when it wrote, or earlier, because it
            // loaded what the other one had made (a submitted dossier is no draft any more).
            if (await FindAsync(key, fingerprint, cancellationToken) is { } other) return other.Answer;
            throw;
        }
    }

    private async Task<Kept?> FindAsync(string key, string fingerprint, CancellationToken cancellationToken)
    {
        var first = await answers.FindAsync(key, cancellationToken);
        if (first is null) return null;
        if (first.Fingerprint != fingerprint) throw Failures.Invalid(Failures.RequestIdReused.At("request_id"));
        return new Kept(JsonSerializer.Deserialize<TAnswer>(first.Answer)!);
    }

    private sealed record Kept(TAnswer Answer);
}
