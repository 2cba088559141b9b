using System.Text.RegularExpressions;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using Shouldly;

namespace KonTum.Tthc.Pades.Tests.Validation;

/// <summary>Whatever is permitted stays permitted in any order; whatever a page is made of cannot be changed in any way.</summary>
public sealed class ChangeProperties
{
    private static readonly TestFile[] s_plain =
        [.. Enum.GetValues<XrefKind>().SelectMany(kind => new int?[] { null, 2, 3 }.Select(p => Contract.Create(kind).Sign(p)))];

    private static readonly int[] s_signing = [1, 1, 1, 2, 2, 2, 3, 3, 3];

    /// <summary>Steps that can be done again and again; the number is the least P of a certification that permits them.</summary>
    private static readonly (int Needs, Func<TestFile, int, TestFile> Do)[] s_steps =
    [
        (1, (f, n) => f.Sign(rectangle: $"[20 {100 + (n * 30)} 48 {120 + (n * 30)}]")),
        (1, (f, _) => f.Sign(rectangle: "[0 0 0 0]")),
        (1, (f, _) => f[Contract.EmptyField].Contains("/V ", StringComparison.Ordinal) ? f : f.SignEmptyField()),
        (1, (f, _) => f.Update((f.Next, TestPdf.Stream("der")), f[1].Contains("/DSS", StringComparison.Ordinal) ? (1, f[1]) : f.With(1, "/DSS<<>>"))),
        (1, (f, _) => f.Update($"/Info {f.Next} 0 R", (f.Next, "<</Producer(x)>>"))),
        (1, (f, n) => f.Update((4 + n, f[4 + n]), (12 + n, f[12 + n]))),
        (1, (f, n) => f with { Kind = (XrefKind)(n % 3) }),
        (2, (f, n) => f.Update((Contract.Field, Regex.Replace(f[Contract.Field], @"/V\(\d+\)", $"/V({n})")))),
        (2, (f, n) => f.Update((Contract.FieldAppearance, f[Contract.FieldAppearance].Replace("(1", $"({n % 10}", StringComparison.Ordinal)))),
        (3, (f, n) => f.Update(f.WithAnnotation(f.Next), (f.Next, $"<</Type/Annot/Subtype/Text/Rect[{60 + (n * 28)} 560 {62 + (n * 28)} 590]/Contents({n})>>"))),
    ];

    [Property(MaxTest = 60)]
    public Property Permitted_changes_in_any_order_are_permitted() => Prop.ForAll(
        Gen.Zip(Gen.Choose(0, s_plain.Length - 1), Gen.Choose(0, 99).ArrayOf(6)).ToArbitrary(),
        input =>
        {
            var (start, choices) = input;
            var file = s_plain[start];
            var steps = s_steps.Where(s => s.Needs <= s_signing[start % 3 == 0 ? 0 : start % 3 == 1 ? 3 : 6]).ToArray();
            for (var i = 0; i < choices.Length; i++)
                file = steps[choices[i] % steps.Length].Do(file, i);

            var results = Signer.ValidateAsync(file.Bytes).GetAwaiter().GetResult();

            results.ShouldAllBe(r => r.Indication == Indication.TotalPassed && r.Modifications != Modifications.Suspicious, string.Join(' ', choices));
        });

    [Property(MaxTest = 250)]
    public Property Any_change_of_what_a_page_is_made_of_is_suspicious() => Prop.ForAll(
        Gen.Zip(Gen.Choose(0, s_plain.Length - 1), Gen.Choose(0, int.MaxValue - 1)).ToArbitrary(),
        input =>
        {
            // Under a certification what a field shows may change; then those two objects are left out.
            var file = s_plain[input.Item1];
            var random = new Random(input.Item2);
            var parts = Reachable(file).Where(n => input.Item1 % 3 == 0 || n is not (Contract.Field or Contract.FieldAppearance or Contract.Remark or Contract.RemarkAppearance)).ToArray();
            var number = parts[random.Next(parts.Length)];
            var changed = Mutate(file[number], random);
            if (changed is null)
                return;

            var results = Signer.ValidateAsync(file.Update((number, changed)).Bytes).GetAwaiter().GetResult();

            results.ShouldAllBe(
                r => r.Indication != Indication.TotalPassed && (r.Integrity == Integrity.Broken || r.Modifications == Modifications.Suspicious),
                $"object {number}: {changed}");
        });

    /// <summary>Objects below the pages of the contract, by the references that their text holds.</summary>
    private static SortedSet<int> Reachable(TestFile file)
    {
        var reached = new SortedSet<int>();
        var work = new Stack<int>([Contract.Page, Contract.SecondPage]);
        while (work.TryPop(out var number))
        {
            if (!reached.Add(number))
                continue;
            foreach (Match reference in Regex.Matches(file[number].Split("stream\n")[0].Replace("/Parent 2 0 R", string.Empty, StringComparison.Ordinal), @"(\d+) 0 R"))
                work.Push(int.Parse(reference.Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture));
        }

        // Widgets and values of signatures are looked at by other tests.
        reached.RemoveWhere(n => n > Contract.State || n is Contract.Annotations);
        return reached;
    }

    /// <summary>One small change that another reader would see; null when none could be made here.</summary>
    private static string? Mutate(string body, Random random)
    {
        var at = body.IndexOf("stream\n", StringComparison.Ordinal);
        if (at >= 0 && random.Next(3) == 0)
        {
            var place = at + 7 + random.Next(body.IndexOf("\nendstream", StringComparison.Ordinal) - at - 7);
            return body[..place] + (char)(body[place] ^ 1) + body[(place + 1)..];
        }

        var head = at < 0 ? body : body[..at];
        var rest = body[head.Length..];
        switch (random.Next(4))
        {
            case 0:
                return "null";
            case 1 when rest.Length == 0:
                // Any number but those of a reference or of a stream's length.
                return Replace(head, rest, Regex.Matches(head, @"(?<![\d.#/A-Za-z(])\d+(?![\d.]| 0 R| R)"), random, m => m + "1");
            case 2:
                return Replace(head, rest, Regex.Matches(head, @"/[A-Za-z]+\d*(?=[\s/\[<(>\]])"), random, m => m + "x");
            default:
                return head.EndsWith(">>\n", StringComparison.Ordinal) || head.EndsWith(">>", StringComparison.Ordinal)
                    ? head.TrimEnd()[..^2] + "/Extra 1>>" + (rest.Length > 0 ? "\n" : string.Empty) + rest
                    : null;
        }
    }

    private static string? Replace(string head, string rest, MatchCollection matches, Random random, Func<string, string> with)
    {
        if (matches.Count == 0)
            return null;
        var match = matches[random.Next(matches.Count)];
        return head[..match.Index] + with(match.Value) + head[(match.Index + match.Length)..] + rest;
    }
}
