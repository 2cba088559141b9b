using System.Runtime.CompilerServices;
using KonTum.Tthc.Application.Access;
using KonTum.Tthc.Application.Requests;
using KonTum.Tthc.Application.Tests.World;
using KonTum.Tthc.Domain.Failures;
using MediatR;
using Shouldly;

namespace KonTum.Tthc.Application.Tests.Access;

/// <summary>Every use case of the assembly, also those that are written later.</summary>
public sealed class RolesOfUseCases
{
    public static TheoryData<Type> UseCases => [.. All];

    private static IReadOnlyList<Type> All { get; } = [.. typeof(Caller).Assembly.GetTypes()
        .Where(t => t is { IsAbstract: false, IsInterface: false })
        .Where(t => t.GetInterfaces().Any(i => i.IsGenericType
            && (i.GetGenericTypeDefinition() == typeof(IRequest<>) || i.GetGenericTypeDefinition() == typeof(IStreamRequest<>))))];

    [Fact]
    public void There_are_use_cases() => All.Count.ShouldBeGreaterThan(25);

    [Theory]
    [MemberData(nameof(UseCases), DisableDiscoveryEnumeration = true)]
    public void Each_says_exactly_once_who_may_run_it(Type useCase)
    {
        var rules = useCase.GetCustomAttributes(false)
            .Where(a => a is AllowedForAttribute or AllowedForEveryoneAttribute or PlatformOnlyAttribute).ToList();

        rules.Count.ShouldBe(1, useCase.Name);
        if (rules[0] is AllowedForAttribute allowed) allowed.Roles.ShouldNotBeEmpty(useCase.Name);
    }

    [Theory]
    [MemberData(nameof(UseCases), DisableDiscoveryEnumeration = true)]
    public async Task Nobody_but_those_named_gets_in(Type useCase)
    {
        var roles = ((AllowedForAttribute?)Attribute.GetCustomAttribute(useCase, typeof(AllowedForAttribute)))?.Roles;
        var everyone = Attribute.IsDefined(useCase, typeof(AllowedForEveryoneAttribute));
        var platformOnly = Attribute.IsDefined(useCase, typeof(PlatformOnlyAttribute));

        (await TryAsync(useCase, null)).ShouldBe(everyone || platformOnly ? "in" : "UNAUTHENTICATED", $"{useCase.Name} without a token");
        foreach (var role in Enum.GetValues<Role>())
        {
            var caller = TestWorld.CallerOf("someone", role, TestWorld.DuyTan);
            var expected = everyone || roles?.Contains(role) == true ? "in" : "FORBIDDEN";
            (await TryAsync(useCase, caller)).ShouldBe(expected, $"{useCase.Name} as {role}");
        }

        var nobody = new Caller("someone", "", new HashSet<Role>(), null);
        (await TryAsync(useCase, nobody)).ShouldBe(everyone ? "in" : "FORBIDDEN", $"{useCase.Name} with no role");
    }

    [Theory]
    [MemberData(nameof(UseCases), DisableDiscoveryEnumeration = true)]
    public void What_changes_something_can_be_repeated_or_belongs_to_the_platform(Type useCase)
    {
        var isCommand = useCase.GetInterfaces().Any(i => i.IsGenericType && i.GetGenericTypeDefinition() == typeof(ICommand<>));
        // What passes a secret through keeps no first answer: that would need a fingerprint of the secret.
        var passesSecret = useCase.Name is "AuthorizeSigning" or "ConnectAccount";
        // A part says where it begins and a file which it is, so a part that comes again is refused (tus 1.0.0; UploadsContinue shows it).
        var saysWhere = useCase.Name is "CreateUpload" or "AppendToUpload" or "CancelUpload";
        var safe = !isCommand || passesSecret || saysWhere || typeof(IRepeatable).IsAssignableFrom(useCase) || Attribute.IsDefined(useCase, typeof(PlatformOnlyAttribute));
        safe.ShouldBeTrue(useCase.Name);
    }

    /// <summary>The request is empty: whoever gets in trips over it, whoever does not is told so before anyone looks at it.</summary>
    private static async Task<string> TryAsync(Type useCase, Caller? caller)
    {
        var request = RuntimeHelpers.GetUninitializedObject(useCase);
        try
        {
            await new TestWorld().SendAnyAsync(caller, request);
            return "in";
        }
        catch (FailureException e) when (e.Failure == Failures.Forbidden || e.Failure == Failures.Unauthenticated)
        {
            return e.Failure.Code;
        }
        catch (Exception e) when (e is FailureException or NullReferenceException or ArgumentNullException)
        {
            return "in";
        }
    }
}
