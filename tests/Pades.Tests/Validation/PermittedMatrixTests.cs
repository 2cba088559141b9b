using Shouldly;
using Xunit;

namespace KonTum.Tthc.Pades.Tests.Validation;

/// <summary>No false alarm: what others may do to a signed file leaves its signatures as they were.</summary>
public sealed class PermittedMatrixTests
{
    /// <summary>A certification with P 1 permits no signature, but does not mind what cannot be seen.</summary>
    private static readonly HashSet<string> s_signing = ["Further signatures", "Kinds of cross-reference", "Elements for new widgets"];

    public static TheoryData<string> Names => [.. Permitted.All.Select(a => a.ToString())];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Each_permitted_change_is_permitted_where_it_is_and_only_there(string name)
    {
        var change = Permitted.All.Single(a => a.ToString() == name);
        foreach (var kind in Enum.GetValues<XrefKind>())
        {
            foreach (var certify in new int?[] { null, 1, 2, 3 })
            {
                var file = Contract.Create(kind).Sign(certify);
                file = change.Class == "Document timestamps" || certify == 1 ? file : file.Sign(rectangle: "[100 20 180 50]");
                var what = $"{kind}, certified {certify}";

                var results = await Signer.ValidateAsync(change.Do(file).Bytes);

                var first = results[0];
                first.Integrity.ShouldBe(Integrity.Intact, what);
                first.Coverage.ShouldBe(Coverage.Revision, what);
                var isPermitted = change.Needs is { } needs ? certify >= needs : certify != 1 || !s_signing.Contains(change.Class);
                first.Modifications.ShouldBe(isPermitted ? Modifications.Permitted : Modifications.Suspicious, $"{what}: {string.Join(' ', first.Details)}");
                if (isPermitted)
                    first.Indication.ShouldBe(Indication.TotalPassed, $"{what}: {string.Join(' ', first.Details)}");
            }
        }
    }
}
