using KonTum.Tthc.Application.Signing;
using KonTum.Tthc.Domain.Failures;
using KonTum.Tthc.Domain.SignatureProfiles;

namespace KonTum.Tthc.Application.SignatureProfiles;

internal static class ProviderCatalogue
{
    /// <summary>Refuses entries whose provider is not in the catalogue for their kind; the catalogue is data.</summary>
    public static void MustKnow(IReadOnlyList<SignatureProvider> providers, IReadOnlyList<SignatureEntry> entries)
    {
        var violations = entries
            .Select((entry, index) => (entry, index))
            .Where(e => !providers.Any(p => p.Code == e.entry.Provider && p.Kinds.Contains(e.entry.Kind)))
            .Select(e => Failures.ProviderUnknown.At($"entries[{e.index}].provider"))
            .ToList();
        if (violations.Count > 0) throw Failures.Invalid(violations);
    }
}
