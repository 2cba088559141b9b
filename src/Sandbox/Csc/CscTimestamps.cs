using System.Globalization;
using KonTum.Tthc.Sandbox.Authorities;
using Org.BouncyCastle.Math;
using Org.BouncyCastle.Tsp;

namespace KonTum.Tthc.Sandbox.Csc;

/// <summary>signatures/timestamp: the time-stamping authority of the sandbox behind the JSON of the CSC API.</summary>
internal static class CscTimestamps
{
    private static readonly Dictionary<string, int> Lengths = new()
    {
        [TspAlgorithms.Sha256] = 32, [TspAlgorithms.Sha384] = 48, [TspAlgorithms.Sha512] = 64,
    };

    public static async Task<byte[]> AnswerAsync(CscBody body, TimestampService timestamps, CancellationToken cancellation)
    {
        if (body.Text("hash") is not { } text)
            throw CscRefusal.MissingText("hash");
        if (text.Length == 0)
            throw CscRefusal.Request("Empty hash parameter");
        var hash = new byte[text.Length];
        if (!Convert.TryFromBase64String(text, hash, out var length))
            throw CscRefusal.Request("Invalid Base64 hash string parameter");
        var algorithm = body.RequiredText("hashAlgo");
        if (!Lengths.TryGetValue(algorithm, out var expected))
            throw CscRefusal.Invalid("hashAlgo");
        if (length != expected)
            throw CscRefusal.Request("Invalid digest value length");
        BigInteger? nonce = null;
        if (body.Text("nonce") is { } written)
            nonce = written.Length is > 0 and <= 64 && written.All(char.IsAsciiHexDigit)
                ? new BigInteger(written.ToUpper(CultureInfo.InvariantCulture), 16)
                : throw CscRefusal.Invalid("nonce");
        var questions = new TimeStampRequestGenerator();
        questions.SetCertReq(true);
        var question = nonce is null ? questions.Generate(algorithm, hash[..length]) : questions.Generate(algorithm, hash[..length], nonce);
        return new TimeStampResponse(await timestamps.AnswerAsync(question.GetEncoded(), cancellation)).TimeStampToken.GetEncoded();
    }
}
