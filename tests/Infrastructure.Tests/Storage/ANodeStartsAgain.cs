using Marten;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;

namespace KonTum.Tthc.Infrastructure.Tests.Storage;

/// <summary>The second start finds everything as the first one left it: there is nothing to change, and no change that cannot be made.</summary>
public sealed class ANodeStartsAgain(StorageHost host) : IClassFixture<StorageHost>
{
    [Fact]
    public async Task What_the_first_start_made_is_what_the_second_one_wants()
    {
        var storage = host.Services.GetRequiredService<IDocumentStore>().Storage;

        var change = await storage.CreateMigrationAsync();
        var difference = string.Join('\n', change.Deltas
            .Where(d => d.Difference != Weasel.Core.SchemaPatchDifference.None).Select(d => $"{d.SchemaObject.Identifier}: {d.Difference}"));

        difference.ShouldBeEmpty();
        await storage.ApplyAllConfiguredChangesToDatabaseAsync();
    }
}
