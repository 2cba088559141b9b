namespace KonTum.Tthc.Infrastructure.Statistics;

/// <summary>The statements that write the two tables; the same for the tables that are read and for those that are being made anew.</summary>
internal static class StatisticsSql
{
    /// <summary>The columns of sums, in the order of the parameters' JSON.</summary>
    public static readonly IReadOnlyList<string> Sums =
    [
        "submitted", "online", "signed", "ended", "on_time", "late", "accepted", "acceptance_seconds", "completed", "processing_seconds",
        "ratings", "score_sum",
    ];

    private const string DossierColumns =
        "agency_code, field, online, signed, remote_signings, submitted_at, accepted_at, due_at, completed_at, ended_at, score";

    /// <summary>Reads facts: tenant, identifiers.</summary>
    public static string Load(string dossiers) => $"""
        select tenant_id, dossier_id, {DossierColumns} from {dossiers} where tenant_id = $1 and dossier_id = any($2)
        """;

    /// <summary>Writes facts, one JSON array of rows; the placeholder is the one of whoever runs it.</summary>
    public static string Put(string dossiers, string placeholder) => $"""
        insert into {dossiers} (tenant_id, dossier_id, {DossierColumns})
        select tenant_id, dossier_id, {DossierColumns} from jsonb_to_recordset({placeholder}::jsonb) as r(
          tenant_id text, dossier_id uuid, agency_code text, field text, online boolean, signed boolean, remote_signings uuid[],
          submitted_at timestamptz, accepted_at timestamptz, due_at timestamptz, completed_at timestamptz, ended_at timestamptz, score integer)
        on conflict (tenant_id, dossier_id) do update set
          (agency_code, field, online, signed, remote_signings, submitted_at, accepted_at, due_at, completed_at, ended_at, score) =
          (excluded.agency_code, excluded.field, excluded.online, excluded.signed, excluded.remote_signings, excluded.submitted_at,
           excluded.accepted_at, excluded.due_at, excluded.completed_at, excluded.ended_at, excluded.score)
        """;

    /// <summary>Adds differences to the sums, one JSON array of rows.</summary>
    public static string Add(string figures, string placeholder) => $"""
        insert into {figures} as f (tenant_id, day, agency_code, field, {string.Join(", ", Sums)})
        select tenant_id, day, agency_code, field, {string.Join(", ", Sums)} from jsonb_to_recordset({placeholder}::jsonb) as r(
          tenant_id text, day date, agency_code text, field text, {string.Join(", ", Sums.Select(s => s + " bigint"))})
        on conflict (tenant_id, day, agency_code, field) do update set
          {string.Join(", ", Sums.Select(s => $"{s} = f.{s} + excluded.{s}"))}
        """;
}
