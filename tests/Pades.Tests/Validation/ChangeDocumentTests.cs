using Shouldly;
using Xunit;

namespace KonTum.Tthc.Pades.Tests.Validation;

/// <summary>That docs/pdf-changes.md names the classes that are tested, and no others.</summary>
public sealed class ChangeDocumentTests
{
    [Fact]
    public async Task The_tables_name_exactly_the_tested_classes()
    {
        var lines = await File.ReadAllLinesAsync(Document(), TestContext.Current.CancellationToken);
        var named = lines.Where(l => l.StartsWith("| ", StringComparison.Ordinal)).Select(l => l.Split('|')[1].Trim()).Where(c => c != "class");

        string[] tested =
        [
            .. Attack.All.Select(a => a.Class).Distinct(), .. Permitted.All.Select(p => p.Class).Distinct(), CrossReferenceAttackTests.Class, SpoofingTests.Class,
            CoverTests.SignatureClass, CoverTests.RemarkClass,
        ];

        named.Order().ShouldBe(tested.Order());
    }

    private static string Document()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var path = Path.Combine(folder.FullName, "docs", "pdf-changes.md");
            if (File.Exists(path))
                return path;
        }

        Assert.Skip("The documents are not beside the program.");
        return string.Empty;
    }
}
