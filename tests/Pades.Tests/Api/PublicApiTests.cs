using System.Reflection;
using Shouldly;
using Xunit;

namespace KonTum.Tthc.Pades.Tests.Api;

/// <summary>What callers rely on changes only on purpose.</summary>
public sealed class PublicApiTests
{
    private static readonly Assembly s_library = typeof(PadesSigner).Assembly;

    [Fact]
    public void The_public_surface_is_the_one_that_was_agreed()
    {
        var now = PublicApi.Of(s_library);
        var file = Path.Combine(Repository.Root, "docs", "api", "pades.txt");
        if (Environment.GetEnvironmentVariable("APPROVE_API") == "1")
            File.WriteAllText(file, now);

        File.ReadAllText(file).ShouldBe(now, "If the change is meant, run this test with APPROVE_API=1 and commit docs/api/pades.txt.");
    }

    [Fact]
    public void Whatever_takes_time_can_be_stopped()
    {
        var methods = s_library.GetExportedTypes()
            .SelectMany(t => t.GetMethods(BindingFlags.Public | BindingFlags.Static | BindingFlags.Instance | BindingFlags.DeclaredOnly))
            .Where(m => m.Name.EndsWith("Async", StringComparison.Ordinal) && m.Name != nameof(IAsyncDisposable.DisposeAsync)).ToList();

        methods.Count.ShouldBeGreaterThan(8);
        methods.Where(m => m.GetParameters()[^1] is not { HasDefaultValue: true } last || last.ParameterType != typeof(CancellationToken))
            .Select(m => $"{m.DeclaringType!.Name}.{m.Name}").ShouldBeEmpty();
    }
}
