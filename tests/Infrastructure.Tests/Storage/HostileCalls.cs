using KonTum.Tthc.Application.Audit;
using KonTum.Tthc.Application.Audit.ReplayEvents;
using KonTum.Tthc.Application.Dossiers.CreateDossier;
using KonTum.Tthc.Application.Dossiers.DeleteAttachment;
using KonTum.Tthc.Application.Dossiers.GetDossier;
using KonTum.Tthc.Application.Dossiers.UpdateDossier;
using KonTum.Tthc.Application.Procedures;
using KonTum.Tthc.Application.Procedures.GetProcedure;
using KonTum.Tthc.Application.Procedures.ListProcedures;
using KonTum.Tthc.Application.Requests;
using KonTum.Tthc.Application.SignatureProfiles.DeleteSignatureProfile;
using KonTum.Tthc.Application.SignatureProfiles.GetSignatureProfile;
using KonTum.Tthc.Application.Signing.CancelSigning;
using KonTum.Tthc.Application.Signing.GetSigning;
using KonTum.Tthc.Domain.Dossiers;
using KonTum.Tthc.Domain.Failures;
using KonTum.Tthc.Infrastructure.PersonalData;
using KonTum.Tthc.Infrastructure.Storage;
using MediatR;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Shouldly;

namespace KonTum.Tthc.Infrastructure.Tests.Storage;

/// <summary>Calls that a client of good will would not make, on a real database.</summary>
public sealed class HostileCalls(StorageHost host) : IClassFixture<StorageHost>
{
    private const string DuyTan = "000.21.24.H34";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_identifier_of_something_else_names_nothing()
    {
        var dossier = (await OpenAsync(StorageHost.Citizen)).Id;
        foreach (var other in new[] { ProcedureId.Of("1.001193"), Guid.Empty })
        {
            await ShouldMissAsync(new GetDossier(other), Failures.DossierNotFound);
            await ShouldMissAsync(new UpdateDossier(other, new DossierForm(), [], null, null), Failures.DossierNotFound);
            await ShouldMissAsync(new DeleteAttachment(other, "x", Guid.NewGuid(), null, null), Failures.DossierNotFound);
        }

        foreach (var other in new[] { dossier, Guid.Empty })
        {
            await ShouldMissAsync(new GetSigning(other), Failures.SigningNotFound);
            await ShouldMissAsync(new CancelSigning(other, null), Failures.SigningNotFound);
            await ShouldMissAsync(new GetSignatureProfile(other), Failures.ProfileNotFound);
            await ShouldMissAsync(new DeleteSignatureProfile(other, null, null), Failures.ProfileNotFound);
        }
    }

    [Theory]
    [InlineData("\0")]
    [InlineData("a\0b")]
    public async Task What_the_database_cannot_look_up_is_refused(string text)
    {
        await ShouldBeInvalidAsync(new GetProcedure(text));
        await ShouldBeInvalidAsync(new ListProcedures(new PageRequest(0, ""), text));
        await ShouldBeInvalidAsync(new CreateDossier(text, DuyTan, null));
        (await Should.ThrowAsync<FailureException>(() => host.StreamAsync(
            StorageHost.Auditor, new ReplayEvents(null, null, [], 0, text, 0)))).Failure.ShouldBe(Failures.InvalidRequest);
        (await Should.ThrowAsync<FailureException>(() => host.StreamAsync(
            StorageHost.Auditor, new ReplayEvents(null, null, [text], 0, "", 0)))).Failure.ShouldBe(Failures.InvalidRequest);
    }

    [Fact]
    public async Task A_negative_limit_is_no_limitless_replay() =>
        (await Should.ThrowAsync<FailureException>(() => host.StreamAsync(
            StorageHost.Auditor, new ReplayEvents(null, null, [], 0, "", -1)))).Violations.Single().Field.ShouldBe("limit");

