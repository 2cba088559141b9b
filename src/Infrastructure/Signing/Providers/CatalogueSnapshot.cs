using System.Security.Cryptography.X509Certificates;
using KonTum.Tthc.Application.Signing;
using KonTum.Tthc.Domain.SignatureProfiles;
using KonTum.Tthc.Infrastructure.Signing.Adapters;

namespace KonTum.Tthc.Infrastructure.Signing.Providers;

/// <summary>A provider as the catalogue has it.</summary>
/// <param name="Code">Its code.</param>
/// <param name="Enabled">Whether it is offered. Switched off, it is still there for the ceremonies under way.</param>
/// <param name="Routes">How its accounts are reached, by kind of signature; only what has an address.</param>
/// <param name="Logo">Its picture.</param>
/// <param name="TrustAnchors">Certificates that its own must lead to; null for any root of the platform.</param>
/// <param name="Authorities">Names of the authorities that issue for it; any when there are none.</param>
internal sealed record CatalogueProvider(
    string Code,
    bool Enabled,
    IReadOnlyDictionary<SignatureKind, ProviderRoute> Routes,
    ProviderLogo? Logo,
    X509Certificate2Collection? TrustAnchors,
    IReadOnlySet<string> Authorities);

/// <summary>The whole catalogue at one moment; it never changes, another takes its place.</summary>
/// <param name="Offered">What people may choose, in the order of the catalogue.</param>
/// <param name="ByCode">All providers.</param>
/// <param name="Connections">All connections that have an address or need none.</param>
internal sealed record CatalogueSnapshot(
    IReadOnlyList<SignatureProvider> Offered,
    IReadOnlyDictionary<string, CatalogueProvider> ByCode,
    IReadOnlyDictionary<string, ProviderConnection> Connections);
