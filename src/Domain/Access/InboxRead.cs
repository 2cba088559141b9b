using System.Security.Cryptography;
using System.Text;

namespace KonTum.Tthc.Domain.Access;

/// <summary>
/// An officer read a page of the inbox: names of owners stand on it. One event for the page, in a stream of its own for each officer and
/// day, so that a day at the desk is one short stream and no dossier's stream grows by being listed.
/// </summary>
/// <param name="AgencyCode">The agency whose inbox it is.</param>
/// <param name="DossierIds">The dossiers on the page.</param>
/// <param name="Searched">Whether the page answers words that the officer looked for; the words are not kept, they are a person's name.</param>
/// <param name="At">When.</param>
[EventName("inbox_read")]
public sealed record InboxRead(string AgencyCode, IReadOnlyList<Guid> DossierIds, bool Searched, DateTimeOffset At) : IDomainEvent;

/// <summary>What an officer read of the inbox on a day: a stream that only grows.</summary>
public sealed class InboxReads
{
    /// <summary>Identifier of the stream.</summary>
    public Guid Id { get; private set; }

    /// <summary>Number of pages.</summary>
    public int Count { get; private set; }

    /// <summary>The stream of an officer's reads on a day: derived, so that it needs no look-up.</summary>
    public static Guid IdOf(string officerId, DateOnly day) =>
        new(SHA256.HashData(Encoding.UTF8.GetBytes($"inbox-reads\n{officerId}\n{day:yyyy-MM-dd}")).AsSpan(0, 16));

    /// <summary>Takes in an event.</summary>
    public void Apply(InboxRead e) => Count += e.AgencyCode.Length > 0 ? 1 : 0;
}
