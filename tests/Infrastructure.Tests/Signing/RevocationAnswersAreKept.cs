using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using KonTum.Tthc.Infrastructure.Signing.Certificates;
using KonTum.Tthc.Pades;
using Microsoft.Extensions.Time.Testing;
using Shouldly;

namespace KonTum.Tthc.Infrastructure.Tests.Signing;

/// <summary>A hundred signings a second ask an authority a few times, and never beyond the end of its own answer.</summary>
public sealed class RevocationAnswersAreKept
{
    private static readonly DateTimeOffset Now = new(2026, 11, 23, 3, 0, 0, TimeSpan.Zero);
    private static readonly Uri Responder = new("http://ocsp.example.vn/a");

    private readonly FakeTimeProvider _time = new(Now);
    private readonly Authority _authority = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_same_question_is_asked_once_in_ten_minutes()
    {
        using var kept = Kept();
        for (var n = 0; n < 100; n++) await kept.GetOcspResponseAsync(Responder, new byte[] { 1 }, Cancellation);
        _authority.Calls.ShouldBe(1);
        await kept.GetOcspResponseAsync(Responder, new byte[] { 2 }, Cancellation);
        await kept.GetOcspResponseAsync(new Uri(Responder, "/b"), new byte[] { 1 }, Cancellation);
        _authority.Calls.ShouldBe(3, "another certificate and another responder are other questions");

        _time.Advance(TimeSpan.FromMinutes(10));
        await kept.GetOcspResponseAsync(Responder, new byte[] { 1 }, Cancellation);
        _authority.Calls.ShouldBe(4);
    }

    [Fact]
    public async Task Those_who_ask_at_once_share_one_call_and_one_who_gives_up_does_not_break_it_off()
    {
        var hold = new TaskCompletionSource();
        _authority.Wait = hold.Task;
        using var kept = Kept();
        using var impatient = new CancellationTokenSource();
        var given = kept.GetOcspResponseAsync(Responder, new byte[] { 1 }, impatient.Token);
        var others = Enumerable.Range(0, 20).Select(_ => kept.GetOcspResponseAsync(Responder, new byte[] { 1 }, Cancellation)).ToList();

        await impatient.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => given);
        hold.SetResult();

