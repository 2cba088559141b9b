using System.Text.RegularExpressions;

namespace KonTum.Tthc.Infrastructure.Files.Inspection;

/// <summary>Fields of Word that start another program: DDE and DDEAUTO (ECMA-376 part 1, 17.16).</summary>
internal static partial class DdeFields
{
    /// <summary>Whether a field's instruction begins so.</summary>
    public static bool Begins(string instruction) => BeginPattern().IsMatch(instruction);

    /// <summary>Whether the instructions of a paragraph, put together, have one: fields can stand in fields and in many runs.</summary>
    public static bool AreIn(string instructions) => AnyPattern().IsMatch(instructions);

    [GeneratedRegex(@"^[\s""]*DDE(AUTO)?[\s""]", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex BeginPattern();

    [GeneratedRegex(@"(^|\W)DDE(AUTO)?\W", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex AnyPattern();
}
