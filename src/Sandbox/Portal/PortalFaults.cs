namespace KonTum.Tthc.Sandbox.Portal;

/// <summary>A fault of the portal's next calls.</summary>
/// <param name="Fault">Which.</param>
/// <param name="Times">How many calls; 1 if absent.</param>
/// <param name="Code">The code, for "error_code".</param>
/// <param name="Seconds">How long, for "slow".</param>
internal sealed record PortalFault(string? Fault, int? Times, string? Code, int? Seconds);

/// <summary>Faults that are ordered for the portal's next service calls.</summary>
internal sealed class PortalFaults
{
    public const string SessionExpired = "session_expired";
    public const string ErrorCode = "error_code";
    public const string Slow = "slow";
    public const string HalfRefused = "half_refused";
    public const string Down = "down";

    public static readonly string[] Known = [SessionExpired, ErrorCode, Slow, HalfRefused, Down];

    private readonly Lock _lock = new();
    private PortalFault? _fault;
    private int _left;

    /// <summary>Orders a fault; an unknown one is refused.</summary>
    public bool Order(PortalFault wanted)
    {
        if (wanted.Fault is null || !Known.Contains(wanted.Fault) || wanted.Times is < 1 || wanted.Seconds is < 0 or > 600) return false;
        lock (_lock) (_fault, _left) = (wanted, wanted.Times ?? 1);
        return true;
    }

    public void Clear()
    {
        lock (_lock) (_fault, _left) = (null, 0);
    }

    public PortalFault? Take()
    {
        lock (_lock) return _left-- > 0 ? _fault : null;
    }
}
