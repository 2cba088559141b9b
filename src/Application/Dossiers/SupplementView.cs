using KonTum.Tthc.Domain.Dossiers;

namespace KonTum.Tthc.Application.Dossiers;

/// <summary>What an officer asks for.</summary>
public sealed record SupplementView(IReadOnlyList<SupplementItemView> Items, string Note, DateOnly Deadline, DateTimeOffset RequestedAt)
{
    internal static SupplementView? Of(Dossier dossier) => dossier.Supplement is not { } asked ? null : new SupplementView(
        [.. asked.Items.Select(i => new SupplementItemView(i.ComponentId, i.Field, i.Note.Value ?? "", dossier.IsAnswered(i)))],
        asked.Note.Value ?? "",
        asked.Deadline,
        asked.At);
}

/// <summary>One thing that is asked for, and whether it was answered since.</summary>
public sealed record SupplementItemView(string ComponentId, string Field, string Note, bool Answered);
