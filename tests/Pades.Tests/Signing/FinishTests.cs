using System.Security.Cryptography;
using KonTum.Tthc.Pades.Timestamps;
using Shouldly;
using Xunit;

namespace KonTum.Tthc.Pades.Tests.Signing;

public sealed class FinishTests
{
    [Fact]
    public async Task What_was_prepared_survives_as_json()
    {
        var (file, prepared) = await Signer.PrepareAsync(TestPdf.OnePage());

        var again = PreparedSignature.FromJson(prepared.ToJson());
        await PadesSigner.FinishAsync(file, again, Signer.Key.Sign(again), null, TestContext.Current.CancellationToken);

        (await Signer.ValidateAsync(file.ToArray()))[0].Indication.ShouldBe(Indication.TotalPassed);
    }

    [Fact]
    public void A_document_of_a_later_version_is_not_understood()
    {
        Should.Throw<FormatException>(() => PreparedSignature.FromJson("{\"version\":3}"u8));
        Should.Throw<FormatException>(() => PreparedSignature.FromJson("nonsense"u8));
    }

    [Fact]
    public async Task A_signature_by_another_key_leaves_the_file_as_it_was()
    {
        var (file, prepared) = await Signer.PrepareAsync(TestPdf.OnePage());
        var before = file.ToArray();
        using var other = LocalKey.CreateThrowAway("Trần Văn Nam", Signer.Now);

        await Should.ThrowAsync<SignatureMismatchException>(() => FinishAsync(file, prepared, other.Sign(prepared)));

        file.ToArray().ShouldBe(before);
    }

    [Fact]
    public async Task A_file_that_changed_since_is_not_signed()
    {
        var (file, prepared) = await Signer.PrepareAsync(TestPdf.OnePage());
        file.GetBuffer()[200] ^= 1;
        var before = file.ToArray();

        await Should.ThrowAsync<SignatureMismatchException>(() => FinishAsync(file, prepared, Signer.Key.Sign(prepared)));

        file.ToArray().ShouldBe(before);
    }

    [Fact]
    public async Task An_authority_that_fails_leaves_the_file_as_it_was()
    {
        var (file, prepared) = await Signer.PrepareAsync(TestPdf.OnePage());
        var before = file.ToArray();

        await Should.ThrowAsync<TimestampException>(() => FinishAsync(file, prepared, Signer.Key.Sign(prepared), new Unreachable()));

        file.ToArray().ShouldBe(before);
    }

    [Fact]
    public async Task A_cms_that_does_not_fit_leaves_the_file_as_it_was()
    {
        var request = Signer.Request() with { ReservedBytes = 1024 };
        var (file, prepared) = await Signer.PrepareAsync(TestPdf.OnePage(), request);
        var before = file.ToArray();

        await Should.ThrowAsync<SignatureTooLargeException>(() => FinishAsync(file, prepared, Signer.Key.Sign(prepared)));

        file.ToArray().ShouldBe(before);
    }

    [Fact]
    public async Task Only_what_stands_between_the_brackets_is_written()
    {
        var (file, prepared) = await Signer.PrepareAsync(TestPdf.OnePage());
        var before = file.ToArray();

        await FinishAsync(file, prepared, Signer.Key.Sign(prepared));

        var after = file.ToArray();
        var (start, end) = ((int)prepared.ContentsOffset, (int)prepared.ContentsOffset + prepared.ContentsLength);
        after[..(start + 1)].ShouldBe(before[..(start + 1)]);
        after[(end - 1)..].ShouldBe(before[(end - 1)..]);
        after.Length.ShouldBe(before.Length);
    }

    [Fact]
    public async Task A_second_signature_keeps_the_first_valid()
    {
        var once = await Signer.SignAsync(TestPdf.OnePage());
        var twice = await Signer.SignAsync(once);

        var results = await Signer.ValidateAsync(twice);

        results.Select(r => (r.Indication, r.Coverage, r.Modifications)).ShouldBe(
        [
            (Indication.TotalPassed, Coverage.Revision, Modifications.Permitted),
            (Indication.TotalPassed, Coverage.WholeFile, Modifications.None),
        ]);
    }

    private static Task FinishAsync(Stream file, PreparedSignature prepared, byte[] raw, ITimestampClient? timestamps = null) =>
        PadesSigner.FinishAsync(file, prepared, raw, timestamps, TestContext.Current.CancellationToken);

    /// <summary>An authority that nobody reaches.</summary>
    private sealed class Unreachable : ITimestampClient
    {
        public Task<byte[]> GetTokenAsync(ReadOnlyMemory<byte> digest, HashAlgorithmName algorithm, CancellationToken cancellationToken = default) =>
            throw new TimestampException("Nobody answers.");
    }
}
