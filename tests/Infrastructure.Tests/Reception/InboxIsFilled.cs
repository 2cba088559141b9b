using KonTum.Tthc.Application.Reception.CountInbox;
using KonTum.Tthc.Domain.Dossiers;
using KonTum.Tthc.Infrastructure.Tests.Storage;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;

namespace KonTum.Tthc.Infrastructure.Tests.Reception;

public sealed class InboxIsFilled(StorageHost host) : IClassFixture<StorageHost>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Lines_from_before_the_tables_are_taken_in_at_the_next_start()
    {
        var desk = new Desk(host, "S.1");
        await desk.SubmittedAsync();
        await using (var empty = host.Sql.CreateCommand("truncate tthc.inbox, tthc.inbox_words, tthc.inbox_counts, tthc.inbox_due_counts"))
            await empty.ExecuteNonQueryAsync(Cancellation);
        (await desk.IdsAsync()).ShouldBeEmpty();

        await host.Services.GetRequiredService<Infrastructure.Reception.InboxSchema>().EnsureAsync(Cancellation);

        (await desk.IdsAsync(q => q with { Query = "anh" })).Count.ShouldBe(1);
        (await host.SendAsync(desk.Officer, new CountInbox())).States[DossierState.Registered].ShouldBe(1);
    }
}
