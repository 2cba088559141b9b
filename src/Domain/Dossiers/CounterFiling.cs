namespace KonTum.Tthc.Domain.Dossiers;

/// <summary>
/// Dossiers that an officer files for a person who came to the counter or wrote by post. The person has no account here, so the owner is a
/// pseudonym made for this dossier alone: its key seals the person's data, and destroying it erases them. Nobody can log in as it; the
/// officers of the agency act in its place.
/// </summary>
public static class CounterFiling
{
    private const string Prefix = "counter:";

    /// <summary>The owner of a dossier that is filed so.</summary>
    public static string OwnerOf(Guid dossierId) => Prefix + dossierId.ToString("N");

    /// <summary>Whether an owner is the pseudonym of this dossier.</summary>
    public static bool IsOwner(string ownerId, Guid dossierId) => ownerId == OwnerOf(dossierId);
}
