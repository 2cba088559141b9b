using KonTum.Tthc.Domain.Calendar;
using KonTum.Tthc.Domain.Dossiers;
using KonTum.Tthc.Domain.Failures;
using KonTum.Tthc.Domain.People;
using KonTum.Tthc.Domain.Procedures;

namespace KonTum.Tthc.Domain.Tests.Dossiers;

/// <summary>Everything that can be asked of a dossier.</summary>
public enum LifeAct
{
    Fill,
    FillOther,
    Select,
    Attach,
    Detach,
    AttachStored,
    Convert,
    Converted,
    NotConverted,
    StartSigning,
    EndSigning,
    AttachSignature,
    Submit,
    Discard,
    Abandon,
    Accept,
    Refuse,
    RequestSupplement,
    Supplement,
    RequestPayment,
    Pay,
    Refund,
    StartProcessing,
    Suspend,
    Stop,
    HandOver,
    AddResult,
    Seal,
    RemoveResult,
    Complete,
    Return,
    Withdraw,
}

/// <summary>Who asks: whoever it is for, or somebody else.</summary>
public enum LifeActor
{
    Proper,
    Owner,
    Stranger,
    Officer,
    OfficerElsewhere,
}

/// <summary>One thing that is asked; the numbers choose among what there is, and choose nonsense too.</summary>
public sealed record LifeStep(LifeAct Act, LifeActor Who, int Which, int Other);

/// <summary>A dossier and what becomes of it.</summary>
internal sealed class Life
{
    public static readonly WorkingCalendar Calendar = new(Holidays.OfVietNam());

    public static readonly LifeStep[] UntilSubmitted =
        [Step(LifeAct.Fill), Step(LifeAct.Attach), Step(LifeAct.Submit)];

    public static readonly LifeStep[] UntilProcessed = [Step(LifeAct.Accept), Step(LifeAct.StartProcessing)];

    public static readonly LifeStep[] UntilCompleted =
        [Step(LifeAct.AddResult), Step(LifeAct.Seal), Step(LifeAct.Pay), Step(LifeAct.Complete)];

    /// <summary>Asked for another address, gives it, and hands it in: chance seldom does the three in a row.</summary>
    public static readonly LifeStep[] UntilSupplemented = Supplementing(address: 7);

    /// <summary>The same once more.</summary>
    public static readonly LifeStep[] UntilSupplementedTwice = [.. UntilSupplemented, .. Supplementing(address: 8)];

    private static readonly ProcedureDefinition Procedure = Given.Procedure with
    {
        ProcessingDays = 3,
        Fees = [new FeeDefinition("le-phi", "Lệ phí", FeeKind.Charge, 5000, 8000, FeeUnit.Dossier)],
        PaymentRule = PaymentRule.Later,
        FormFields = [new FormField("child", "Con", FormFieldKind.Person)],
        Results = [new ResultDefinition("giay-khai-sinh", "Giấy khai sinh")],
    };

    private static readonly Agency[] Agencies = [.. Given.Procedure.Agencies, new Agency("000.22.24.H34", "UBND phường Thắng Lợi")];

    private readonly List<Guid> _signings = [];
    private DateTimeOffset _now = Given.Now;
    private int _files;

    public Life() => Take([Dossier.Open(Guid.NewGuid(), Given.Owner, Procedure, 1, Given.Agency, _now)]);

    public Dossier Dossier { get; } = new();

    public List<IDomainEvent> Events { get; } = [];

    private DossierFees Fees => Dossier.FeesBy(Procedure);

