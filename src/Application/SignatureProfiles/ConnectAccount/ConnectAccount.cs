using FluentValidation;
using KonTum.Tthc.Application.Access;
using KonTum.Tthc.Application.Pipeline;
using KonTum.Tthc.Application.Requests;
using KonTum.Tthc.Application.Signing;
using KonTum.Tthc.Application.Storage;
using KonTum.Tthc.Domain.Failures;
using KonTum.Tthc.Domain.SignatureProfiles;
using MediatR;

namespace KonTum.Tthc.Application.SignatureProfiles.ConnectAccount;

/// <summary>
/// Logs in to the account of an entry at its provider. What is given goes through and is kept nowhere; not repeatable by request id for
/// that reason: a first answer kept for it would need a fingerprint of the password.
/// </summary>
[AllowedFor(Role.Citizen, Role.System)]
public sealed record ConnectAccount(Guid ProfileId, SignatureEntry Entry, AccountLogin Login) : ICommand<AccountConnection>
{
    /// <summary>Hides the account.</summary>
    public override string ToString() => nameof(ConnectAccount);
}

internal sealed class ConnectAccountValidator : AbstractValidator<ConnectAccount>
{
    public ConnectAccountValidator()
    {
        this.MustBeText(r => r.Login.UserName, "user_name", 200);
        this.MayBeText(r => r.Login.Password, "password", 500);
        this.MayBeText(r => r.Login.Otp, "otp", 20);
        RuleFor(r => r).Must(r => r.Login.Password.Length + r.Login.Otp.Length > 0).WithState(_ => Failures.Required.At("password"));
    }
}

internal sealed class ConnectAccountHandler(IStreamReader streams, IRemoteSigning remote, ICallerContext callers)
    : IRequestHandler<ConnectAccount, AccountConnection>
{
    public async Task<AccountConnection> Handle(ConnectAccount request, CancellationToken cancellationToken)
    {
        var caller = callers.Required();
        var profile = await streams.OwnProfileAsync(request.ProfileId, caller, cancellationToken);
        // Only what is in the profile: nobody may use the platform to try passwords on accounts of others without leaving a trace.
        if (profile.State.Settings?.Entries.Contains(request.Entry) != true)
            throw Failures.Invalid(Failures.Malformed.At("entry", ("expected", "một tài khoản của chữ ký / an account of the profile")));
        return await remote.ConnectAccountAsync(caller.Subject, request.Entry, request.Login, cancellationToken);
    }
}