        (await Task.WhenAll(others)).ShouldAllBe(a => a.Length > 0);
        _authority.Calls.ShouldBe(1);
    }

    [Fact]
    public async Task An_answer_is_not_kept_beyond_its_own_end()
    {
        _authority.NextUpdate = Now.AddMinutes(2);
        using var kept = Kept();
        await AskBothAsync(kept);
        _time.Advance(TimeSpan.FromMinutes(2) - TimeSpan.FromSeconds(1));
        await AskBothAsync(kept);
        _authority.Calls.ShouldBe(2);
        _time.Advance(TimeSpan.FromSeconds(1));
        await AskBothAsync(kept);
        _authority.Calls.ShouldBe(4);
    }

    [Fact]
    public async Task A_failure_is_forgotten_in_moments()
    {
        _authority.Fails = true;
        using var kept = Kept();
        for (var n = 0; n < 3; n++)
            await Should.ThrowAsync<ValidationDataException>(() => kept.GetOcspResponseAsync(Responder, new byte[] { 1 }, Cancellation));
        _authority.Calls.ShouldBe(1);
        _authority.Fails = false;
        _time.Advance(TimeSpan.FromSeconds(5));

        (await kept.GetOcspResponseAsync(Responder, new byte[] { 1 }, Cancellation)).ShouldNotBeEmpty();
    }

    [Fact]
    public async Task What_is_kept_has_a_bound_and_can_be_switched_off()
    {
        using var kept = Kept();
        for (var n = 0; n < KeptValidationData.MostAnswers + 50; n++)
            await kept.GetOcspResponseAsync(Responder, BitConverter.GetBytes(n), Cancellation);
        kept.Count.ShouldBeLessThanOrEqualTo(KeptValidationData.MostAnswers);

        using var none = new KeptValidationData(_authority, TimeSpan.Zero, _time);
        var before = _authority.Calls;
        await AskBothAsync(none);
        await AskBothAsync(none);
        _authority.Calls.ShouldBe(before + 4);
    }

    [Fact]
    public void What_cannot_be_read_has_no_end_of_its_own()
    {
        foreach (var bytes in new byte[][] { [], [0x30, 0x80], [0x30, 0x03, 0x0A, 0x01, 0x00], RandomNumberGenerator.GetBytes(200) })
        {
            NextUpdates.OfCrl(bytes).ShouldBeNull();
            NextUpdates.OfOcsp(bytes).ShouldBeNull();
        }
    }

    private static async Task AskBothAsync(KeptValidationData kept)
    {
        await kept.GetOcspResponseAsync(Responder, new byte[] { 1 }, Cancellation);
        await kept.GetCrlAsync(Responder, Cancellation);
    }

    private KeptValidationData Kept() => new(_authority, TimeSpan.FromMinutes(10), _time);

    /// <summary>Answers in the form that the standards give; who answers is counted.</summary>
    private sealed class Authority : IValidationDataClient
    {
        private int _calls;

        public int Calls => _calls;

        public Task Wait { get; set; } = Task.CompletedTask;

        public bool Fails { get; set; }

        public DateTimeOffset NextUpdate { get; set; } = Now.AddDays(1);

        public async Task<byte[]> GetOcspResponseAsync(Uri responder, ReadOnlyMemory<byte> request, CancellationToken cancellationToken = default)
        {
            await CallAsync();
            return Ocsp();
        }

        public async Task<byte[]> GetCrlAsync(Uri address, CancellationToken cancellationToken = default)
        {
            await CallAsync();
            using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
            var request = new CertificateRequest("CN=Authority", key, HashAlgorithmName.SHA256);
            request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
            request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.CrlSign, true));
            request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
            using var issuer = request.CreateSelfSigned(Now.AddDays(-1), Now.AddDays(10));
            return new CertificateRevocationListBuilder().Build(issuer, 1, NextUpdate, HashAlgorithmName.SHA256, thisUpdate: Now.AddMinutes(-1));
        }

        public Task<IReadOnlyList<byte[]>> GetIssuersAsync(Uri address, CancellationToken cancellationToken = default) => throw new NotSupportedException();

        private async Task CallAsync()
        {
            Interlocked.Increment(ref _calls);
            await Wait;
            if (Fails) throw new ValidationDataException(ValidationDataFailure.Unreachable, "Nobody answers.");
        }

        /// <summary>RFC 6960, 4.2.1, with two answers of which one ends earlier, and nothing in place of what is not looked at.</summary>
        private byte[] Ocsp()
        {
            var data = new AsnWriter(AsnEncodingRules.DER);
            using (data.PushSequence())
            {
                using (data.PushSequence())
                {
                    data.WriteOctetString([1], new Asn1Tag(TagClass.ContextSpecific, 2));
                    data.WriteGeneralizedTime(Now, omitFractionalSeconds: true);
                    using (data.PushSequence())
                    {
                        WriteAnswer(data, NextUpdate.AddHours(1));
                        WriteAnswer(data, NextUpdate);
                    }
                }
            }

            var response = new AsnWriter(AsnEncodingRules.DER);
            using (response.PushSequence())
            {
                response.WriteEnumeratedValue(Status.Successful);
                using (response.PushSequence(new Asn1Tag(TagClass.ContextSpecific, 0)))
                using (response.PushSequence())
                {
                    response.WriteObjectIdentifier("1.3.6.1.5.5.7.48.1.1");
                    response.WriteOctetString(data.Encode());
                }
            }

            return response.Encode();
        }

        private static void WriteAnswer(AsnWriter data, DateTimeOffset nextUpdate)
        {
            using (data.PushSequence())
            {
                using (data.PushSequence())
                {
                }

                data.WriteNull(new Asn1Tag(TagClass.ContextSpecific, 0));
                data.WriteGeneralizedTime(Now, omitFractionalSeconds: true);
                using (data.PushSequence(new Asn1Tag(TagClass.ContextSpecific, 0))) data.WriteGeneralizedTime(nextUpdate, omitFractionalSeconds: true);
            }
        }

        private enum Status
        {
            Successful,
        }
    }
}
