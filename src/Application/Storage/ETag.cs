using System.Globalization;
using KonTum.Tthc.Domain.Failures;

namespace KonTum.Tthc.Application.Storage;

/// <summary>The version of a resource as clients see it (AIP-154): opaque to them, the stream's version to us.</summary>
public static class ETag
{
    /// <summary>The etag of a version.</summary>
    public static string Of(long version) => version.ToString(CultureInfo.InvariantCulture);

    /// <summary>Refuses when the client saw another version than the one that is there; an empty etag skips the check.</summary>
    public static void MustMatch(string? etag, long version)
    {
        if (!string.IsNullOrEmpty(etag) && etag.Trim('"') != Of(version)) throw Failures.ChangedMeanwhile.Because();
    }
}
