namespace KonTum.Tthc.Pades.Validation;

/// <summary>Bounds what is read of the contents of all pages of one file; about two seconds.</summary>
internal sealed class ContentBudget
{
    private long _bytes = 24 * 1024 * 1024;
    private int _tokens = 6_000_000;

    /// <summary>False when too much was decoded.</summary>
    public bool TakeBytes(long count) => (_bytes -= count) >= 0;

    /// <summary>False when too much was read.</summary>
    public bool TakeToken() => --_tokens >= 0;
}
