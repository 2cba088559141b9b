using KonTum.Tthc.Application.Procedures;
using KonTum.Tthc.Application.Procedures.Territory;
using KonTum.Tthc.Domain.Dossiers;
using KonTum.Tthc.Domain.Procedures.Forms;

namespace KonTum.Tthc.Application.Dossiers;

/// <summary>Lays out what a draft is judged by: its version of the procedure, today, and the country as it is today.</summary>
internal sealed class FilingDesk(IProcedureVersions versions, IAdministrativeUnits units, TimeProvider time)
{
    /// <summary>What a dossier is judged by now.</summary>
    public async Task<FilingRules> RulesOfAsync(Dossier dossier, CancellationToken cancellationToken) => new(
        await versions.GetAsync(dossier.ProcedureCode, dossier.ProcedureVersion, cancellationToken),
        FormRulesOn(DossierCode.DayOf(time.GetUtcNow())));

    /// <summary>The dossier as its owner sees it, with its steps of filing.</summary>
    public Task<DossierView> ViewAsync(Dossier dossier, long version, CancellationToken cancellationToken) =>
        WithStepsAsync(DossierView.Of(dossier, version, time.GetUtcNow()), dossier, cancellationToken);

    /// <summary>A view of the dossier with its steps of filing.</summary>
    public async Task<DossierView> WithStepsAsync(DossierView view, Dossier dossier, CancellationToken cancellationToken) => view with
    {
        FilingSteps = dossier.State == DossierState.Draft
            ? Filing.StepsOf(dossier, await RulesOfAsync(dossier, cancellationToken))
            : Filing.StepsBehind(dossier),
    };

    private FormRules FormRulesOn(DateOnly day) => new(day, (level, code, within) => IsUnit(level, code, within, day), code => units.HasDistricts(code, day));

    /// <summary>
    /// The wards of the own province are known, those of others not all: there a code is taken when it has the form of one.
    /// </summary>
    private bool IsUnit(AddressLevel level, string code, string within, DateOnly day)
    {
        if (level == AddressLevel.Ward && units.Children(within, day).Count == 0) return code.Length == 5 && units.IsInForce(within, day);
        var wanted = level switch
        {
            AddressLevel.Province => AdministrativeLevel.Province,
            AddressLevel.District => AdministrativeLevel.District,
            _ => AdministrativeLevel.Ward,
        };
        return units.Find(code, day)?.Level == wanted && (level == AddressLevel.Province || units.IsWithin(code, within, day));
    }
}
