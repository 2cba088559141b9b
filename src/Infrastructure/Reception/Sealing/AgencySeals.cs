using System.Globalization;
using KonTum.Tthc.Application.Reception;
using KonTum.Tthc.Application.Signing;
using KonTum.Tthc.Domain.Dossiers;
using KonTum.Tthc.Domain.Failures;
using KonTum.Tthc.Domain.People;
using KonTum.Tthc.Domain.Signing;
using KonTum.Tthc.Infrastructure.Signing.Adapters;
using Microsoft.Extensions.Logging;

namespace KonTum.Tthc.Infrastructure.Reception.Sealing;

/// <summary>
/// Seals with keys that the operator of the platform holds for the agencies, or that a provider holds for them. What a citizen's signature
/// gets, a seal gets too: checked before, timestamped, with the proofs of validity (B-LT) where they can be had now.
/// </summary>
internal sealed partial class AgencySeals(
    SealCatalogue seals, RemoteSeals remote, ICertificateInspector inspector, IDocumentSigner documents, TimeProvider time,
    ILogger<AgencySeals> log) : IAgencySeals
{
    private static readonly TimeSpan VietNam = TimeSpan.FromHours(7);

    /// <summary>An officer waits for the upload; a provider that needs longer is asked again when it is sealed.</summary>
    private static readonly TimeSpan LongestCheck = TimeSpan.FromSeconds(5);

    /// <inheritdoc />
    public async Task CheckAsync(string agencyCode, CancellationToken cancellationToken)
    {
        using var quick = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        quick.CancelAfter(LongestCheck);
        try
        {
            _ = await UsableAsync(agencyCode, quick.Token);
        }
        catch (FailureException away) when (RemoteSeals.IsAway(away))
        {
            LogAway(agencyCode);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            LogAway(agencyCode);
        }
    }

    /// <inheritdoc />
    public Task CheckFileAsync(string agencyCode, StoredFile file, CancellationToken cancellationToken) =>
        documents.CheckAsync(file, Find(agencyCode).Placement, cancellationToken);

    /// <inheritdoc />
    public async Task<SignedDocument> SealAsync(string agencyCode, StoredFile file, CancellationToken cancellationToken)
    {
        var (seal, certificate, held) = await UsableAsync(agencyCode, cancellationToken);
        if (await inspector.IsRevokedAsync(certificate, cancellationToken) == true) throw Unusable(agencyCode, "its certificate is revoked");

        var now = time.GetUtcNow();
        var lines = seal.Lines.Count > 0 ? seal.Lines : [
            certificate.Holder,
            string.Create(CultureInfo.InvariantCulture, $"Thời gian ký: {now.ToOffset(VietNam):dd/MM/yyyy HH:mm:ss zzz}"),
        ];
        var prepared = await documents.PrepareAsync(
            new DocumentToPrepare(file, seal.Placement, certificate.Chain, lines, null, now), cancellationToken);
        var value = seal.Key is RemoteKey key
            ? await Said(agencyCode, () => remote.SignAsync(key, held!, prepared.DigestToSign, cancellationToken))
            : ((FileKey)seal.Key).Local.SignSha256(prepared.DigestToSign);
        var whole = new PreparedFile(Guid.Empty, Personal.Of("", ""), prepared.PreparedSha256, prepared.StateSha256, prepared.DigestToSign);
        return await documents.FinishAsync(whole, value, cancellationToken);
    }

    private Seal Find(string agencyCode) => seals.Find(agencyCode) ?? throw Failures.AgencySealMissing.Because(("agency", agencyCode));

    private async Task<(Seal Seal, CertificateFacts Certificate, RemoteSealKey? Held)> UsableAsync(
        string agencyCode, CancellationToken cancellationToken)
    {
        var seal = Find(agencyCode);
        RemoteSealKey? held = null;
        if (seal.Key is RemoteKey key)
        {
            if (key.PinRefused) throw Unusable(agencyCode, "the provider has refused its PIN, and it is not tried again");
            held = await Said(agencyCode, () => remote.ReadAsync(key, cancellationToken));
            if (!held.Certificate.Active) throw Unusable(agencyCode, "the provider has switched it off");
        }

        var certificate = inspector.Inspect(held?.Certificate.Chain ?? ((FileKey)seal.Key).Local.CertificateChain);
        var now = time.GetUtcNow();
        if (now < certificate.ValidFrom || now > certificate.ValidUntil) throw Unusable(agencyCode, "its certificate is out of its time");
        if (!certificate.FitForSigning) throw Unusable(agencyCode, "its certificate is not fit for signing");
        if (!certificate.Trusted) throw Unusable(agencyCode, "its certificate is not trusted");
        return (seal, certificate, held);
    }

    /// <summary>A provider that is away is waited for; whatever else it says is about the seal, and the log keeps what.</summary>
    private async Task<T> Said<T>(string agencyCode, Func<Task<T>> call)
    {
        try
        {
            return await call();
        }
        catch (FailureException refusal) when (!RemoteSeals.IsAway(refusal))
        {
            throw Unusable(agencyCode, "the provider says " + refusal.Failure.Code);
        }
    }

    private FailureException Unusable(string agencyCode, string why)
    {
        LogUnusable(agencyCode, why);
        return Failures.AgencySealUnusable.Because(("agency", agencyCode));
    }

    [LoggerMessage(1, LogLevel.Error, "The seal of agency {Agency} cannot be used: {Why}")]
    private partial void LogUnusable(string agency, string why);

    [LoggerMessage(2, LogLevel.Warning, "The provider of the seal of agency {Agency} does not answer; the seal follows when it does")]
    private partial void LogAway(string agency);
}
