using Org.BouncyCastle.Asn1;
using Org.BouncyCastle.Asn1.Cmp;
using Org.BouncyCastle.Asn1.Nist;
using Org.BouncyCastle.Cms;
using Org.BouncyCastle.Crypto.Operators;
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
internal sealed class TimestampService(NationalPki pki, SandboxWriter writer, TimeProvider time)
{
    /// <summary>An arc of our own below 2.25 (ITU-T X.667: made from a random UUID); it stands for "sandbox, no promise".</summary>
    private const string Policy = "2.25.110240946976599346994151971297852575137";
    private const int AccuracySeconds = 1;
    private static readonly string[] Algorithms = [TspAlgorithms.Sha256, TspAlgorithms.Sha384, TspAlgorithms.Sha512];

    /// <returns>The DER of a TimeStampResp, granted or rejected with its reason.</returns>
    public async Task<byte[]> AnswerAsync(byte[] question, CancellationToken cancellation)
    {
        var authority = pki.TimestampAuthority;
        // The platform signs, not the library: ten times as many timestamps in the same time.
        var signer = new SignerInfoGeneratorBuilder().Build(authority.Signer, authority.Certificate);
        var tokens = new TimeStampTokenGenerator(
            signer, Asn1DigestFactory.Get(NistObjectIdentifiers.IdSha256), new DerObjectIdentifier(Policy), isIssuerSerialIncluded: false);
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
        var serial = await writer.WriteAsync(connection => connection.Number(
            """INSERT INTO "TimestampSerials" ("IssuedAt") VALUES ($at) RETURNING "Id" """, ("$at", now))).WaitAsync(cancellation);
        return responses.GenerateGrantedResponse(request, BigInteger.ValueOf(serial), now.UtcDateTime, "granted", null).GetEncoded();
    }
}
