using System.Security.Cryptography;
using FluentValidation;
using KonTum.Tthc.Application.Access;
using KonTum.Tthc.Application.Pipeline;
using KonTum.Tthc.Application.Requests;
using KonTum.Tthc.Application.Storage;
using KonTum.Tthc.Domain.Dossiers;
using KonTum.Tthc.Domain.Failures;
using KonTum.Tthc.Domain.Signing;
using MediatR;

namespace KonTum.Tthc.Application.Signing.AuthorizeSigning;

/// <summary>
/// Gives the provider the PIN, one-time password or code that it wants; they go through and are kept nowhere. Not repeatable by request
/// id for that reason: a first answer kept for it would need a fingerprint of the secret.
/// </summary>
[AllowedFor(Role.Citizen, Role.System)]
public sealed record AuthorizeSigning(Guid SigningId, SigningAuthorization Authorization) : ICommand<SigningView>;

internal sealed class AuthorizeSigningValidator : AbstractValidator<AuthorizeSigning>
{
    public AuthorizeSigningValidator()
    {
        this.MayBeText(r => r.Authorization.Pin, "pin", 100);
        this.MayBeText(r => r.Authorization.Otp, "otp", 100);
        this.MayBeText(r => r.Authorization.Code, "code", 4000);
        this.MayBeText(r => r.Authorization.State, "state", 1000);
    }
}

internal sealed class AuthorizeSigningHandler(
    IUnitOfWork work, IStreamReader streams, IRemoteSigning remote, IAuthorizationTurns turns, ICallerContext callers, TimeProvider time)
    : IRequestHandler<AuthorizeSigning, SigningView>
{
    public async Task<SigningView> Handle(AuthorizeSigning request, CancellationToken cancellationToken)
    {
        // Whether it is asked for is looked at before as well: whoever may not give it takes nobody's turn.
        await AskedAsync(request.SigningId, cancellationToken);
        await using var turn = await turns.TryTakeAsync(request.SigningId, cancellationToken) ?? throw Failures.AuthorizationUnderWay.Because();
        var signing = await AskedAsync(request.SigningId, cancellationToken);
        // Sent empty it would count as a wrong one at the provider, and a few of those lock the key.
        if (Missing(signing.Authorization, request.Authorization) is { } field) throw Failures.Invalid(Failures.Required.At(field));

        RemoteOutcome outcome;
        try
        {
            // Not the caller's to break off: the provider may sign on this call, and a browser that is closed must not cost the signature.
            outcome = await remote.AuthorizeAsync(SigningEnding.Ceremony(signing), request.Authorization, CancellationToken.None);
        }
        catch (FailureException e) when (e.Failure == Failures.CredentialLocked)
        {
            outcome = new RemoteOutcome.Failed(e.Failure);
        }

        // The provider is asked once, whoever else writes meanwhile: what it answered holds.
        return await work.DecideAsync(() => TakeAsync(request.SigningId, signing.Confirmation, outcome, CancellationToken.None));
    }

    /// <summary>The field without which the provider need not be asked; of a PIN and a one-time password one may be optional there.</summary>
    private static string? Missing(AuthorizationAsked? asked, SigningAuthorization given) => asked switch
    {
        { AuthorizationUri.Length: > 0 } when given.Code.Length == 0 => "code",
        { Pin: true } when given.Pin.Length + given.Otp.Length == 0 => "pin",
        { Otp: true, Pin: false } when given.Otp.Length == 0 => "otp",
        _ => null,
    };

    private async Task<SignatureRecord> AskedAsync(Guid signingId, CancellationToken cancellationToken)
    {
        var signing = (await streams.OwnSigningAsync(signingId, callers.Required(), cancellationToken)).State;
        if (signing.HasEnded) throw Failures.SigningEnded.Because();
        return signing.State == SigningState.AuthorizationRequired && time.GetUtcNow() < signing.ExpiresAt && signing.Entry?.Value is not null
            ? signing
            : throw Failures.AuthorizationNotAsked.Because();
    }

    private async Task<SigningView> TakeAsync(Guid signingId, int confirmation, RemoteOutcome outcome, CancellationToken cancellationToken)
    {
        var signing = await work.FindAsync<SignatureRecord>(signingId, cancellationToken) ?? throw Failures.SigningNotFound.Because();
        var (record, now) = (signing.State, time.GetUtcNow());
        if (record.State == SigningState.AuthorizationRequired && record.Confirmation == confirmation)
        {
            if (outcome is RemoteOutcome.Pending)
            {
                signing.Append(record.Authorize(now));
            }
            else if (outcome is RemoteOutcome.Signed signed)
            {
                signing.Append(record.Receive(SigningEnding.Values(record, signed), now));
            }
            else
            {
                var dossier = await work.FindAsync<Dossier>(record.DossierId, cancellationToken);
                SigningEnding.End(signing, dossier, SigningEnding.CauseOf(outcome)!.Code, now);
            }

            work.ScheduleSigning(signingId, now);
        }
        else if (record is { HasEnded: true, LateSignatureSeen: false, State: not SigningState.Signed } && outcome is RemoteOutcome.Signed late)
        {
            signing.Append(record.RecordLateSignature(
                [.. late.Signatures.Values.Select(s => Convert.ToHexStringLower(SHA256.HashData(s)))], now));
        }

        return await work.CommitAsync(SigningView.Of(record, signing.Version), cancellationToken);
    }
}
