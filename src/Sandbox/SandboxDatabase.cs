using KonTum.Tthc.Sandbox.Authorities;
using KonTum.Tthc.Sandbox.Gateways;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace KonTum.Tthc.Sandbox;

/// <summary>What must outlive a restart, in one SQLite file: signing requests, timestamp serials, revocations, OpenID grants.</summary>
internal sealed class SandboxDatabase(DbContextOptions<SandboxDatabase> options) : DbContext(options)
{
    /// <summary>Raised with every change of the tables: a file of a version that is not known here is refused, not guessed at.</summary>
    private const long SchemaVersion = 3;

    private const string FromVersion1 = """
        ALTER TABLE "SigningRequests" ADD COLUMN "Failure" TEXT NULL;
        ALTER TABLE "SigningRequests" ADD COLUMN "FailureCode" TEXT NULL;
        ALTER TABLE "SigningRequests" ADD COLUMN "FailureMessage" TEXT NULL;
        ALTER TABLE "SigningRequests" ADD COLUMN "Notes" TEXT NULL;
        ALTER TABLE "SigningRequests" ADD COLUMN "CallbackUrl" TEXT NULL;
        ALTER TABLE "SigningRequests" ADD COLUMN "IsSignedLate" INTEGER NOT NULL DEFAULT 0;
        PRAGMA user_version = 2;
        """;

    private const string FromVersion2 = """
        ALTER TABLE "SigningDocument" ADD COLUMN "Name" TEXT NULL;
        PRAGMA user_version = 3;
        """;

    public DbSet<SigningRequest> SigningRequests => Set<SigningRequest>();

    public DbSet<IssuedTransaction> IssuedTransactions => Set<IssuedTransaction>();

    public DbSet<RevokedCertificate> RevokedCertificates => Set<RevokedCertificate>();

    public DbSet<TimestampSerial> TimestampSerials => Set<TimestampSerial>();

    /// <summary>Creates the tables in a new file, or checks that an old file has the tables this version wants.</summary>
    /// <exception cref="InvalidOperationException">The file was made by another version.</exception>
    public async Task PrepareAsync(CancellationToken cancellation)
    {
        if (await Database.EnsureCreatedAsync(cancellation))
        {
            await Database.ExecuteSqlRawAsync("PRAGMA journal_mode = WAL", cancellation);
            await Database.ExecuteSqlRawAsync($"PRAGMA user_version = {SchemaVersion}", cancellation);
            return;
        }

        await Database.OpenConnectionAsync(cancellation);
        await using var command = Database.GetDbConnection().CreateCommand();
        command.CommandText = "PRAGMA user_version";
        var found = Convert.ToInt64(await command.ExecuteScalarAsync(cancellation), System.Globalization.CultureInfo.InvariantCulture);
        if (found == 1)
        {
            await Database.ExecuteSqlRawAsync(FromVersion1, cancellation);
            found = 2;
        }

        if (found == 2)
        {
            await Database.ExecuteSqlRawAsync(FromVersion2, cancellation);
            found = SchemaVersion;
        }

        if (found != SchemaVersion)
            throw new InvalidOperationException(
                $"The sandbox's database has schema {found}, this version wants {SchemaVersion}. "
                + "Its data is for demonstration: remove the data directory.");
    }

    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder) =>
        // SQLite has no time type that sorts: milliseconds since 1970 do.
        configurationBuilder.Properties<DateTimeOffset>().HaveConversion<MillisecondsConverter>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<SigningRequest>(request =>
        {
            request.HasKey(r => r.Id);
            request.HasIndex(r => new { r.Gateway, r.TransactionId }).IsUnique();
            request.HasIndex(r => new { r.State, r.UserId, r.CaName });
            request.Property(r => r.State).HasConversion<string>();
            request.Property(r => r.Failure).HasConversion<string>();
            request.HasMany(r => r.Documents).WithOne().HasForeignKey(d => d.RequestId);
        });
        modelBuilder.Entity<SigningDocument>().HasKey(d => new { d.RequestId, d.Position });
        modelBuilder.Entity<IssuedTransaction>().HasKey(t => t.TransactionId);
        modelBuilder.Entity<RevokedCertificate>().HasKey(r => new { r.Authority, r.SerialNumber });
        // AUTOINCREMENT: a serial is never given twice, even after rows are removed.
        modelBuilder.Entity<TimestampSerial>().Property(t => t.Id).ValueGeneratedOnAdd();
    }

    private sealed class MillisecondsConverter() : ValueConverter<DateTimeOffset, long>(
        time => time.ToUnixTimeMilliseconds(), milliseconds => DateTimeOffset.FromUnixTimeMilliseconds(milliseconds));
}
