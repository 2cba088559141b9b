using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;
using JasperFx;
using JasperFx.Events;
using JasperFx.Events.Projections;
using JasperFx.MultiTenancy;
using KonTum.Tthc.Application.Dossiers;
using KonTum.Tthc.Application.Procedures;
using KonTum.Tthc.Application.SignatureProfiles;
using KonTum.Tthc.Application.Signing;
using KonTum.Tthc.Application.Webhooks;
using KonTum.Tthc.Domain;
using KonTum.Tthc.Domain.Access;
using KonTum.Tthc.Domain.Dossiers;
using KonTum.Tthc.Domain.Procedures;
using KonTum.Tthc.Domain.SignatureProfiles;
using KonTum.Tthc.Domain.Signing;
using KonTum.Tthc.Domain.Webhooks;
using KonTum.Tthc.Infrastructure.Catalogue;
using KonTum.Tthc.Infrastructure.Reception;
using KonTum.Tthc.Infrastructure.Reception.Sealing;
using Marten;
using Weasel.Core;
using Weasel.Postgresql.Tables;

namespace KonTum.Tthc.Infrastructure.Storage;

/// <summary>How Marten stores what the domain says: schema, names of events, projections, and our own tables.</summary>
internal static class StoreConfiguration
{
    /// <summary>Name of the schema.</summary>
    public const string Schema = "tthc";

    /// <summary>Configures the store.</summary>
    /// <param name="options">Marten's options.</param>
    /// <param name="personalData">Seals <c>Personal&lt;T&gt;</c> wherever it is written.</param>
    /// <param name="names">Makes what owners' names are found by.</param>
    public static void Configure(StoreOptions options, JsonConverter personalData, NameWords names)
    {
        options.DatabaseSchemaName = Schema;
        options.Events.DatabaseSchemaName = Schema;
        options.AutoCreateSchemaObjects = AutoCreate.None;

        // A tenant is a province: streams can later be partitioned or sharded along it.
        options.Events.TenancyStyle = TenancyStyle.Conjoined;
        options.Policies.AllDocumentsAreMultiTenanted();

        options.Events.StreamIdentity = StreamIdentity.AsGuid;
        options.Events.AppendMode = EventAppendMode.Quick;
        options.Events.MetadataConfig.CorrelationIdEnabled = true;
        options.Events.MetadataConfig.UserNameEnabled = true;
        options.UseSystemTextJsonForSerialization(
            EnumStorage.AsString, Casing.CamelCase, json => ConfigureJson(json, personalData));

        foreach (var (type, name) in EventTypes()) options.Events.MapEventType(type, name);
        AddStates(options);
        AddListings(options, names);
        ProcedureIndex.AddTo(options);
        Payments.PaymentStorage.Configure(options);
        options.Schema.For<FirstAnswerDocument>().Identity(a => a.Key);
        Uploads.Uploads.Configure(options);

        options.Storage.ExtendedSchemaObjects.Add(Collection.NamedBlobs.BlobNames());
        options.Storage.ExtendedSchemaObjects.Add(Collection.NamedBlobs.Progress());
        options.Storage.ExtendedSchemaObjects.Add(Collection.SharedIdentity.Describe());
        options.Storage.ExtendedSchemaObjects.Add(SigningNodesTable());
        options.Storage.ExtendedSchemaObjects.Add(SigningWorkTable());
        options.Storage.ExtendedSchemaObjects.Add(DossierNumbers.TableOf(NameOf("dossier_numbers")));
        options.Storage.ExtendedSchemaObjects.Add(Outbox.OutboxTable.Shape(NameOf("deliveries")));
        options.Storage.ExtendedSchemaObjects.Add(AuthorizationTurnsTable());
        options.Storage.ExtendedSchemaObjects.Add(SealingWork.Table());
        Conversion.ConversionWorkProjection.AddTo(options);
        Around.AroundDossiers.AddTo(options);
        Statistics.StatisticsTables.Configure(options);
    }

    /// <summary>Every event of the domain with the name that it is stored under; the version is part of it from the second on.</summary>
    public static IEnumerable<(Type Type, string Name)> EventTypes() => typeof(IDomainEvent).Assembly.GetTypes()
        .Where(t => t is { IsAbstract: false, IsInterface: false } && typeof(IDomainEvent).IsAssignableFrom(t))
        .Select(t => (t, t.GetCustomAttribute<EventNameAttribute>()
            ?? throw new InvalidOperationException($"{t.Name} has no {nameof(EventNameAttribute)}.")))
        .Select(t => (t.t, t.Item2.Version == 1 ? t.Item2.Name : $"{t.Item2.Name}_v{t.Item2.Version}"));

