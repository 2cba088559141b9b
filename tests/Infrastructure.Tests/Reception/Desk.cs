using KonTum.Tthc.Application.Access;
using KonTum.Tthc.Application.Dossiers;
using KonTum.Tthc.Application.Reception.ListInbox;
using KonTum.Tthc.Application.Requests;
using KonTum.Tthc.Application.Storage;
using KonTum.Tthc.Domain;
using KonTum.Tthc.Domain.Dossiers;
using KonTum.Tthc.Domain.People;
using KonTum.Tthc.Domain.Procedures;
using KonTum.Tthc.Infrastructure.Tests.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace KonTum.Tthc.Infrastructure.Tests.Reception;

/// <summary>Puts dossiers into an agency's inbox as their events say, each test in an agency of its own.</summary>
internal sealed class Desk(StorageHost host, string agency)
{
    private int _number;

    public static DateTimeOffset Start { get; } = new(2026, 3, 2, 2, 0, 0, TimeSpan.Zero);

    public Caller Officer { get; } = StorageHost.Officer(agency);

    public async Task<Guid> SubmittedAsync(
        string name = "Nguyễn Thị Ánh", string procedure = "1.001193", string? owner = null, DateTimeOffset? at = null, params IDomainEvent[] then)
    {
        var number = Interlocked.Increment(ref _number);
        var id = Guid.CreateVersion7();
        var when = at ?? Start.AddMinutes(number);
        var subject = owner ?? "citizen-" + id.ToString("N");
        await WriteAsync(null, work => work.Start<Dossier>(id, [
            new DossierOpened(id, subject, procedure, 1, "Thủ tục", new Agency(agency, "Cơ quan"), [], [], when),
            new DossierFormFilled(Personal.Of(subject, new DossierForm { OwnerName = name }), ["owner_name"], when),
            new DossierSubmitted($"{agency}-260302-{number:0000}", when), .. then]));
        return id;
    }

    public Task AppendAsync(Guid id, params IDomainEvent[] events) => AppendAsync(Officer, id, events);

    public Task AppendAsync(Caller? by, Guid id, params IDomainEvent[] events) => WriteAsync(by, async work =>
    {
        var stream = await work.FindAsync<Dossier>(id, CancellationToken.None);
        foreach (var e in events) stream!.Append(e);
    });

    public DossierAccepted Accepted(DateTimeOffset due, string? officer = null) =>
        new(officer ?? Officer.Subject, due, 5, Start.AddHours(1));

    public Task<Page<DossierListing>> ListAsync(Func<ListInbox, ListInbox>? filter = null, string token = "", int size = 200) =>
        host.SendAsync(Officer, (filter ?? (q => q))(new ListInbox(new PageRequest(size, token))));

    public async Task<IReadOnlyList<Guid>> IdsAsync(Func<ListInbox, ListInbox>? filter = null) =>
        [.. (await ListAsync(filter)).Items.Select(d => d.Id)];

    private Task WriteAsync(Caller? by, Action<IUnitOfWork> write) => WriteAsync(by, work =>
    {
        write(work);
        return Task.CompletedTask;
    });

    private async Task WriteAsync(Caller? by, Func<IUnitOfWork, Task> write)
    {
        StorageHost.Act(by);
        await using var scope = host.Services.CreateAsyncScope();
        var work = scope.ServiceProvider.GetRequiredService<IUnitOfWork>();
        await write(work);
        await work.CommitAsync(0, CancellationToken.None);
    }
}
