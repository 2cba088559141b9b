using Microsoft.EntityFrameworkCore;

namespace KonTum.Tthc.Sandbox.Authorities;

/// <summary>A certificate that its authority took back. Reason as in RFC 5280, 5.3.1 (1: key compromise).</summary>
internal sealed class RevokedCertificate
{
    public required string Authority { get; init; }

    public required string SerialNumber { get; init; }

    public required DateTimeOffset RevokedAt { get; init; }

    public required int Reason { get; init; }
}

/// <summary>
/// What is revoked, and since when. The OCSP responder, the CRLs and the gateways all ask here, many times a second, so that it is held
/// in memory; only this class changes the table.
/// </summary>
internal sealed class RevocationRegister(IDbContextFactory<SandboxDatabase> databases, TimeProvider time) : IDisposable
{
    private const int KeyCompromise = 1;

    private readonly SemaphoreSlim changes = new(1, 1);
    private volatile IReadOnlyDictionary<(string Authority, string SerialNumber), RevokedCertificate>? known;

    public void Dispose() => changes.Dispose();

    /// <summary>Revokes once; a second call changes nothing.</summary>
    public async Task<RevokedCertificate> RevokeAsync(Authority authority, string serial, CancellationToken cancellation)
    {
        await using var database = await databases.CreateDbContextAsync(cancellation);
        await database.Database.ExecuteSqlAsync(
            $"""
            INSERT INTO "RevokedCertificates" ("Authority", "SerialNumber", "RevokedAt", "Reason")
            VALUES ({authority.Slug}, {serial}, {time.GetUtcNow().ToUnixTimeMilliseconds()}, {KeyCompromise})
            ON CONFLICT DO NOTHING
            """, cancellation);
        await ReadAsync(cancellation);
        return (await FindAsync(authority, serial, cancellation))!;
    }

    public async Task<RevokedCertificate?> FindAsync(Authority authority, string serial, CancellationToken cancellation) =>
        (known ?? await ReadAsync(cancellation)).GetValueOrDefault((authority.Slug, serial));

    public async Task<IReadOnlyList<RevokedCertificate>> ListAsync(Authority authority, CancellationToken cancellation) =>
        (known ?? await ReadAsync(cancellation)).Values
            .Where(revoked => revoked.Authority == authority.Slug).OrderBy(revoked => revoked.SerialNumber, StringComparer.Ordinal).ToList();

    /// <summary>What a provider says about a certificate now: VALID, EXPIRED, REVOKED or LOCKED.</summary>
    public async Task<CertificateState> StateAsync(PersonalCertificate certificate, CancellationToken cancellation)
    {
        if (await FindAsync(certificate.Authority, certificate.SerialNumber, cancellation) is not null)
            return CertificateState.Revoked;
        var now = time.GetUtcNow();
        if (now < certificate.ValidFrom || now > certificate.ValidUntil)
            return CertificateState.Expired;
        return certificate.Plan.Locked ? CertificateState.Locked : CertificateState.Valid;
    }

    private async Task<IReadOnlyDictionary<(string Authority, string SerialNumber), RevokedCertificate>> ReadAsync(
        CancellationToken cancellation)
    {
        // One after the other: what is read last must be what is newest.
        await changes.WaitAsync(cancellation);
        try
        {
            await using var database = await databases.CreateDbContextAsync(cancellation);
            var all = await database.RevokedCertificates.AsNoTracking().ToListAsync(cancellation);
            return known = all.ToDictionary(revoked => (revoked.Authority, revoked.SerialNumber));
        }
        finally
        {
            changes.Release();
        }
    }
}

/// <summary>The code that one integrator has seen, and the Vietnamese display text that the provider documents.</summary>
internal sealed record CertificateState(string Code, string Text)
{
    public static readonly CertificateState Valid = new("VALID", "Đang hoạt động");
    public static readonly CertificateState Expired = new("EXPIRED", "Hết hạn");
    public static readonly CertificateState Revoked = new("REVOKED", "Đã thu hồi");
    public static readonly CertificateState Locked = new("LOCKED", "Tạm khóa");
}
