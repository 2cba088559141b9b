using System.Collections.Concurrent;
using KonTum.Tthc.Application.Access;
using KonTum.Tthc.Application.Platform;
using KonTum.Tthc.Domain.Dossiers;
using KonTum.Tthc.Domain.Failures;

namespace KonTum.Tthc.Application.Dossiers.UploadAttachment;

/// <summary>
/// How many bytes one person may attach on a day. What was attached and taken off again stays in the history, so the number of files of a
/// component bounds nothing: whoever attaches and deletes in turn would fill the disk. Counted at each node, and anew after its start.
/// </summary>
internal sealed class UploadAllowance(Limits limits, TimeProvider time)
{
    private const long Megabyte = 1024 * 1024;

    private readonly ConcurrentDictionary<string, Used> _used = new(StringComparer.Ordinal);
    private DateOnly _day;

    /// <summary>Counts a file; refuses it when it is more than is left of the day.</summary>
    public void Take(Caller caller, long bytes)
    {
        if (caller.Is(Role.System)) return;
        var today = DossierCode.DayOf(time.GetUtcNow());
        if (_day != today)
        {
            _day = today;
            _used.Clear();
        }

        var used = _used.GetOrAdd(caller.Subject, static _ => new Used());
        if (Interlocked.Add(ref used.Bytes, bytes) <= limits.MaxMegabytesADay * Megabyte) return;
        Interlocked.Add(ref used.Bytes, -bytes);
        throw Failures.TooMuchAttached.Because(("limit", limits.MaxMegabytesADay));
    }

    private sealed class Used
    {
        public long Bytes;
    }
}