    /// <summary>The row of the chart that an event is of; null for what changes no state.</summary>
    public static DossierAct? Transition(IDomainEvent decided) => decided switch
    {
        DossierSubmitted => DossierAct.Submit,
        DraftDiscarded => DossierAct.Discard,
        DossierAccepted => DossierAct.Accept,
        DossierRefused => DossierAct.Refuse,
        SupplementRequested => DossierAct.RequestSupplement,
        DossierSupplemented => DossierAct.Supplement,
        PaymentRequested => DossierAct.RequestPayment,
        PaymentRequestSettled => DossierAct.SettlePayment,
        ProcessingStarted => DossierAct.StartProcessing,
        ProcessingSuspended => DossierAct.SuspendProcessing,
        ProcessingStopped => DossierAct.StopProcessing,
        DossierHandedOver => DossierAct.HandOver,
        ResultPaperAdded => DossierAct.AddResultPaper,
        ResultPaperSealed => DossierAct.SealResultPaper,
        ResultPaperRemoved => DossierAct.RemoveResultPaper,
        ProcessingCompleted => DossierAct.CompleteProcessing,
        ResultReturned => DossierAct.ReturnResult,
        DossierWithdrawn => DossierAct.Withdraw,
        _ => null,
    };

    /// <summary>As what the step acts, for what a person does.</summary>
    public static DossierParty? PartyOf(LifeStep step) => ActOf(step.Act) is not { } act || act == DossierAct.SealResultPaper || step.Act == LifeAct.Abandon
        ? null
        : DossierChart.PartiesOf(act).Contains(DossierParty.Owner) ? DossierParty.Owner : DossierParty.Officer;

    /// <summary>What is decided; nothing for a failure, which is what somebody else gets too.</summary>
    public IReadOnlyList<IDomainEvent> Decide(LifeStep step)
    {
        _now += TimeSpan.FromMinutes(1 + (step.Other * 17));
        try
        {
            return MayAsk(step) ? Ask(step) : [];
        }
        catch (FailureException)
        {
            return [];
        }
    }

    public void Take(IReadOnlyList<IDomainEvent> decided)
    {
        foreach (var e in decided)
        {
            Given.Take(Dossier, e);
            Events.Add(e);
        }
    }

    private static LifeStep[] Supplementing(int address) =>
    [
        new(LifeAct.RequestSupplement, LifeActor.Proper, 4, 2), new(LifeAct.FillOther, LifeActor.Proper, 0, address),
        new(LifeAct.Supplement, LifeActor.Proper, 0, 2),
    ];

    private static LifeStep Step(LifeAct act) => new(act, LifeActor.Proper, 0, 1);

    private static DossierAct? ActOf(LifeAct act) => act switch
    {
        LifeAct.Submit => DossierAct.Submit,
        LifeAct.Discard => DossierAct.Discard,
        LifeAct.Accept => DossierAct.Accept,
        LifeAct.Refuse => DossierAct.Refuse,
        LifeAct.RequestSupplement => DossierAct.RequestSupplement,
        LifeAct.Supplement => DossierAct.Supplement,
        LifeAct.RequestPayment => DossierAct.RequestPayment,
        LifeAct.StartProcessing => DossierAct.StartProcessing,
        LifeAct.Suspend => DossierAct.SuspendProcessing,
        LifeAct.Stop => DossierAct.StopProcessing,
        LifeAct.HandOver => DossierAct.HandOver,
        LifeAct.AddResult => DossierAct.AddResultPaper,
        LifeAct.Seal => DossierAct.SealResultPaper,
        LifeAct.RemoveResult => DossierAct.RemoveResultPaper,
        LifeAct.Complete => DossierAct.CompleteProcessing,
        LifeAct.Return => DossierAct.ReturnResult,
        LifeAct.Withdraw => DossierAct.Withdraw,
        _ => null,
    };

    private bool MayAsk(LifeStep step)
    {
        if (step.Act is LifeAct.Seal or LifeAct.Abandon) return step.Who == LifeActor.Proper; // the platform itself
        var act = ActOf(step.Act) ?? DossierAct.Submit; // what is no transition is the owner's
        var officer = DossierChart.PartiesOf(act).Contains(DossierParty.Officer);
        var (subject, officerOf) = step.Who switch
        {
            LifeActor.Owner => (Given.Owner, null),
            LifeActor.Stranger => ("citizen-2", null),
            LifeActor.Officer => ("officer-1", Dossier.Agency.Code),
            LifeActor.OfficerElsewhere => ("officer-9", "000.99.24.H34"),
            _ => officer ? ("officer-1", Dossier.Agency.Code) : (Given.Owner, (string?)null),
        };
        var parties = DossierChart.PartiesOf(act);
        return (parties.Contains(DossierParty.Owner) && Dossier.OwnerId == subject)
            || (parties.Contains(DossierParty.Officer) && Dossier.IsAt(officerOf));
    }

