using KonTum.Tthc.Application.Procedures;
using KonTum.Tthc.Domain.Failures;
using KonTum.Tthc.Domain.Procedures;

namespace KonTum.Tthc.Application.Tests.World;

internal sealed class MemoryProcedureVersions(MemoryStreams streams) : IProcedureVersions
{
    public Task<ProcedureDefinition> GetAsync(string code, int version, CancellationToken cancellationToken) => Task.FromResult(
        streams.Events(ProcedureId.Of(code)).OfType<ProcedurePublished>().FirstOrDefault(p => p.Version == version)?.Definition
        ?? throw Failures.ProcedureNotFound.Because());
}
