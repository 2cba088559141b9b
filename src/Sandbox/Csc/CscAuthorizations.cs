using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using KonTum.Tthc.Sandbox.Authorities;

namespace KonTum.Tthc.Sandbox.Csc;

/// <summary>What one authorization still allows; several activation data can follow each other in it.</summary>
internal sealed class CscTransaction(string credentialId, int signatures, Guid? request)
{
    private readonly Lock gate = new();
    private int remaining = signatures;

    public string CredentialId { get; } = credentialId;

    /// <summary>The confirmation on the phone, when there was one.</summary>
    public Guid? Request { get; } = request;

    public int Remaining
    {
        get
        {
            lock (gate)
                return remaining;
        }
    }

    public bool TryTake(int count)
    {
        lock (gate)
        {
            if (count > remaining)
                return false;
            remaining -= count;
            return true;
        }
    }
}

/// <summary>Signature activation data: for one signHash, bound to digests at SCAL2.</summary>
internal sealed class CscSad(string value, CscTransaction transaction, IReadOnlyList<byte[]>? digests)
{
    private int used;

    public string Value { get; } = value;

    public CscTransaction Transaction { get; } = transaction;

    public bool Used => Volatile.Read(ref used) != 0;

    /// <summary>False for the second caller.</summary>
    public bool TryUse() => Interlocked.Exchange(ref used, 1) == 0;

    public bool Allows(IEnumerable<byte[]> wanted) =>
        digests is null || wanted.All(w => digests.Any(d => d.AsSpan().SequenceEqual(w)));
}

/// <summary>Activation data, PINs and one-time passwords of one face. A credential is locked after three wrong attempts.</summary>
internal sealed class CscAuthorizations(TimeProvider time, int sadLifetimeSeconds)
{
    private const int MostWrongAttempts = 3;
    private const int StepSeconds = 30;
    private static readonly TimeSpan OnlineOtpLifetime = TimeSpan.FromMinutes(5);
    private readonly Expiring<CscSad> sads = new(time);
    private readonly ConcurrentDictionary<string, int> wrongAttempts = new();
    private readonly ConcurrentDictionary<string, byte[]> seeds = new();
    private readonly ConcurrentDictionary<string, (string Code, DateTimeOffset Until)> sent = new();

    public int SadLifetimeSeconds { get; } = sadLifetimeSeconds;

    public CscSad Issue(CscTransaction transaction, IReadOnlyList<byte[]>? digests)
    {
        var sad = new CscSad(CscTokens.NewName(), transaction, digests);
        sads.Add(sad.Value, sad, time.GetUtcNow().AddSeconds(SadLifetimeSeconds));
        return sad;
    }

    public CscSad Find(string value, string credentialId) => sads.Find(value) switch
    {
        (null, _) => throw CscRefusal.Invalid("SAD"),
        (_, true) => throw CscRefusal.Request("SAD expired"),
        var (sad, _) => sad.Transaction.CredentialId == credentialId && !sad.Used ? sad : throw CscRefusal.Invalid("SAD"),
    };

    /// <summary>Also one that has been used, as long as its transaction has signatures left.</summary>
    public CscSad FindForExtension(string value, string credentialId) => sads.Find(value) switch
    {
        (null, _) => throw CscRefusal.Invalid("SAD"),
        (_, true) => throw CscRefusal.Request("SAD expired"),
        var (sad, _) => sad.Transaction.CredentialId == credentialId ? sad : throw CscRefusal.Invalid("SAD"),
    };

    /// <summary>Activation data under a given name: the access token of a credential authorization.</summary>
    public void Register(CscSad sad, DateTimeOffset until) => sads.Add(sad.Value, sad, until);

    public bool IsLocked(string credentialId) => wrongAttempts.GetValueOrDefault(credentialId) >= MostWrongAttempts;

    public void Wrong(string credentialId) => wrongAttempts.AddOrUpdate(credentialId, 1, (_, count) => count + 1);

    public void Right(string credentialId) => wrongAttempts.TryRemove(credentialId, out _);

    /// <summary>Sends a code that is good for five minutes, once.</summary>
    public void SendOtp(string credentialId) =>
        sent[credentialId] = (Digits(RandomNumberGenerator.GetInt32(1_000_000)), time.GetUtcNow().Add(OnlineOtpLifetime));

    /// <summary>What the message or the app shows at the moment; null when no message was sent.</summary>
    public string? ShownOtp(PersonalCertificate certificate) => certificate.Plan.Csc?.Otp switch
    {
        "offline" => Offline(certificate.CredentialId(), Step()),
        "online" => sent.TryGetValue(certificate.CredentialId(), out var code) && time.GetUtcNow() < code.Until ? code.Code : null,
        _ => null,
    };

    public bool AcceptsOtp(PersonalCertificate certificate, string given)
    {
        var id = certificate.CredentialId();
        if (certificate.Plan.Csc?.Otp != "online")
            return given == Offline(id, Step()) || given == Offline(id, Step() - 1);
        return sent.TryGetValue(id, out var code) && time.GetUtcNow() < code.Until && given == code.Code && sent.TryRemove(id, out _);
    }

    private static string Digits(int number) => number.ToString("D6", CultureInfo.InvariantCulture);

    private long Step() => time.GetUtcNow().ToUnixTimeSeconds() / StepSeconds;

    /// <summary>A time-based code of six digits (RFC 6238, with HMAC-SHA-256).</summary>
    private string Offline(string credentialId, long step)
    {
        var seed = seeds.GetOrAdd(credentialId, _ => RandomNumberGenerator.GetBytes(32));
        Span<byte> counter = stackalloc byte[sizeof(long)];
        System.Buffers.Binary.BinaryPrimitives.WriteInt64BigEndian(counter, step);
        var mac = HMACSHA256.HashData(seed, counter);
        var offset = mac[^1] & 0xf;
        var number = System.Buffers.Binary.BinaryPrimitives.ReadInt32BigEndian(mac.AsSpan(offset)) & 0x7fffffff;
        return Digits(number % 1_000_000);
    }
}

/// <summary>How the CSC interfaces call what the certificates of an account belong to.</summary>
internal static class CscCredentials
{
    public static string CredentialId(this PersonalCertificate certificate) => certificate.Plan.CertId.ToString("N");
}