    private IReadOnlyList<IDomainEvent> Ask(LifeStep step)
    {
        var component = step.Which % 2 == 0 ? "to-khai" : "giay-to";
        var attachments = Dossier.Components.SelectMany(c => c.Attachments).ToList();
        var attachment = attachments.Count == 0 ? Guid.NewGuid() : attachments[step.Other % attachments.Count].Id;
        var holder = Dossier.Components.FirstOrDefault(c => c.Attachments.Any(a => a.Id == attachment))?.Id ?? component;
        var signing = _signings.Count == 0 ? Guid.NewGuid() : _signings[^1];
        var result = Dossier.Results.Count == 0 ? Guid.NewGuid() : Dossier.Results[step.Other % Dossier.Results.Count].Id;
        var officer = "officer-" + step.Which % 3;
        var reason = step.Other % 16 == 0 ? "" : "Lý do";
        switch (step.Act)
        {
            case LifeAct.Fill: return [Dossier.Fill(Given.CompleteForm, [], Given.RulesOf(Procedure), _now)];
            case LifeAct.FillOther: return [Dossier.Fill(Given.CompleteForm with { Address = $"{step.Other} Đường Thử" }, [], Given.RulesOf(Procedure), _now)];
            case LifeAct.Select: return [Dossier.Select(component, step.Other % 2 == 0, step.Other % 3, step.Other % 3, _now)];
            case LifeAct.Attach: return [Dossier.Attach(component, Guid.NewGuid(), "a.pdf", NewFile(), _now)];
            case LifeAct.Detach: return [Dossier.Detach(holder, attachment, _now)];
            case LifeAct.AttachStored:
                Dossier.MustBeOpenFor(component);
                return [new StoredDocumentAttached(
                    component, Guid.NewGuid(), Guid.NewGuid(), Guid.NewGuid(), Name("b.pdf"), NewFile(), AttachmentVersionKind.Signed, Guid.NewGuid(), _now)];
            case LifeAct.Convert:
                Dossier.MustBeOpenFor(holder);
                return [new AttachmentConversionRequested(holder, Dossier.Attachment(holder, attachment).Id, _now)];
            case LifeAct.Converted: return [new AttachmentConverted(holder, Dossier.Attachment(holder, attachment).Id, Name("a.pdf"), NewFile(), 1, _now)];
            case LifeAct.NotConverted: return [new AttachmentConversionFailed(holder, Dossier.Attachment(holder, attachment).Id, "CONVERSION_FAILED", _now)];
            case LifeAct.StartSigning:
                var targets = attachments.Where((_, i) => (step.Which >> (i % 8) & 1) == 1).Select(a => a.Id).ToList();
                var started = Dossier.StartSigning(Guid.NewGuid(), targets, _now);
                _signings.Add(started.SigningId);
                return [started];
            case LifeAct.EndSigning: return Dossier.EndSigning(signing, "SIGNING_EXPIRED", _now) is { } ended ? [ended] : [];
            case LifeAct.AttachSignature: return [Dossier.AttachSignature(holder, attachment, signing, "a_signed.pdf", NewFile(), _now)];
            case LifeAct.Submit: return [Dossier.Submit("000.21.24.H34-261123-0001", Given.RulesOf(Procedure), _now)];
            case LifeAct.Discard: return [Dossier.Discard(abandoned: false, _now)];
            case LifeAct.Abandon: return [Dossier.Discard(abandoned: true, _now)];
            case LifeAct.Accept: return [Dossier.Accept(officer, Procedure.ProcessingDays, Calendar, _now)];
            case LifeAct.Refuse: return [Dossier.Refuse(officer, reason, _now)];
            case LifeAct.RequestSupplement:
                DateOnly? deadline = step.Other % 8 == 0 ? new DateOnly(2020, 1, 1) : step.Other % 8 == 1 ? DossierCode.DayOf(_now) : null;
                return [Dossier.RequestSupplement(officer, Items(step), reason, deadline, Procedure, _now)];
            case LifeAct.Supplement: return [Dossier.HandInSupplement(reason, Calendar, _now)];
            case LifeAct.RequestPayment: return [Dossier.RequestPayment(officer, (step.Other % 4 * 1000) - 1000, reason, Fees, _now)];
            case LifeAct.Pay: return Pay(step);
            case LifeAct.Refund: return Dossier.PaidAmount > 0 ? [new FeesRefunded(Guid.NewGuid(), Math.Min(1000, Dossier.PaidAmount), _now)] : [];
            case LifeAct.StartProcessing: return [Dossier.StartProcessing(officer, Calendar, _now)];
            case LifeAct.Suspend: return [Dossier.Suspend(officer, reason, _now)];
            case LifeAct.Stop: return [Dossier.Stop(officer, reason, _now)];
            case LifeAct.HandOver: return [Dossier.HandOver(officer, step.Which % 2 == 0 ? null : Agencies[step.Other % 2], officer, reason, _now)];
            case LifeAct.AddResult:
                Dossier.MustAllow(DossierAct.AddResultPaper);
                return [new ResultPaperAdded(officer, Guid.NewGuid(), "giay-khai-sinh", Name("kq.pdf"), NewFile(), _now)];
            case LifeAct.Seal:
                Dossier.MustAllow(DossierAct.SealResultPaper);
                return Dossier.Results.Any(r => r.Id == result && !r.IsSealed) ? [new ResultPaperSealed(result, Name("kq_signed.pdf"), NewFile(), _now)] : [];
            case LifeAct.RemoveResult:
                Dossier.MustAllow(DossierAct.RemoveResultPaper);
                return Dossier.Results.Any(r => r.Id == result) ? [new ResultPaperRemoved(officer, result, _now)] : [];
            case LifeAct.Complete: return [Dossier.Complete(officer, Procedure.Results, reason, _now)];
            case LifeAct.Return: return [Dossier.Return(officer, ReturnChannel.Online, Fees, _now)];
            default: return [Dossier.Withdraw(reason, _now)];
        }
    }

