using KonTum.Tthc.Infrastructure.Catalogue;
using KonTum.Tthc.Infrastructure.Outbox;
using KonTum.Tthc.Infrastructure.PersonalData;
using KonTum.Tthc.Infrastructure.Reception;
using KonTum.Tthc.Infrastructure.Signing.Connections;
using Marten;
using Microsoft.Extensions.Hosting;

namespace KonTum.Tthc.Infrastructure.Storage;

/// <summary>Brings the schema up to date before anything else starts. Many nodes may do so at once: Marten takes an advisory lock.</summary>
internal sealed class SchemaStart(IDocumentStore store, IPersonKeys keys, IAccountConnections connections, InboxSchema inbox, EarlierOutbox earlier)
    : IHostedService
{
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await store.Storage.ApplyAllConfiguredChangesToDatabaseAsync();
        await keys.EnsureSchemaAsync(cancellationToken);
        await connections.EnsureSchemaAsync(cancellationToken);
        await inbox.EnsureAsync(cancellationToken);
        await earlier.CarryOverAsync(cancellationToken);
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}

/// <summary>Publishes the catalogue that comes with the platform.</summary>
internal sealed class CatalogueStart(CatalogueSeed seed) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken) => seed.PublishAsync(cancellationToken);

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
