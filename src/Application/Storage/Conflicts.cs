using KonTum.Tthc.Domain.Failures;

namespace KonTum.Tthc.Application.Storage;

/// <summary>Acts that hold whatever happened meanwhile: they make no condition on what the person saw.</summary>
internal static class Conflicts
{
    /// <summary>A person drops a handful of files at once; in every round one of those who compete gets through.</summary>
    private const int Attempts = 10;

    /// <summary>
    /// Loads, decides and commits; all of it again when one of the streams was changed in between. The other writer is most often not a
    /// person but a step of the platform's own worker, or another file of the same person, and nobody could do anything with a refusal.
    /// </summary>
    public static async Task<TAnswer> DecideAsync<TAnswer>(this IUnitOfWork work, Func<Task<TAnswer>> decide)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await decide();
            }
            catch (FailureException e) when (e.Failure == Failures.ChangedMeanwhile && attempt < Attempts)
            {
                work.Discard();
            }
        }
    }

    /// <summary>
    /// The same for acts that a person may tie to what they saw: with an etag there is one attempt, because what it saw is no longer there.
    /// </summary>
    public static Task<TAnswer> DecideAsync<TAnswer>(this IUnitOfWork work, string? etag, Func<Task<TAnswer>> decide) =>
        string.IsNullOrEmpty(etag) ? work.DecideAsync(decide) : decide();
}
