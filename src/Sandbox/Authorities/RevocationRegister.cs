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

/// <summary>What is revoked, and since when. The OCSP responder, the CRLs and the gateways all ask here.</summary>
internal sealed class RevocationRegister(IDbContextFactory<SandboxDatabase> databases, TimeProvider time)
{
    private const int KeyCompromise = 1;

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
        return (await FindAsync(authority, serial, cancellation))!;
    }

    public async Task<RevokedCertificate?> FindAsync(Authority authority, string serial, CancellationToken cancellation)
    {
        await using var database = await databases.CreateDbContextAsync(cancellation);
        return await database.RevokedCertificates.AsNoTracking()
            .SingleOrDefaultAsync(r => r.Authority == authority.Slug && r.SerialNumber == serial, cancellation);
    }

    public async Task<IReadOnlyList<RevokedCertificate>> ListAsync(Authority authority, CancellationToken cancellation)
    {
        await using var database = await databases.CreateDbContextAsync(cancellation);
        return await database.RevokedCertificates.AsNoTracking()
            .Where(r => r.Authority == authority.Slug).OrderBy(r => r.SerialNumber).ToListAsync(cancellation);
    }

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
}

/// <summary>The code that one integrator has seen, and the Vietnamese display text that the provider documents.</summary>
internal sealed record CertificateState(string Code, string Text)
{
    public static readonly CertificateState Valid = new("VALID", "Đang hoạt động");
    public static readonly CertificateState Expired = new("EXPIRED", "Hết hạn");
    public static readonly CertificateState Revoked = new("REVOKED", "Đã thu hồi");
    public static readonly CertificateState Locked = new("LOCKED", "Tạm khóa");
}
