namespace KonTum.Tthc.Pades.Appearance;

/// <summary>What an appearance may be made of; files that claim to follow PDF/A leave less than all.</summary>
internal sealed record DrawingRules
{
    /// <summary>No rules.</summary>
    public static DrawingRules Free { get; } = new();

    /// <summary>Pictures may be transparent; otherwise they are put on white.</summary>
    public bool Transparency { get; init; } = true;

    /// <summary>Gray of the device; otherwise CalGray stands for it.</summary>
    public bool DeviceGray { get; init; } = true;

    /// <summary>Red, green, blue of the device; otherwise CalRGB with the primaries of sRGB stands for it.</summary>
    public bool DeviceRgb { get; init; } = true;

    /// <summary>The inks of the device; nothing can stand for them without a profile.</summary>
    public bool DeviceCmyk { get; init; } = true;

    /// <summary>Fonts list the glyphs that they hold.</summary>
    public bool CidSet { get; init; }
}
