namespace KonTum.Tthc.Pades.Validation;

/// <summary>
/// The keys under which a form field or widget is named as such. A dictionary can be a field and at the same time the configuration of the
/// layers or the group of a page; what may change in a field may not change in those.
/// </summary>
internal static class FieldRoles
{
    private static readonly HashSet<string> s_keys = new(StringComparer.Ordinal)
    {
        "Fields", "Kids", "Parent", "CO", "Annots", "Obj", "T", "IRT", "Popup", "AN",
    };

    /// <param name="key">The key, or that of the array in which it stands; null for a place that is only for fields.</param>
    public static bool Has(string? key) => key is null || s_keys.Contains(key);
}
