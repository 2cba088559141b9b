using Shouldly;
using Xunit;

namespace KonTum.Tthc.Cli.Tests;

/// <summary>Disks that are full, folders that cannot be written to, names as long as names can be, and nobody who reads on.</summary>
public sealed class HostileSurroundingsTests
{
    [Fact]
    public async Task Results_that_nobody_can_take_end_with_2_and_a_sentence()
    {
        using var place = new Workplace();
        place.Pdf();

        var (exit, _, error) = await TthcProcess.BashAsync(
            """
            [ -c /dev/full ] || exit 99
            tthc pdf validate --json in.pdf > /dev/full; first=$?
            tthc pdf inspect in.pdf in.pdf in.pdf > /dev/full; [ "$first $?" = "2 2" ]
            """,
            place.Folder);

        Assert.SkipWhen(exit == 99, "There is no /dev/full here.");
        exit.ShouldBe(0, error);
        error.ShouldContain("stdout");
        error.ShouldNotContain("   at ");
    }

    [Fact]
    public async Task A_reader_who_leaves_early_is_no_fault()
    {
        using var place = new Workplace();
        place.Pdf();
        var files = string.Join(' ', Enumerable.Repeat("in.pdf", 200));

        var (exit, output, error) = await TthcProcess.BashAsync($"set +o pipefail; tthc pdf inspect --json {files} | head -n 1", place.Folder);

        exit.ShouldBe(0, error);
        TthcProcess.Lines(output, "inspect").Count.ShouldBe(1);
        error.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_name_as_long_as_a_name_can_be_is_a_name_like_others()
    {
        using var place = new Workplace();
        var name = new string('x', 251) + ".pdf";
        place.Pdf(name);

        var (exit, output, error) = await TthcProcess.RunAsync("pdf", "sign", place.Path(name), "--out-dir", place.Path("out"), "--json");

        exit.ShouldBe(0, $"{output}\n{error}");
        Directory.GetFiles(place.Path("out")).Select(Path.GetFileName).ShouldBe([name]);
    }

    [Fact]
    public async Task Where_nothing_can_be_written_it_is_told_of_the_result_and_not_of_the_file()
    {
        using var place = new Workplace();
        place.Pdf();
        await File.WriteAllTextAsync(place.Path("file"), "in the way", TestContext.Current.CancellationToken);

        var (exit, output, error) = await TthcProcess.BashAsync(
            """
            tthc pdf sign in.pdf --out no/such/folder.pdf --json
            tthc pdf sign in.pdf --out-dir file --json
            tthc pdf sign in.pdf --out file/x.pdf --json
            tthc pdf sign missing.pdf --out x.pdf --json
            true
            """,
            place.Folder);

        exit.ShouldBe(0);
        TthcProcess.Lines(output, "sign").Select(l => l.GetProperty("reason").GetString()).ShouldBe(
            ["output_unwritable", "output_unwritable", "output_unwritable", "unreadable"]);
        error.ShouldContain("dung lượng đĩa");
        place.Files().ShouldBe(["file", "in.pdf"]);
    }

    [Fact]
    public async Task A_full_disk_leaves_nothing_unfinished_behind()
    {
        using var place = new Workplace();
        place.Pdf();
        await Tthc.RunAsync("pdf", "sign", place.Path("in.pdf"), "--out", place.Path("signed.pdf"));

        // A small disk in a namespace of its own, which ends with its process; not everybody may have one.
        var (exit, output, error) = await TthcProcess.BashAsync(
            $$"""
            command -v unshare > /dev/null || exit 99
            mkdir disk
            unshare --mount --map-root-user true 2> /dev/null || exit 99
            unshare --mount --map-root-user bash -c '
              mount -t tmpfs -o size=16k none disk || exit 99
              dd if=/dev/zero of=disk/fill bs=1k count=64 2> /dev/null
              "{{TthcProcess.Program}}" pdf sign in.pdf --out disk/x.pdf --json
              "{{TthcProcess.Program}}" pdf validate signed.pdf --html disk/y.html --json > /dev/null; [ $? = 2 ] || exit 1
              [ "$(ls -A disk)" = fill ]'
            """,
            place.Folder);

        Assert.SkipWhen(exit == 99, "A disk of one's own cannot be had here.");
        exit.ShouldBe(0, $"{output}\n{error}");
        TthcProcess.Lines(output, "sign").Single().GetProperty("reason").GetString().ShouldBe("output_unwritable");
    }
}
