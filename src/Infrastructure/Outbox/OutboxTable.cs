using KonTum.Tthc.Application.Exchange;
using KonTum.Tthc.Infrastructure.Storage;
using Weasel.Postgresql.Tables;

namespace KonTum.Tthc.Infrastructure.Outbox;

/// <summary>The table of what leaves the platform, and what became of it.</summary>
internal static class OutboxTable
{
    /// <summary>Its name with schema.</summary>
    public const string Name = StoreConfiguration.Schema + ".deliveries";

    /// <summary>The words that stand for channels; part of what is stored.</summary>
    public static string Word(DeliveryChannel channel) => channel switch
    {
        DeliveryChannel.PortalDossier => "portal_dossier",
        DeliveryChannel.PortalProgress => "portal_progress",
        DeliveryChannel.Mail => "mail",
        DeliveryChannel.Sms => "sms",
        _ => "webhook",
    };

    /// <summary>The words that stand for states; part of what is stored.</summary>
    public static string Word(DeliveryState state) => state switch
    {
        DeliveryState.Waiting => "waiting",
        DeliveryState.Delivered => "delivered",
        DeliveryState.GivenUp => "given_up",
        _ => "dropped",
    };

    /// <summary>The channel that a word stands for.</summary>
    public static DeliveryChannel Channel(string word) => Enum.GetValues<DeliveryChannel>().First(c => Word(c) == word);

    /// <summary>The state that a word stands for.</summary>
    public static DeliveryState State(string word) => Enum.GetValues<DeliveryState>().First(s => Word(s) == word);

    /// <summary>Its shape.</summary>
    public static Table Shape(Weasel.Postgresql.PostgresqlObjectName name)
    {
        var table = new Table(name);
        table.AddColumn<Guid>("id").AsPrimaryKey();
        table.AddColumn("seq", "bigint").NotNull().BigAutoIncrement();
        table.AddColumn("channel", "text").NotNull();
        table.AddColumn("subject", "text").NotNull();
        table.AddColumn<Guid>("dossier_id");
        table.AddColumn<Guid>("webhook_id");
        table.AddColumn("person_id", "text").NotNull(); // whose key sealed the body, or whose webhook it is
        table.AddColumn("body", "text").NotNull();
        table.AddColumn("batch", "text").NotNull(); // only those with the same one travel together
        table.AddColumn<Guid>("line"); // those of one line leave one after the other
        table.AddColumn("state", "text").NotNull();
        table.AddColumn("created_at", "timestamptz").NotNull();
        table.AddColumn("since", "timestamptz").NotNull(); // when its time began to run: entered, or replayed
        table.AddColumn("due_at", "timestamptz").NotNull();
        table.AddColumn("leased_until", "timestamptz");
        table.AddColumn("ended_at", "timestamptz");
        table.AddColumn("attempts", "integer").NotNull().DefaultValue(0);
        table.AddColumn("last_failure", "text").NotNull().DefaultValueByString("");
        table.Indexes.Add(new IndexDefinition("ix_deliveries_due") { Columns = ["channel", "due_at"], Predicate = "state = 'waiting'" });
        table.Indexes.Add(new IndexDefinition("ix_deliveries_line") { Columns = ["line", "seq"], Predicate = "state = 'waiting'" });
        table.Indexes.Add(new IndexDefinition("ix_deliveries_webhook") { Columns = ["webhook_id", "state"], Predicate = "webhook_id is not null" });
        table.Indexes.Add(new IndexDefinition("ix_deliveries_dossier") { Columns = ["dossier_id", "created_at"] });
        table.Indexes.Add(new IndexDefinition("ix_deliveries_created") { Columns = ["created_at"] });
        return table;
    }
}
