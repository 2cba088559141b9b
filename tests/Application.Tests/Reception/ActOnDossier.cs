using KonTum.Tthc.Application.Access;
using KonTum.Tthc.Application.Dossiers;
using KonTum.Tthc.Application.Dossiers.SupplementDossier;
using KonTum.Tthc.Application.Dossiers.UpdateDossier;
using KonTum.Tthc.Application.Dossiers.WithdrawDossier;
using KonTum.Tthc.Application.Reception.AcceptDossier;
using KonTum.Tthc.Application.Reception.CompleteProcessing;
using KonTum.Tthc.Application.Reception.DeleteResultPaper;
using KonTum.Tthc.Application.Reception.HandOverDossier;
using KonTum.Tthc.Application.Reception.RefuseDossier;
using KonTum.Tthc.Application.Reception.RequestPayment;
using KonTum.Tthc.Application.Reception.RequestSupplement;
using KonTum.Tthc.Application.Reception.ReturnResult;
using KonTum.Tthc.Application.Reception.StartProcessing;
using KonTum.Tthc.Application.Reception.StopProcessing;
using KonTum.Tthc.Application.Reception.SuspendProcessing;
using KonTum.Tthc.Application.Tests.Around;
using KonTum.Tthc.Application.Tests.World;
using KonTum.Tthc.Domain.Dossiers;
using KonTum.Tthc.Domain.People;
using MediatR;
using Make = System.Func<System.Guid, string?, string?, MediatR.IRequest<KonTum.Tthc.Application.Dossiers.DossierView>>;

namespace KonTum.Tthc.Application.Tests.Reception;

/// <summary>One act on a dossier as the contract has it: where it begins, where it leads, and the event that it is.</summary>
public sealed record ActOnDossier(Type Event, DossierState From, DossierState To, Make Request, bool IsOwners = false)
{
    private static readonly Guid Result = new("0199a8a0-0000-7000-8000-000000000001");

    /// <summary>All of them by the name of the method.</summary>
    public static IReadOnlyDictionary<string, ActOnDossier> All { get; } = new Dictionary<string, ActOnDossier>
    {
        ["AcceptDossier"] = new(typeof(DossierAccepted), DossierState.Registered, DossierState.Accepted, (d, e, r) => new AcceptDossier(d, e, r)),
        ["RefuseDossier"] = new(typeof(DossierRefused), DossierState.Registered, DossierState.Refused, (d, e, r) => new RefuseDossier(d, "Sai nơi nộp", e, r)),
        ["RequestSupplement"] = new(
            typeof(SupplementRequested), DossierState.Registered, DossierState.SupplementRequested,
            (d, e, r) => new RequestSupplement(d, [new AskedItem("", "form.address", "Sai địa chỉ")], "Bổ sung", null, e, r)),
        ["RequestPayment"] = new(
            typeof(PaymentRequested), DossierState.Registered, DossierState.PaymentRequested, (d, e, r) => new RequestPayment(d, 10_000, "Lệ phí", e, r)),
        ["StartProcessing"] = new(typeof(ProcessingStarted), DossierState.Accepted, DossierState.Processing, (d, e, r) => new StartProcessing(d, e, r)),
        ["SuspendProcessing"] = new(
            typeof(ProcessingSuspended), DossierState.Processing, DossierState.Suspended, (d, e, r) => new SuspendProcessing(d, "Chờ xác minh", e, r)),
        ["StopProcessing"] = new(typeof(ProcessingStopped), DossierState.Processing, DossierState.Stopped, (d, e, r) => new StopProcessing(d, "Quá hạn", e, r)),
        ["HandOverDossier"] = new(
            typeof(DossierHandedOver), DossierState.Processing, DossierState.Processing, (d, e, r) => new HandOverDossier(d, "", "officer-7", "", e, r)),
        ["DeleteResultPaper"] = new(
            typeof(ResultPaperRemoved), DossierState.Processing, DossierState.Processing, (d, e, r) => new DeleteResultPaper(d, Result, e, r)),
        ["CompleteProcessing"] = new(
            typeof(ProcessingCompleted), DossierState.Processing, DossierState.Completed, (d, e, r) => new CompleteProcessing(d, "", e, r)),
        ["ReturnResult"] = new(
            typeof(ResultReturned), DossierState.Completed, DossierState.Returned, (d, e, r) => new ReturnResult(d, ReturnChannel.Online, e, r)),
        ["SupplementDossier"] = new(
            typeof(DossierSupplemented), DossierState.SupplementRequested, DossierState.Supplemented,
            (d, e, r) => new SupplementDossier(d, "Đã sửa", e, r), IsOwners: true),
        ["WithdrawDossier"] = new(
            typeof(DossierWithdrawn), DossierState.Accepted, DossierState.Withdrawn, (d, e, r) => new WithdrawDossier(d, "Không cần nữa", e, r), IsOwners: true),
    };

    /// <summary>Whoever it is for.</summary>
    public Caller Actor => IsOwners ? TestWorld.Ann : TestWorld.Officer(TestWorld.DuyTan);

    /// <summary>A dossier that is where the act begins, brought there as people bring it there.</summary>
    public async Task<Guid> BeginAsync(TestWorld world)
    {
        var id = await world.SubmittedAsync();
        string[] before = From switch
        {
            DossierState.SupplementRequested => ["RequestSupplement"],
            DossierState.Accepted => ["AcceptDossier"],
            DossierState.Processing => ["AcceptDossier", "StartProcessing"],
            DossierState.Completed => ["AcceptDossier", "StartProcessing", "CompleteProcessing"],
            _ => [],
        };
        foreach (var act in before) await world.SendAsync(All[act].Actor, All[act].Request(id, null, null));
        if (From == DossierState.SupplementRequested)
        {
            await world.SendAsync(
                TestWorld.Ann, new UpdateDossier(id, TestWorld.CompleteForm() with { Address = "2 Đường Thử" }, ["address"], null, null));
        }

        if (Event == typeof(ResultPaperRemoved)) AddResult(world, id);
        return id;
    }

    /// <summary>Puts the result paper there that the act is about.</summary>
    public static void AddResult(TestWorld world, Guid dossier) => world.Streams.Write(dossier, new ResultPaperAdded(
        "officer", Result, "", Personal.Of(TestWorld.Ann.Subject, "kq.pdf"), new StoredFile(new string('b', 64), 9, "application/pdf"),
        world.Time.GetUtcNow()));
}
