using System.Text.Json;
using KonTum.Tthc.Domain.Dossiers;
using KonTum.Tthc.Domain.People;
using KonTum.Tthc.Infrastructure.PersonalData;
using KonTum.Tthc.TestKit.Postgres;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Npgsql;
using Shouldly;

namespace KonTum.Tthc.Infrastructure.Tests.PersonalData;

public sealed class PersonalDataIsSealed : IAsyncLifetime
{
    private readonly FakeTimeProvider time = new(DateTimeOffset.UtcNow);
    private readonly string directory = Directory.CreateTempSubdirectory("tthc-personal-").FullName;
    private readonly List<AdapterHost> nodes = [];
    private TestDatabase? database;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private string MasterKeyFile => Path.Combine(directory, "keys", "master.key");

    public async ValueTask InitializeAsync()
    {
        database = await TestDatabase.CreateAsync(Cancellation);
        await Node().Get<IPersonKeys>().EnsureSchemaAsync(Cancellation);
    }

    [Fact]
    public void What_is_stored_shows_the_person_and_nothing_of_the_data()
    {
        var json = Json(Node());
        var form = Personal.Of("subject-1", new DossierForm { OwnerName = "Nguyễn Thị Phượng", IdentityNumber = "062190004417" });

        var stored = JsonSerializer.Serialize(form, json);

        using var document = JsonDocument.Parse(stored);
        document.RootElement.EnumerateObject().Select(p => p.Name).ShouldBe(["subject", "key", "sealed"]);
        document.RootElement.GetProperty("subject").GetString().ShouldBe("subject-1");
        var bytes = System.Text.Encoding.UTF8.GetString(document.RootElement.GetProperty("sealed").GetBytesFromBase64());
        foreach (var secret in new[] { "062190004417", "Nguy", "owner", "Owner" })
        {
            stored.ShouldNotContain(secret);
            bytes.ShouldNotContain(secret);
        }

        JsonSerializer.Deserialize<Personal<DossierForm>>(stored, json).ShouldBe(form);
        JsonSerializer.Serialize(form, json).ShouldNotBe(stored); // a nonce is never used twice
    }

    [Fact]
    public void Values_of_every_shape_come_back()
    {
        var json = Json(Node());
        T? Back<T>(T? value) => JsonSerializer.Deserialize<Personal<T>>(JsonSerializer.Serialize(new Personal<T>("s", value), json), json)!.Value;

        Back("tệp đính kèm.pdf").ShouldBe("tệp đính kèm.pdf");
        Back<string>(null).ShouldBeNull();
        Back(42).ShouldBe(42);
        Back(false).ShouldBeFalse();
        Back<IReadOnlyList<byte[]>>([[1, 2], [3]])!.Select(b => b.Length).ShouldBe([2, 1]);
        JsonSerializer.Deserialize<Personal<string>?>("null", json).ShouldBeNull();
    }

    [Fact]
    public async Task Erasing_makes_the_value_null_here_at_once_and_elsewhere_within_the_life_of_the_cache()
    {
        var (here, elsewhere) = (Node(), Node());
        var stored = JsonSerializer.Serialize(Personal.Of("to-erase", "bí mật"), Json(here));
        var other = JsonSerializer.Serialize(Personal.Of("to-stay", 7), Json(here));
        Read(elsewhere, stored).ShouldBe("bí mật");

        await here.Get<IPersonKeys>().DestroyAsync("to-erase", Cancellation);

        Read(here, stored).ShouldBeNull();
        time.Advance(TimeSpan.FromSeconds(60));
        Read(elsewhere, stored).ShouldBeNull();
        JsonSerializer.Deserialize<Personal<int>>(other, Json(elsewhere))!.Value.ShouldBe(7);
        // An erased value can be written again, a new one cannot be sealed for the person.
        JsonSerializer.Serialize(JsonSerializer.Deserialize<Personal<string>>(stored, Json(here)), Json(here)).ShouldContain("\"sealed\":null");
        Should.Throw<PersonErasedException>(() => JsonSerializer.Serialize(Personal.Of("to-erase", "mới"), Json(here)));
        (await ScalarAsync("SELECT count(*) FROM tthc.person_keys WHERE wrapped_key IS NULL AND subject = 'to-erase'")).ShouldBe(1L);
    }

