using KonTum.Tthc.Application.Reception;
using KonTum.Tthc.Infrastructure.PersonalData;
using KonTum.Tthc.Infrastructure.Reception;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace KonTum.Tthc.Infrastructure.Composition;

/// <summary>Registers the inbox of the officers.</summary>
internal static class InboxRegistration
{
    public static IServiceCollection AddInbox(this IServiceCollection services)
    {
        services.TryAddSingleton(provider => new NameWords(() => MasterKey.ReadOrMake(
            provider.GetRequiredService<IOptions<PersonalDataOptions>>().Value.MasterKeyFile
                ?? Path.Combine(provider.GetRequiredService<IOptions<DataOptions>>().Value.DataDirectory!, "keys", "master.key"))));
        services.AddSingleton<InboxSchema>();
        services.AddSingleton<IInbox, Inbox>();
        return services;
    }
}
