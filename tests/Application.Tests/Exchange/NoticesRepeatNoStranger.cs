using KonTum.Tthc.Application.Exchange;
using KonTum.Tthc.Application.Papers;
using KonTum.Tthc.Application.Tests.World;
using KonTum.Tthc.Domain;
using KonTum.Tthc.Domain.Dossiers;
using KonTum.Tthc.Domain.People;
using Shouldly;

namespace KonTum.Tthc.Application.Tests.Exchange;

/// <summary>
/// Mail goes to an address that nobody has checked, in the agency's name: what whoever files writes must not become an invitation from the
/// authorities to anybody's page.
/// </summary>
public sealed class NoticesRepeatNoStranger
{
    private static readonly DateTimeOffset Now = new(2026, 11, 23, 2, 0, 0, TimeSpan.Zero);
    private readonly TestWorld _world = new();

    [Theory]
    [InlineData("Nhận trợ cấp tại http://tro-cap.example")]
    [InlineData("Truy cập trocap.example để nhận tiền")]
    [InlineData("www.trocap")]
    [InlineData("hoi@trocap.example")]
    public async Task A_name_that_reads_like_an_address_is_left_out(string name) =>
        (await ValuesAsync(name, new DossierAccepted("officer-1", Now, 3, Now)))["ho_ten"].ShouldBeEmpty();

    [Theory]
    [InlineData("Nguyễn Thị Ánh Nguyệt")]
    [InlineData("Công ty TNHH A.B.C & con, chi nhánh 2")]
    [InlineData("H'Hen Niê (bà)")]
    public async Task A_name_is_said(string name) =>
        (await ValuesAsync(name, new DossierAccepted("officer-1", Now, 3, Now)))["ho_ten"].ShouldBe(name);

    [Fact]
    public async Task What_the_person_said_is_not_repeated_what_the_officer_said_is()
    {
        var said = Personal.Of("citizen-ann", "Xem trocap.example");

        (await ValuesAsync("An", new DossierWithdrawn(said, Now)))["ly_do"].ShouldBeEmpty();
        (await ValuesAsync("An", new DossierRefused("officer-1", said, Now)))["ly_do"].ShouldBe("Xem trocap.example");
    }

    private async Task<IReadOnlyDictionary<string, string>> ValuesAsync(string name, IDomainEvent e)
    {
        var id = await _world.DraftAsync();
        await _world.SendAsync(
            TestWorld.Ann,
            new Application.Dossiers.UpdateDossier.UpdateDossier(id, TestWorld.CompleteForm() with { SubmitterName = name }, [], null, null));
        var dossier = Fold.Of<Dossier>(_world.Streams.Events(id));
        return NoticeValues.Of(dossier, e, TestWorld.BirthRegistration, 0, new PublicAddress("https://tthc.test"));
    }
}