    /// <summary>A payment of a part or all; the platform then looks whether that was all.</summary>
    private List<IDomainEvent> Pay(LifeStep step)
    {
        if (!Dossier.CanBePaid || Fees.Due == 0) return [];
        var paid = new FeesPaid(Guid.NewGuid(), step.Which % 2 == 0 ? Fees.Due : 1, PaymentChannel.Online, "BL-1", _now);
        var after = Given.Replay<Dossier>([.. Events, paid]);
        return after.SettlePayment(after.FeesBy(Procedure), Calendar, _now) is { } settled ? [paid, settled] : [paid];
    }

    private static List<AskedItem> Items(LifeStep step) => (step.Which % 8) switch
    {
        0 => [],
        1 => [new AskedItem("khác", "", "Không có")],
        2 => [new AskedItem("to-khai", "form.address", "Cả hai")],
        3 => [new AskedItem("", "form.khac", "Không có")],
        4 or 5 => [new AskedItem("", "form.address", "Sai địa chỉ")],
        6 => [new AskedItem("to-khai", "", "Mờ"), new AskedItem("", "form.address", "Sai")],
        _ => [new AskedItem("to-khai", "", "Chưa ký"), new AskedItem("giay-to", "", "Thiếu")],
    };

    private static Personal<string> Name(string name) => Personal.Of(Given.Owner, name);

    private StoredFile NewFile() => Given.File with { Sha256 = $"{++_files:x64}" };
}
