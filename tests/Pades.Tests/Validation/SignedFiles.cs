namespace KonTum.Tthc.Pades.Tests.Validation;

/// <summary>A <see cref="Contract"/> in every form in which it is attacked; made once.</summary>
internal static class SignedFiles
{
    private static readonly Lazy<List<(TestFile, string, int, bool)>> s_all = new(() => [.. Make()]);

    public static IReadOnlyList<(TestFile File, string What, int Signatures, bool IsCertified)> All => s_all.Value;

    /// <summary>Object of the look of the first signature; its widget and its value stand before it.</summary>
    public static int FirstLook(this TestFile file) =>
        file.Objects.Where(o => o.Value.Contains("/ByteRange", StringComparison.Ordinal)).Min(o => o.Key) + 1;

    private static IEnumerable<(TestFile, string, int, bool)> Make()
    {
        foreach (var kind in Enum.GetValues<XrefKind>())
        {
            foreach (var certify in new int?[] { null, 2 })
            {
                var once = Contract.Create(kind).Sign(certify);
                yield return (once, $"{kind}, certified {certify}, once", 1, certify is not null);
                yield return (once.Sign(rectangle: "[100 20 180 50]"), $"{kind}, certified {certify}, twice", 2, certify is not null);
            }
        }
    }
}