    [Fact]
    public async Task A_person_whose_data_were_erased_is_told_so()
    {
        var caller = StorageHost.Citizen with { Subject = "citizen-erased" };
        var opened = await OpenAsync(caller);
        await host.Services.GetRequiredService<IPersonKeys>().DestroyAsync(caller.Subject, Cancellation);

        (await Should.ThrowAsync<FailureException>(() => host.SendAsync(
            caller, new UpdateDossier(opened.Id, new DossierForm { OwnerName = "Ai đó" }, [], null, null)))).Failure.ShouldBe(Failures.PersonErased);
        (await Should.ThrowAsync<FailureException>(() => host.SendAsync(
            caller, new CreateDossier("1.001193", DuyTan, Guid.NewGuid().ToString())))).Failure.ShouldBe(Failures.PersonErased);
    }

    [Fact]
    public async Task From_a_kept_answer_nothing_can_be_guessed()
    {
        var opened = await OpenAsync(StorageHost.Citizen);
        var requestId = Guid.NewGuid();
        await host.SendAsync(StorageHost.Citizen, new UpdateDossier(
            opened.Id, new DossierForm { IdentityNumber = "062090000001" }, ["identity_number"], null, requestId.ToString()));

        await using var search = host.Sql.CreateCommand("select data::text from tthc.mt_doc_firstanswerdocument where id like $1");
        search.Parameters.Add(new NpgsqlParameter { Value = $"%{requestId:N}" });
        var stored = (string)(await search.ExecuteScalarAsync(Cancellation))!;

        stored.ShouldNotContain("fingerprint", Case.Insensitive, "there are few enough identity numbers to try them all");
    }

    [Fact]
    public async Task A_reader_of_events_who_stops_reading_holds_no_connection_and_misses_nothing_later()
    {
        var opened = await OpenAsync(StorageHost.Citizen);
        for (var n = 0; n < EventLog.BatchSize + 4; n++)
        {
            await host.SendAsync(StorageHost.Citizen, new UpdateDossier(opened.Id, new DossierForm { SetCount = 1 + (n % 2) }, ["set_count"], null, null));
        }

        await using var single = NpgsqlDataSource.Create(
            new NpgsqlConnectionStringBuilder(host.ConnectionString) { MaxPoolSize = 1, Timeout = 2 }.ConnectionString);
        var log = new EventLog(single, new Province("kontum"));
        await using var reader = log.ReadAsync(new EventFilter([opened.Id], [], 0, null, 0), Cancellation).GetAsyncEnumerator(Cancellation);
        (await reader.MoveNextAsync()).ShouldBeTrue();

        await using (var other = single.CreateCommand("select 1")) (await other.ExecuteScalarAsync(Cancellation)).ShouldBe(1);

        var versions = new List<long> { reader.Current.Version };
        while (await reader.MoveNextAsync()) versions.Add(reader.Current.Version);
        versions.ShouldBe(Enumerable.Range(1, EventLog.BatchSize + 5).Select(v => (long)v));
        (await host.StreamAsync(StorageHost.Auditor, new ReplayEvents(opened.Id, null, [], 0, "", EventLog.BatchSize + 1)))
            .Count.ShouldBe(EventLog.BatchSize + 1);
    }

    private Task<Application.Dossiers.DossierView> OpenAsync(Application.Access.Caller caller) =>
        host.SendAsync(caller, new CreateDossier("1.001193", DuyTan, null));

    private async Task ShouldMissAsync<T>(IRequest<T> request, Failure missing) =>
        (await Should.ThrowAsync<FailureException>(() => host.SendAsync(StorageHost.Citizen, request))).Failure.ShouldBe(missing);

    private async Task ShouldBeInvalidAsync<T>(IRequest<T> request) =>
        (await Should.ThrowAsync<FailureException>(() => host.SendAsync(StorageHost.Citizen, request))).Failure.ShouldBe(Failures.InvalidRequest);
}
