using System.Text.Json.Nodes;
using KonTum.Tthc.Application.Exchange;
using Microsoft.Extensions.DependencyInjection;

namespace KonTum.Tthc.Application.Tests.World;

/// <summary>A world outside that nothing leaves to.</summary>
internal sealed class MemoryExchange : IDeliveries, IPortalRegister, IPortalFileLinks
{
    public Task<IReadOnlyList<DeliveryView>> ListAsync(
        DeliveryFilter filter, DateTimeOffset? until, int skip, int take, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<DeliveryView>>([]);

    public Task<DeliveryView?> ReplayAsync(Guid id, DateTimeOffset now, CancellationToken cancellationToken) =>
        Task.FromResult<DeliveryView?>(null);

    public Task<IReadOnlySet<Guid>> WaitingForPortalAsync(IReadOnlyList<Guid> dossierIds, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlySet<Guid>>(new HashSet<Guid>());

    public Task EnterAsync(OutgoingMessage message, CancellationToken cancellationToken) => Task.CompletedTask;

    public Task<JsonObject?> FindAsync(string dossierCode, CancellationToken cancellationToken) => Task.FromResult<JsonObject?>(null);

    public string AddressOf(string dossierCode, string componentId, Guid fileId) => $"https://tthc.test/{dossierCode}/{componentId}/{fileId}";

    public bool IsOurs(string dossierCode, string componentId, Guid fileId, string proof) => false;
}

/// <summary>Puts it in.</summary>
internal static class MemoryExchangeRegistration
{
    public static void AddMemoryExchange(this IServiceCollection services)
    {
        var exchange = new MemoryExchange();
        services.AddSingleton<IDeliveries>(exchange);
        services.AddSingleton<IPortalRegister>(exchange);
        services.AddSingleton<IPortalFileLinks>(exchange);
        services.AddSingleton(new ExchangeSettings());
        services.AddSingleton(new NoticeCatalogue(ExchangeRules.All.Where(r => r.TellsPerson).SelectMany(r => new[]
        {
            (r.Name + ".mail.txt", "Tiêu đề: {ma_ho_so}\n\n{ma_ho_so}"), (r.Name + ".sms.txt", "{ma_ho_so}"),
        })));
        services.AddSingleton<DossierAnnouncements>();
    }
}
