using KonTum.Tthc.Infrastructure.Conversion;
using Microsoft.Extensions.Logging.Abstractions;
using Shouldly;

namespace KonTum.Tthc.Infrastructure.Tests.Conversion;

/// <summary>What a crash leaves of a conversion is removed, and nothing that a running process works in.</summary>
public sealed class FoldersOfConversions : IDisposable
{
    private readonly string data = Directory.CreateTempSubdirectory("tthc-folders-").FullName;

    private ConversionFolders Folders => new(data, NullLogger.Instance);

    private string Conversion => Path.Combine(data, "conversion");

    [Fact]
    public void A_folder_goes_with_its_conversion()
    {
        using (var folder = Folders.Create()) File.WriteAllText(Path.Combine(folder.Path, "x"), "");
        Directory.GetFileSystemEntries(Conversion).ShouldBeEmpty();
    }

    [Fact]
    public void What_nobody_holds_is_removed_and_what_is_held_stays()
    {
        using var running = Folders.Create();
        var (dead, older) = (Path.Combine(Conversion, "dead"), Path.Combine(Conversion, "older"));
        foreach (var folder in (string[])[dead, older]) Directory.CreateDirectory(Path.Combine(folder, "profile", "user"));
        File.WriteAllText(dead + ".lock", ""); // as a killed process leaves it; the other is from before there were locks
        File.WriteAllText(Path.Combine(dead, "in"), "a person's document");
        var elsewhere = Directory.CreateDirectory(Path.Combine(data, "elsewhere"));
        File.WriteAllText(Path.Combine(elsewhere.FullName, "kept"), "");
        Directory.CreateSymbolicLink(Path.Combine(dead, "profile", "link"), elsewhere.FullName);
        File.WriteAllText(Path.Combine(Conversion, "stray.lock"), "");
        File.SetLastWriteTimeUtc(Path.Combine(Conversion, "stray.lock"), DateTime.UtcNow.AddHours(-1));

        Folders.RemoveAbandoned().ShouldBe(2);

        Directory.GetFileSystemEntries(Conversion).Order().ShouldBe(new[] { running.Path, running.Path + ".lock" }.Order());
        elsewhere.GetFiles().ShouldHaveSingleItem("a link is removed, not what it points to");
        Folders.RemoveAbandoned().ShouldBe(0);
    }

    [Fact]
    public void A_data_directory_without_conversions_has_nothing_to_remove() => Folders.RemoveAbandoned().ShouldBe(0);

    public void Dispose() => Directory.Delete(data, recursive: true);
}
