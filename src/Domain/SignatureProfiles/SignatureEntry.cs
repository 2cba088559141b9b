namespace KonTum.Tthc.Domain.SignatureProfiles;

/// <summary>Kinds of digital signature of the guide.</summary>
public enum SignatureKind
{
    /// <summary>Remote signature through the national eSign gateway (NEAC Sign).</summary>
    NeacSign = 1,

    /// <summary>VNPT SmartCA, without the national gateway.</summary>
    SmartCa = 2,

    /// <summary>USB token or SIM.</summary>
    Token = 3,

    /// <summary>Remote signature at the provider itself: Viettel MySign, MISA eSign, services with a CSC interface.</summary>
    Remote = 4,
}

/// <summary>One remote-signing account of a profile (thông tin bổ sung).</summary>
/// <param name="Kind">Kind of signature.</param>
/// <param name="Account">Identity number registered at the provider.</param>
/// <param name="Provider">Code of the provider in the catalogue, for example "VNPT-CA": data, never an enumeration.</param>
public sealed record SignatureEntry(SignatureKind Kind, string Account, string Provider);
