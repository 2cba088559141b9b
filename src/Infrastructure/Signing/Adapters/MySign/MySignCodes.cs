using System.Collections.Frozen;
using KonTum.Tthc.Application.Signing;
using KonTum.Tthc.Domain.Failures;

namespace KonTum.Tthc.Infrastructure.Signing.Adapters.MySign;

/// <summary>The codes of the MySign document (facts 2.1), in one table. The status call and errors draw from the same numbers.</summary>
internal static class MySignCodes
{
    /// <summary>Signed; the signatures are beside it.</summary>
    public const int Signed = 1;

    /// <summary>Certificate expired or revoked: one code for both.</summary>
    public const int CertificateUnusable = 13004;

    /// <summary>User id or password is invalid: also what a token that has run out gets.</summary>
    public const int UserOrPasswordInvalid = 59033;

    private static readonly FrozenDictionary<int, RemoteOutcome> Outcomes = new Dictionary<int, RemoteOutcome>
    {
        [4000] = new RemoteOutcome.Pending(),
        [6000] = new RemoteOutcome.Pending(), // confirmed, being signed
        [4001] = new RemoteOutcome.Expired(),
        [4002] = new RemoteOutcome.Rejected(),
        [4004] = new RemoteOutcome.Failed(Failures.ProviderFailed),
        [4005] = new RemoteOutcome.Failed(Failures.QuotaExhausted),
        [CertificateUnusable] = new RemoteOutcome.Failed(Failures.CertificateRevoked),
        [58008] = new RemoteOutcome.Failed(Failures.AccountUnknown),
    }.ToFrozenDictionary();

    private static readonly FrozenDictionary<int, Failure> Errors = new Dictionary<int, Failure>
    {
        [4001] = Failures.SigningExpired,
        [4002] = Failures.SigningRejected,
        [4004] = Failures.ProviderFailed,
        [4005] = Failures.QuotaExhausted,
        [CertificateUnusable] = Failures.CertificateRevoked,
        [50000] = Failures.ProviderFailed,
        [58007] = Failures.ProviderRefusesPlatform, // client id does not exist
        [58008] = Failures.AccountUnknown, // user id does not exist
        [UserOrPasswordInvalid] = Failures.AccountUnknown,
        [86002] = Failures.ProviderRefusesPlatform, // TLS client certificate is revoked
        [86024] = Failures.ProviderRefusesPlatform, // client secret is invalid
    }.ToFrozenDictionary();

    /// <summary>What a status means; null when it says nothing about the ceremony (50000, and what is published nowhere).</summary>
    public static RemoteOutcome? OutcomeOf(int? status) => status is { } code ? Outcomes.GetValueOrDefault(code) : null;

    /// <summary>What an error means; the HTTP status counts when the code is published nowhere.</summary>
    public static Failure FailureOf(int? error, int httpStatus) =>
        error is { } code && Errors.TryGetValue(code, out var failure) ? failure
        : httpStatus is 408 or 429 or 502 or 503 or 504 ? Failures.ProviderUnavailable
        : Failures.ProviderFailed;
}