    [Fact]
    public async Task Twenty_first_uses_on_two_nodes_give_one_key()
    {
        var two = new[] { Node(), Node() };
        using var start = new Barrier(20);

        var stored = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => Task.Factory.StartNew(
            () =>
            {
                start.SignalAndWait();
                return JsonSerializer.Serialize(Personal.Of("newcomer", $"value {i}"), Json(two[i % 2]));
            },
            Cancellation, TaskCreationOptions.LongRunning, TaskScheduler.Default)));

        stored.Select(s => JsonDocument.Parse(s).RootElement.GetProperty("key").GetString()).Distinct().ShouldHaveSingleItem();
        stored.Select(s => Read(Node(), s)).ShouldBe(Enumerable.Range(0, 20).Select(i => $"value {i}"));
        (await ScalarAsync("SELECT count(*) FROM tthc.person_keys WHERE subject = 'newcomer'")).ShouldBe(1L);
    }

    [Fact]
    public void A_sealed_value_cannot_be_changed_moved_to_another_person_or_taken_for_another_type()
    {
        var node = Node();
        var json = Json(node);
        var stored = JsonSerializer.Serialize(Personal.Of("person-a", "12"), json);
        var foreign = JsonSerializer.Serialize(Personal.Of("person-b", "34"), json);
        string Part(string text, string name) => JsonDocument.Parse(text).RootElement.GetProperty(name).GetString()!;
        var bytes = Convert.FromBase64String(Part(stored, "sealed"));
        bytes[^1] ^= 1;

        Should.Throw<JsonException>(() => Read(node, stored.Replace(Part(stored, "sealed"), Convert.ToBase64String(bytes), StringComparison.Ordinal)));
        Should.Throw<JsonException>(() => Read(node, foreign.Replace(Part(foreign, "sealed"), Part(stored, "sealed"), StringComparison.Ordinal)));
        Should.Throw<InvalidDataException>(() => Read(node, stored.Replace("person-a", "person-b", StringComparison.Ordinal)));
        Should.Throw<JsonException>(() => JsonSerializer.Deserialize<Personal<object>>(stored, json));
    }

    [Fact]
    public async Task The_keys_in_the_database_are_of_no_use_without_the_master_key()
    {
        Node().Get<IPersonKeys>().ForSealing("someone");
        File.Delete(MasterKeyFile);

        var failure = await Should.ThrowAsync<InvalidDataException>(() => Node().Get<IPersonKeys>().EnsureSchemaAsync(Cancellation));

        failure.Message.ShouldContain("Tthc:PersonalData:MasterKeyFile");
    }

    [Fact]
    public async Task The_master_key_is_for_its_owner_alone()
    {
        File.GetUnixFileMode(MasterKeyFile).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        File.SetUnixFileMode(MasterKeyFile, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead);

        var failure = await Should.ThrowAsync<InvalidDataException>(() => Node().Get<IPersonKeys>().EnsureSchemaAsync(Cancellation));

        failure.Message.ShouldContain("0600");
    }

    [Fact]
    public void Secrets_do_not_print_themselves()
    {
        Node().Get<IPersonKeys>().ForSealing("printed").ToString().ShouldMatch("^PersonKey\\([0-9a-f]{32}\\)$");
        Personal.Of("s", "bí mật").ToString().ShouldNotContain("bí mật");
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var node in nodes) await node.DisposeAsync();
        if (database is not null) await database.DisposeAsync();
        Directory.Delete(directory, recursive: true);
    }

    private static JsonSerializerOptions Json(AdapterHost node) =>
        new(JsonSerializerDefaults.Web) { Converters = { node.Get<PersonalJsonConverterFactory>() } };

    private static string? Read(AdapterHost node, string stored) =>
        JsonSerializer.Deserialize<Personal<string>>(stored, Json(node))!.Value;

    /// <summary>One more node of the platform: the same database and master key, nothing else shared.</summary>
    private AdapterHost Node()
    {
        var node = AdapterHost.Create(directory: directory, more: services =>
        {
            services.AddSingleton<TimeProvider>(time);
            services.AddSingleton(_ => NpgsqlDataSource.Create(database!.ConnectionString));
        });
        nodes.Add(node);
        return node;
    }

    private async Task<object?> ScalarAsync(string sql)
    {
        await using var source = NpgsqlDataSource.Create(database!.ConnectionString);
        await using var command = source.CreateCommand(sql);
        return await command.ExecuteScalarAsync(Cancellation);
    }
}
