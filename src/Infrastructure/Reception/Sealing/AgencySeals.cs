using System.Globalization;
using KonTum.Tthc.Application.Reception;
using KonTum.Tthc.Application.Signing;
using KonTum.Tthc.Domain.Dossiers;
using KonTum.Tthc.Domain.Failures;
using KonTum.Tthc.Domain.People;
using KonTum.Tthc.Domain.Signing;
using Microsoft.Extensions.Logging;

namespace KonTum.Tthc.Infrastructure.Reception.Sealing;

/// <summary>
/// Seals with keys that the operator of the platform holds for the agencies. What a citizen's signature gets, a seal gets too: checked
/// before, timestamped, with the proofs of validity (B-LT) where they can be had now.
/// </summary>
internal sealed partial class AgencySeals(
    SealCatalogue seals, ICertificateInspector inspector, IDocumentSigner documents, TimeProvider time, ILogger<AgencySeals> log)
    : IAgencySeals
{
    private static readonly TimeSpan VietNam = TimeSpan.FromHours(7);

    /// <inheritdoc />
    public void Check(string agencyCode) => _ = Usable(agencyCode);

    /// <inheritdoc />
    public Task CheckFileAsync(string agencyCode, StoredFile file, CancellationToken cancellationToken) =>
        documents.CheckAsync(file, Find(agencyCode).Placement, cancellationToken);

    /// <inheritdoc />
    public async Task<SignedDocument> SealAsync(string agencyCode, StoredFile file, CancellationToken cancellationToken)
    {
        var (seal, certificate) = Usable(agencyCode);
        if (await inspector.IsRevokedAsync(certificate, cancellationToken) == true) throw Unusable(agencyCode, "revoked");

        var now = time.GetUtcNow();
        var lines = seal.Lines.Count > 0 ? seal.Lines : [
            certificate.Holder,
            string.Create(CultureInfo.InvariantCulture, $"Thời gian ký: {now.ToOffset(VietNam):dd/MM/yyyy HH:mm:ss zzz}"),
        ];
        var prepared = await documents.PrepareAsync(
            new DocumentToPrepare(file, seal.Placement, certificate.Chain, lines, null, now), cancellationToken);
        var value = seal.Key.SignSha256(prepared.DigestToSign);
        var whole = new PreparedFile(Guid.Empty, Personal.Of("", ""), prepared.PreparedSha256, prepared.StateSha256, prepared.DigestToSign);
        return await documents.FinishAsync(whole, value, cancellationToken);
    }

    private Seal Find(string agencyCode) => seals.Find(agencyCode) ?? throw Failures.AgencySealMissing.Because(("agency", agencyCode));

    private (Seal Seal, CertificateFacts Certificate) Usable(string agencyCode)
    {
        var seal = Find(agencyCode);
        var certificate = inspector.Inspect(seal.Key.CertificateChain);
        var now = time.GetUtcNow();
        if (now < certificate.ValidFrom || now > certificate.ValidUntil) throw Unusable(agencyCode, "out of its time");
        if (!certificate.FitForSigning) throw Unusable(agencyCode, "not fit for signing");
        if (!certificate.Trusted) throw Unusable(agencyCode, "not trusted");
        return (seal, certificate);
    }

    private FailureException Unusable(string agencyCode, string why)
    {
        LogUnusable(agencyCode, why);
        return Failures.AgencySealUnusable.Because(("agency", agencyCode));
    }

    [LoggerMessage(1, LogLevel.Error, "The seal of agency {Agency} cannot be used: its certificate is {Why}")]
    private partial void LogUnusable(string agency, string why);
}
