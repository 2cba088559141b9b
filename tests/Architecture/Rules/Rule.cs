using System.Reflection;
using NetArchTest.Rules;

namespace KonTum.Tthc.Architecture.Tests.Rules;

/// <summary>What a rule found in one assembly.</summary>
/// <param name="Subjects">How many types the rule is about; a rule about nothing holds for the wrong reason.</param>
/// <param name="Violations">The types that break it, with the reason.</param>
public sealed record Verdict(int Subjects, IReadOnlyList<Violation> Violations);

/// <summary>One type that breaks a rule.</summary>
public sealed record Violation(string Type, string Reason);

/// <summary>One rule of the house, for whichever assembly it is asked about.</summary>
public sealed class Rule
{
    private readonly Func<Assembly, Verdict> _check;

    private Rule(string sentence, Func<Assembly, Verdict> check)
    {
        Sentence = sentence;
        _check = check;
    }

    /// <summary>The rule in words.</summary>
    public string Sentence { get; }

    /// <summary>Applies the rule to every type of the assembly.</summary>
    public Verdict Check(Assembly assembly) => _check(assembly);

    /// <summary>No type of the assembly may know any of these namespaces.</summary>
    public static Rule Forbids(string sentence, params string[] namespaces) => new(sentence, assembly =>
    {
        var types = Types.InAssembly(assembly);
        var result = types.ShouldNot().HaveDependencyOnAny(namespaces).GetResult();
        return new Verdict(Own(types.GetTypes()).Count(), Failing(result, $"knows {string.Join(" or ", namespaces)}"));
    });

    /// <summary>Every type of the assembly may know these namespaces and no other.</summary>
    public static Rule AllowsOnly(string sentence, params string[] namespaces) => new(sentence, assembly =>
    {
        var types = Types.InAssembly(assembly);
        var result = types.Should().OnlyHaveDependenciesOn(namespaces).GetResult();
        // What the compiler adds for collection expressions has no namespace at all and is taken for foreign. An assembly that refers to
        // nothing foreign has no type that does.
        if (assembly.GetReferencedAssemblies().All(reference => Array.Exists(namespaces, name => IsWithin(reference.Name!, name))))
            return new Verdict(Own(types.GetTypes()).Count(), []);

        return new Verdict(Own(types.GetTypes()).Count(), Failing(result, $"knows more than {string.Join(" and ", namespaces)}"));
    });

    /// <summary>Every type that <paramref name="subject"/> picks has to pass <paramref name="reasonAgainst"/>.</summary>
    /// <param name="sentence">The rule in words.</param>
    /// <param name="subject">Which types the rule is about.</param>
    /// <param name="reasonAgainst">Why a type breaks the rule; null when it does not.</param>
    public static Rule ForEach(string sentence, Func<Type, bool> subject, Func<Type, string?> reasonAgainst) => new(sentence, assembly =>
    {
        var subjects = Own(Types.InAssembly(assembly).GetTypes()).Where(subject).ToList();
        return new Verdict(
            subjects.Count,
            [.. subjects.Select(type => (type, reason: reasonAgainst(type))).Where(found => found.reason is not null)
                .Select(found => new Violation(found.type.FullName!, found.reason!))]);
    });

    public override string ToString() => Sentence;

    private static List<Violation> Failing(NetArchTest.Rules.TestResult result, string reason) =>
        [.. (result.FailingTypeNames ?? []).Where(type => !type.Contains('<', StringComparison.Ordinal) && !OfTheCompiler(type))
            .Select(type => new Violation(type, reason))];

    /// <summary>Without what the compiler adds: closures, state machines, the program's entry point, embedded attributes.</summary>
    private static IEnumerable<Type> Own(IEnumerable<Type> types) => types.Where(type =>
        !type.Name.Contains('<', StringComparison.Ordinal)
        && type.Name != "Program"
        && !OfTheCompiler(type.FullName ?? type.Name)
        && !type.IsDefined(typeof(System.Runtime.CompilerServices.CompilerGeneratedAttribute), inherit: false));

    private static bool IsWithin(string name, string parent) =>
        name == parent || name.StartsWith(parent + ".", StringComparison.Ordinal);

    // Attributes that the compiler embeds, such as Microsoft.CodeAnalysis.EmbeddedAttribute.
    private static bool OfTheCompiler(string name) =>
        name.StartsWith("Microsoft.", StringComparison.Ordinal) || name.StartsWith("System.", StringComparison.Ordinal);
}
