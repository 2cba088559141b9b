using System.Text.Json;
using KonTum.Tthc.Application.Procedures.PublishProcedure;
using KonTum.Tthc.Domain.Failures;
using KonTum.Tthc.Domain.Procedures;
using MediatR;
using Microsoft.Extensions.DependencyInjection;

namespace KonTum.Tthc.Infrastructure.Catalogue;

/// <summary>Publishes the procedures that come with the platform. A node that finds them published does nothing.</summary>
internal sealed class CatalogueSeed(IServiceScopeFactory scopes)
{
    public async Task PublishAsync(CancellationToken cancellationToken)
    {
        foreach (var definition in Definitions())
        {
            await using var scope = scopes.CreateAsyncScope();
            try
            {
                await scope.ServiceProvider.GetRequiredService<ISender>().Send(new PublishProcedure(definition), cancellationToken);
            }
            catch (FailureException e) when (e.Failure == Failures.ChangedMeanwhile)
            {
                // Another node that starts at the same time has just published it.
            }
        }
    }

    private static IEnumerable<ProcedureDefinition> Definitions()
    {
        foreach (var name in CatalogueFiles.Names("procedures"))
        {
            using var file = CatalogueFiles.Open(name)!;
            yield return JsonSerializer.Deserialize<ProcedureDefinition>(file, CatalogueFiles.Json)!;
        }
    }
}
