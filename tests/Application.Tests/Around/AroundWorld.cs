using KonTum.Tthc.Application.Dossiers.SubmitDossier;
using KonTum.Tthc.Application.Tests.World;
using KonTum.Tthc.Domain;
using KonTum.Tthc.Domain.Dossiers;
using KonTum.Tthc.Domain.People;
using KonTum.Tthc.Domain.Procedures;

namespace KonTum.Tthc.Application.Tests.Around;

/// <summary>Dossiers that are submitted, handed over and ended, as other parts of the platform do it.</summary>
internal static class AroundWorld
{
    public static async Task<Guid> SubmittedAsync(this TestWorld world, string paper = "tờ khai.pdf", string content = "%PDF-1.7 x")
    {
        var dossier = await world.DraftAsync();
        await world.FillAsync(dossier);
        await world.AttachAsync(dossier, paper, content: content);
        await world.SendAsync(TestWorld.Ann, new SubmitDossier(dossier, null, null));
        return dossier;
    }

    public static void HandOver(this TestWorld world, Guid dossier) => world.Streams.Write(dossier, new DossierHandedOver(
        "officer", new Agency(TestWorld.ThangLoi, "UBND phường Thắng Lợi"), "", Personal.Of("citizen-ann", ""), world.Time.GetUtcNow()));

    public static void End(this TestWorld world, Guid dossier, IDomainEvent? end = null) =>
        world.Streams.Write(dossier, end ?? new ProcessingCompleted("officer", Personal.Of("citizen-ann", ""), world.Time.GetUtcNow()));
}
