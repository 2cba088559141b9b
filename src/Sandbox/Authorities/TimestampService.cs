using Microsoft.EntityFrameworkCore;
using Org.BouncyCastle.Asn1.Cmp;
using Org.BouncyCastle.Math;
using Org.BouncyCastle.Tsp;
using Org.BouncyCastle.Utilities.Collections;

namespace KonTum.Tthc.Sandbox.Authorities;

/// <summary>A timestamp that was given: its row number is its serial number, so that none is given twice, not even after a restart.</summary>
internal sealed class TimestampSerial
{
    public long Id { get; init; }

    public required DateTimeOffset IssuedAt { get; init; }
}

/// <summary>The timestamp authority (RFC 3161) for SHA-256, SHA-384 and SHA-512 digests.</summary>
internal sealed class TimestampService(NationalPki pki, IDbContextFactory<SandboxDatabase> databases, TimeProvider time)
{
    /// <summary>An arc of our own below 2.25 (ITU-T X.667: made from a random UUID); it stands for "sandbox, no promise".</summary>
    private const string Policy = "2.25.110240946976599346994151971297852575137";
    private const int AccuracySeconds = 1;
    private static readonly string[] Algorithms = [TspAlgorithms.Sha256, TspAlgorithms.Sha384, TspAlgorithms.Sha512];

    /// <returns>The DER of a TimeStampResp, granted or rejected with its reason.</returns>
    public async Task<byte[]> AnswerAsync(byte[] question, CancellationToken cancellation)
    {
        var authority = pki.TimestampAuthority;
        var tokens = new TimeStampTokenGenerator(authority.PrivateKey, authority.Certificate, TspAlgorithms.Sha256, Policy);
        tokens.SetAccuracySeconds(AccuracySeconds);
        tokens.SetCertificates(CollectionUtilities.CreateStore(new[] { authority.Certificate }));
        var responses = new TimeStampResponseGenerator(tokens, Algorithms);

        TimeStampRequest request;
        try
        {
            request = new TimeStampRequest(question);
        }
        catch (Exception error) when (error is IOException or ArgumentException or InvalidCastException or InvalidOperationException)
        {
            return responses.GenerateFailResponse(PkiStatus.Rejection, PkiFailureInfo.BadDataFormat, "not a TimeStampReq").GetEncoded();
        }

        try
        {
            request.Validate(Algorithms, null, null);
        }
        catch (TspValidationException error)
        {
            return responses.GenerateFailResponse(PkiStatus.Rejection, error.FailureCode, error.Message).GetEncoded();
        }

        if (request.ReqPolicy is { } wanted && wanted != Policy)
            return responses.GenerateFailResponse(PkiStatus.Rejection, PkiFailureInfo.UnacceptedPolicy, "policy not offered").GetEncoded();

        var now = time.GetUtcNow();
        await using var database = await databases.CreateDbContextAsync(cancellation);
        var serial = new TimestampSerial { IssuedAt = now };
        database.TimestampSerials.Add(serial);
        await database.SaveChangesAsync(cancellation);
        return responses.GenerateGrantedResponse(request, BigInteger.ValueOf(serial.Id), now.UtcDateTime, "granted", null).GetEncoded();
    }
}
