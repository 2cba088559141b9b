using System.Reflection;
using KonTum.Tthc.Domain;
using KonTum.Tthc.Domain.Dossiers;
using KonTum.Tthc.Domain.Petitions;

namespace KonTum.Tthc.Application.Exchange;

/// <summary>What the national portal is told of an event.</summary>
public enum PortalTelling
{
    /// <summary>Nothing.</summary>
    Nothing,

    /// <summary>The dossier as it is then (DongBoHoSoMC).</summary>
    Dossier,

    /// <summary>The dossier, and the step that was taken (CapNhatTienDoHoSoMC).</summary>
    DossierAndStep,
}

/// <summary>What one event leads to.</summary>
/// <param name="Event">Type of the event.</param>
/// <param name="Portal">What the national portal is told.</param>
/// <param name="TellsPerson">Whether the person gets mail and SMS; the texts are the templates named after the event.</param>
public sealed record ExchangeRule(Type Event, PortalTelling Portal, bool TellsPerson)
{
    /// <summary>Stable name of the event.</summary>
    public string Name { get; } = Event.GetCustomAttribute<EventNameAttribute>()!.Name;
}

/// <summary>
/// Which event leaves the platform, and how. The only place that says so. Each row of a dossier's event also goes to the webhooks of its
/// owner. Events without a row stay inside: drafts, files that are put to them, signings (they have webhooks of their own).
/// </summary>
public static class ExchangeRules
{
    /// <summary>The table.</summary>
    public static IReadOnlyList<ExchangeRule> All { get; } =
    [
        //                          national portal               mail and SMS
        On<DossierSubmitted>(PortalTelling.Dossier, tellsPerson: true),
        On<DossierAccepted>(PortalTelling.DossierAndStep, tellsPerson: true),
        On<DossierRefused>(PortalTelling.DossierAndStep, tellsPerson: true),
        On<SupplementRequested>(PortalTelling.DossierAndStep, tellsPerson: true),
        On<DossierSupplemented>(PortalTelling.DossierAndStep, tellsPerson: false),
        On<PaymentRequested>(PortalTelling.DossierAndStep, tellsPerson: true),
        On<PaymentRequestSettled>(PortalTelling.DossierAndStep, tellsPerson: false),
        On<FeesPaid>(PortalTelling.Dossier, tellsPerson: false),
        On<FeesRefunded>(PortalTelling.Dossier, tellsPerson: false),
        On<ProcessingStarted>(PortalTelling.DossierAndStep, tellsPerson: false),
        On<ProcessingSuspended>(PortalTelling.DossierAndStep, tellsPerson: false),
        On<ProcessingStopped>(PortalTelling.DossierAndStep, tellsPerson: true),
        On<DossierHandedOver>(PortalTelling.DossierAndStep, tellsPerson: false),
        On<ProcessingCompleted>(PortalTelling.DossierAndStep, tellsPerson: true),
        On<ResultReturned>(PortalTelling.DossierAndStep, tellsPerson: true),
        On<DossierWithdrawn>(PortalTelling.DossierAndStep, tellsPerson: true),
        On<PetitionAnswered>(PortalTelling.Nothing, tellsPerson: true),
    ];

    private static readonly IReadOnlyDictionary<Type, ExchangeRule> ByEvent = All.ToDictionary(r => r.Event);

    /// <summary>The rule of an event; null when it stays inside.</summary>
    public static ExchangeRule? For(IDomainEvent e) => ByEvent.GetValueOrDefault(e.GetType());

    private static ExchangeRule On<TEvent>(PortalTelling portal, bool tellsPerson)
        where TEvent : IDomainEvent => new(typeof(TEvent), portal, tellsPerson);
}
