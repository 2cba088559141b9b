using System.Collections.Concurrent;
using KonTum.Tthc.Application.Procedures;
using KonTum.Tthc.Application.Storage;
using KonTum.Tthc.Domain.Failures;
using KonTum.Tthc.Domain.Procedures;
using Microsoft.Extensions.DependencyInjection;

namespace KonTum.Tthc.Infrastructure.Storage;

/// <summary>Reads a version from its stream once and keeps it: there are some thousand procedures in a country, and versions never change.</summary>
internal sealed class ProcedureVersions(IServiceScopeFactory scopes) : IProcedureVersions
{
    private readonly ConcurrentDictionary<(string Code, int Version), ProcedureDefinition> _known = new();

    public async Task<ProcedureDefinition> GetAsync(string code, int version, CancellationToken cancellationToken)
    {
        if (_known.TryGetValue((code, version), out var known)) return known;
        await using var scope = scopes.CreateAsyncScope();
        var streams = scope.ServiceProvider.GetRequiredService<IStreamReader>();
        var versions = await streams.ReadVersionsAsync<Procedure, (int Version, ProcedureDefinition Definition)>(
            ProcedureId.Of(code), 0, (procedure, _) => (procedure.Version, procedure.Current!), cancellationToken) ?? [];
        foreach (var read in versions) _known.TryAdd((code, read.Version), read.Definition);
        return _known.TryGetValue((code, version), out known) ? known : throw Failures.ProcedureNotFound.Because();
    }
}
