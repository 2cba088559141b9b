using KonTum.Tthc.Pades.Placement.Fonts;

namespace KonTum.Tthc.Pades.Placement;

/// <summary>The part of the graphics state that moves text (ISO 32000-2, 8.4.1 and 9.3), saved by <c>q</c>.</summary>
internal struct TextState
{
    /// <summary>From user space to the displayed page.</summary>
    public Matrix Ctm;
    public TextFont? Font;
    public double Size;
    public double CharacterSpacing;
    public double WordSpacing;

    /// <summary>1 for the usual 100 %.</summary>
    public double Scale;
    public double Leading;
    public double Rise;
}
