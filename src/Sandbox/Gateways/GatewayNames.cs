namespace KonTum.Tthc.Sandbox.Gateways;

/// <summary>The names of the gateways in control calls, faults and stored requests.</summary>
internal static class GatewayNames
{
    public const string Vnpt = "vnpt";
    public const string Neac = "neac";
    public const string Qd769 = "qd769";
    public const string MySign = "mysign";
    public const string Misa = "misa";
    public const string Csc1 = "csc1";
    public const string Csc2 = "csc2";

    /// <summary>The payment gateway: signs nothing, but calls back and can go wrong.</summary>
    public const string Payments = "payments";

    /// <summary>The timestamp authority and the status responders: no gateways, but they can go wrong as well.</summary>
    public const string Timestamps = "tsa";
    public const string StatusAnswers = "ocsp";
    public const string RevocationLists = "crl";

    public static readonly IReadOnlyList<string> All = [Vnpt, Neac, Qd769, MySign, Misa, Csc1, Csc2];

    /// <summary>Everything that calls back.</summary>
    public static readonly IReadOnlyList<string> WithCallbacks = [.. All, Payments];

    /// <summary>Everything that faults can be ordered for.</summary>
    public static readonly IReadOnlyList<string> WithFaults = [.. WithCallbacks, Timestamps, StatusAnswers, RevocationLists];
}
