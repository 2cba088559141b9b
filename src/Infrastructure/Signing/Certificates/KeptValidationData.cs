using System.Collections.Concurrent;
using System.Formats.Asn1;
using System.Security.Cryptography;
using KonTum.Tthc.Pades;

namespace KonTum.Tthc.Infrastructure.Signing.Certificates;

/// <summary>
/// Keeps answers about revocation for a few minutes, so that a hundred signings a second with certificates of one authority ask it a few
/// times and not a hundred. What is kept is public data with its own signature and its own end (<c>nextUpdate</c>), which the engine checks
/// each time; those who ask for the same at once share one call. A failure is kept for moments only.
/// </summary>
internal sealed class KeptValidationData(IValidationDataClient inner, TimeSpan longest, TimeProvider time) : IValidationDataClient, IDisposable
{
    /// <summary>Answers that are kept; an answer is two kilobytes, and a list may be megabytes.</summary>
    internal const int MostAnswers = 2000;

    /// <summary>Bytes that are kept; only lists are large enough to get there.</summary>
    private const long MostBytes = 64 * 1024 * 1024;

    private const int Large = 64 * 1024;

    private static readonly TimeSpan FailureKept = TimeSpan.FromSeconds(5);

    private readonly ConcurrentDictionary<string, Kept> answers = new(StringComparer.Ordinal);

    /// <summary>How many are kept now.</summary>
    internal int Count => answers.Count;

    /// <inheritdoc />
    public Task<byte[]> GetOcspResponseAsync(Uri responder, ReadOnlyMemory<byte> request, CancellationToken cancellationToken = default) => GetAsync(
        $"ocsp {responder.AbsoluteUri} {Convert.ToHexString(SHA256.HashData(request.Span))}",
        stop => inner.GetOcspResponseAsync(responder, request, stop),
        NextUpdates.OfOcsp,
        cancellationToken);

    /// <inheritdoc />
    public Task<byte[]> GetCrlAsync(Uri address, CancellationToken cancellationToken = default) =>
        GetAsync($"crl {address.AbsoluteUri}", stop => inner.GetCrlAsync(address, stop), NextUpdates.OfCrl, cancellationToken);

    /// <inheritdoc />
    public Task<IReadOnlyList<byte[]>> GetIssuersAsync(Uri address, CancellationToken cancellationToken = default) =>
        inner.GetIssuersAsync(address, cancellationToken);

    /// <inheritdoc />
    public void Dispose() => (inner as IDisposable)?.Dispose();

    private async Task<byte[]> GetAsync(
        string key, Func<CancellationToken, Task<byte[]>> ask, Func<byte[], DateTimeOffset?> nextUpdate, CancellationToken cancellationToken)
    {
        if (longest <= TimeSpan.Zero) return await ask(cancellationToken);
        var now = time.GetUtcNow();
        if (answers.TryGetValue(key, out var old) && now >= old.Until) answers.TryRemove(KeyValuePair.Create(key, old));
        if (answers.Count >= MostAnswers) DropEnded(now);

        // The call belongs to all who wait for it: one who gives up does not break it off for the others. The client ends it in its own time.
        var kept = answers.GetOrAdd(key, _ => new Kept(new Lazy<Task<byte[]>>(() => ask(CancellationToken.None)), now + longest));
        try
        {
            var answer = await kept.Answer.Value.WaitAsync(cancellationToken);
            kept.EndBy(nextUpdate(answer));
            if (answer.Length > Large && answers.Values.Sum(a => a.Length) > MostBytes) answers.Clear();
            return answer;
        }
        catch (Exception e) when (e is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            kept.EndBy(now + FailureKept);
            throw;
        }
    }

    private void DropEnded(DateTimeOffset now)
    {
        foreach (var ended in answers.Where(a => now >= a.Value.Until).ToList()) answers.TryRemove(ended);
        if (answers.Count >= MostAnswers) answers.Clear();
    }

    private sealed class Kept(Lazy<Task<byte[]>> answer, DateTimeOffset until)
    {
        private long until = until.UtcTicks;

        public Lazy<Task<byte[]>> Answer => answer;

        public long Length => answer is { IsValueCreated: true, Value: { IsCompletedSuccessfully: true } done } ? done.Result.Length : 0;

        public DateTimeOffset Until => new(Interlocked.Read(ref until), TimeSpan.Zero);

        public void EndBy(DateTimeOffset? end)
        {
            if (end is { } earlier && earlier < Until) Interlocked.Exchange(ref until, earlier.UtcTicks);
        }
    }
}

/// <summary>Reads until when an answer about revocation holds, and nothing else of it: who uses it verifies it.</summary>
internal static class NextUpdates
{
    private static readonly Asn1Tag Zero = new(TagClass.ContextSpecific, 0);

    /// <summary>The earliest <c>nextUpdate</c> of a CRL (RFC 5280, 5.1.2.5); null for none, and for what cannot be read.</summary>
    public static DateTimeOffset? OfCrl(byte[] encoded) => Reading(() =>
    {
        var list = new AsnReader(encoded, AsnEncodingRules.BER).ReadSequence().ReadSequence();
        if (list.PeekTag().HasSameClassAndValue(Asn1Tag.Integer)) list.ReadInteger();
        list.ReadEncodedValue(); // algorithm
        list.ReadEncodedValue(); // issuer
        ReadTime(list);
        var tag = list.HasData ? list.PeekTag() : Zero;
        return tag.HasSameClassAndValue(Asn1Tag.UtcTime) || tag.HasSameClassAndValue(Asn1Tag.GeneralizedTime) ? ReadTime(list) : (DateTimeOffset?)null;
    });

    /// <summary>The earliest <c>nextUpdate</c> of an OCSP response (RFC 6960, 4.2.1); null for none, and for what cannot be read.</summary>
    public static DateTimeOffset? OfOcsp(byte[] encoded) => Reading(() =>
    {
        var response = new AsnReader(encoded, AsnEncodingRules.BER).ReadSequence();
        response.ReadEncodedValue(); // status
        var bytes = response.ReadSequence(Zero).ReadSequence();
        bytes.ReadObjectIdentifier();
        var data = new AsnReader(bytes.ReadOctetString(), AsnEncodingRules.BER).ReadSequence().ReadSequence();
        if (data.PeekTag().HasSameClassAndValue(Zero)) data.ReadEncodedValue(); // version
        data.ReadEncodedValue(); // responder
        data.ReadGeneralizedTime();
        DateTimeOffset? earliest = null;
        for (var answers = data.ReadSequence(); answers.HasData;)
        {
            var answer = answers.ReadSequence();
            answer.ReadEncodedValue(); // certificate
            answer.ReadEncodedValue(); // status
            answer.ReadGeneralizedTime();
            if (!answer.HasData || !answer.PeekTag().HasSameClassAndValue(Zero)) continue;
            var next = answer.ReadSequence(Zero).ReadGeneralizedTime();
            if (earliest is null || next < earliest) earliest = next;
        }

        return earliest;
    });

    private static DateTimeOffset ReadTime(AsnReader reader) =>
        reader.PeekTag().HasSameClassAndValue(Asn1Tag.UtcTime) ? reader.ReadUtcTime() : reader.ReadGeneralizedTime();

    private static DateTimeOffset? Reading(Func<DateTimeOffset?> read)
    {
        try
        {
            return read();
        }
        catch (AsnContentException)
        {
            return null;
        }
    }
}
