namespace KonTum.Tthc.Infrastructure.SigningWork;

/// <summary>
/// What nodes tell each other with NOTIFY, in the transaction that made it true. Nothing rests on a notification that arrives: a lost one
/// costs the interval of the next look.
/// </summary>
internal static class SigningChannels
{
    /// <summary>A signing has changed; the payload is its identifier, with <see cref="ByStep"/> when the worker itself changed it.</summary>
    public const string Changed = "tthc_signing";

    /// <summary>A signing is due, or ceremonies have come free; the payload is its identifier, or empty.</summary>
    public const string Due = "tthc_signing_due";

    /// <summary>A provider has an answer; the payload is <see cref="HintKey.Of"/> of what it called the confirmation by.</summary>
    public const string Hint = "tthc_signing_hint";

    private const string ByStep = "/step";

    /// <summary>This process.</summary>
    private static readonly string Here = $"/{Guid.NewGuid():N}";

    /// <summary>NOTIFY takes no parameters; an identifier cannot carry anything else with it.</summary>
    public static string NotifyChanged(Guid signingId, bool byStep) => $"notify {Changed}, '{signingId:N}{(byStep ? ByStep : "")}'";

    /// <summary>The same for a signing that is due; the node that says so has woken its own worker already.</summary>
    public static string NotifyDue(Guid signingId) => $"notify {Due}, '{signingId:N}{Here}'";

    /// <summary>Reads a payload; null when it names no signing.</summary>
    public static Notice? Read(string payload) =>
        Guid.TryParseExact(payload.Length > 32 ? payload[..32] : payload, "N", out var id) ? new Notice(id, payload[32..]) : null;

    /// <summary>What a payload says.</summary>
    /// <param name="SigningId">The signing.</param>
    /// <param name="From">Who says so.</param>
    internal readonly record struct Notice(Guid SigningId, string From)
    {
        public bool IsByStep => From == ByStep;

        public bool IsFromHere => From == Here;
    }
}