    private static void ConfigureJson(JsonSerializerOptions json, JsonConverter personalData)
    {
        json.Converters.Add(personalData);
        json.Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping; // Vietnamese stays readable; never put into HTML
    }

    private static void AddStates(StoreOptions options)
    {
        options.Projections.Add(new LiveState<Dossier>(), ProjectionLifecycle.Live);
        options.Projections.Add(new LiveState<SignatureProfile>(), ProjectionLifecycle.Live);
        options.Projections.Add(new LiveState<SignatureRecord>(), ProjectionLifecycle.Live);
        options.Projections.Add(new LiveState<Procedure>(), ProjectionLifecycle.Live);
        options.Projections.Add(new LiveState<DossierReads>(), ProjectionLifecycle.Live);
        options.Projections.Add(new LiveState<SigningWebhooks>(), ProjectionLifecycle.Live);
        options.Projections.Add(new LiveState<InboxReads>(), ProjectionLifecycle.Live);
    }

    private static void AddListings(StoreOptions options, NameWords names)
    {
        options.Projections.Add(new DossierListingProjection(names), ProjectionLifecycle.Inline);
        options.Projections.Add(new ProfileListingProjection(), ProjectionLifecycle.Inline);
        options.Projections.Add(new SigningListingProjection(), ProjectionLifecycle.Inline);
        options.Projections.Add(new PublishedProcedureProjection(), ProjectionLifecycle.Inline);
        options.Projections.Add(new WebhookListingProjection(), ProjectionLifecycle.Inline);
        options.Projections.Add(new SealingWork.Rows(), ProjectionLifecycle.Inline);

        options.Schema.For<DossierListing>()
            .Index(x => new { x.OwnerId, x.OpenedAt })
            .Index(x => x.Code, index =>
            {
                index.Name = "dossier_code_once";
                index.IsUnique = true;
                index.Predicate = "(data ->> 'code') <> ''";
            });
        options.Schema.For<ProfileListing>().Index(x => new { x.OwnerId, x.CreatedAt });
        options.Schema.For<SigningListing>().Index(x => x.DossierId);
        options.Schema.For<PublishedProcedure>().Index(x => x.Code);
        options.Schema.For<WebhookListing>().Index(x => x.OwnerId);
    }

    /// <summary>The nodes that hold signings, and until when they are believed to live.</summary>
    private static Table SigningNodesTable()
    {
        var table = new Table(NameOf("signing_nodes"));
        table.AddColumn<Guid>("node_id").AsPrimaryKey();
        table.AddColumn("alive_until", "timestamptz").NotNull();
        return table;
    }

    /// <summary>
    /// Which signings need attention, and which node has them. A node that goes leaves none behind: PostgreSQL takes its name out of the
    /// rows when its own row is deleted.
    /// </summary>
    private static Table SigningWorkTable()
    {
        var table = new Table(NameOf("signing_work"));
        table.AddColumn<Guid>("signing_id").AsPrimaryKey();
        table.AddColumn("due_at", "timestamptz").NotNull();
        table.AddColumn("failures", "integer").NotNull().DefaultValue(0);
        table.AddColumn("revision", "integer").NotNull().DefaultValue(0);
        table.AddColumn("traceparent", "varchar");
        table.AddColumn<Guid>("node_id").ForeignKeyTo(
            NameOf("signing_nodes"), "node_id", "fk_signing_work_node", Weasel.Core.CascadeAction.SetNull, Weasel.Core.CascadeAction.NoAction);
        table.Indexes.Add(new IndexDefinition("ix_signing_work_free") { Columns = ["due_at"], Predicate = "node_id is null" });
        table.Indexes.Add(new IndexDefinition("ix_signing_work_node") { Columns = ["node_id"] });
        return table;
    }

    /// <summary>Signings whose PIN or one-time password is with the provider just now.</summary>
    private static Table AuthorizationTurnsTable()
    {
        var table = new Table(NameOf("authorization_turns"));
        table.AddColumn<Guid>("signing_id").AsPrimaryKey();
        table.AddColumn<Guid>("holder").NotNull();
        table.AddColumn("taken_until", "timestamptz").NotNull();
        return table;
    }

    /// <summary>The name of a table of ours.</summary>
    internal static Weasel.Postgresql.PostgresqlObjectName NameOf(string table) => new Weasel.Postgresql.PostgresqlObjectName(Schema, table, Weasel.Postgresql.SchemaUtils.IdentifierUsage.General);
}
