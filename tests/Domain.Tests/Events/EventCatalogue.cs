using System.Collections;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.RegularExpressions;
using KonTum.Tthc.Domain.Access;
using KonTum.Tthc.Domain.Dossiers;
using KonTum.Tthc.Domain.Payments;
using KonTum.Tthc.Domain.People;
using KonTum.Tthc.Domain.Petitions;
using KonTum.Tthc.Domain.Procedures;
using KonTum.Tthc.Domain.Ratings;
using KonTum.Tthc.Domain.SignatureProfiles;
using KonTum.Tthc.Domain.Signing;
using KonTum.Tthc.Domain.Webhooks;
using Shouldly;

namespace KonTum.Tthc.Domain.Tests.Events;

/// <summary>docs/events.md says what the code says, event by event and field by field.</summary>
public sealed partial class EventCatalogue
{
    private const string Sealed = " 🔒";

    private static readonly Type[] Streams =
    [
        typeof(Dossier), typeof(SignatureRecord), typeof(SignatureProfile), typeof(SigningWebhooks), typeof(Procedure), typeof(DossierReads), typeof(InboxReads),
        typeof(Petition), typeof(DossierRating), typeof(Payment),
    ];

    private static readonly IReadOnlyList<Type> Events = [.. typeof(IDomainEvent).Assembly.GetTypes()
        .Where(t => t is { IsAbstract: false, IsInterface: false } && typeof(IDomainEvent).IsAssignableFrom(t))];

    private static readonly Lazy<IReadOnlyList<Row>> File = new(Read);

    public static TheoryData<Type> All => [.. Events];

    [Theory]
    [MemberData(nameof(All), DisableDiscoveryEnumeration = true)]
    public void Each_event_is_a_sealed_record_with_a_stable_past_tense_name(Type type)
    {
        type.IsSealed.ShouldBeTrue();
        var name = type.GetCustomAttribute<EventNameAttribute>().ShouldNotBeNull();
        SnakeCase().IsMatch(name.Name).ShouldBeTrue(name.Name);
        name.Version.ShouldBeGreaterThan(0);
        name.Name.Split('_').Any(IsPastTense).ShouldBeTrue($"{name.Name} is past tense");
        type.GetProperties().Where(p => p.SetMethod is { } set && !set.ReturnParameter.GetRequiredCustomModifiers().Contains(typeof(IsExternalInit)))
            .ShouldBeEmpty("events never change");
    }

    [Fact]
    public void Names_are_unique() =>
        Events.Select(t => t.GetCustomAttribute<EventNameAttribute>()!).Select(n => (n.Name, n.Version)).Distinct().Count().ShouldBe(Events.Count);

    [Theory]
    [MemberData(nameof(All), DisableDiscoveryEnumeration = true)]
    public void The_file_tells_each_event_as_it_is(Type type)
    {
        var name = type.GetCustomAttribute<EventNameAttribute>()!;

        var row = File.Value.SingleOrDefault(r => r.Section != "Shapes" && r.Name == name.Name)
            .ShouldNotBeNull($"docs/events.md does not tell {name.Name}");

        row.Section.ShouldBe(StreamOf(type).Name);
        row.Version.ShouldBe(name.Version.ToString(System.Globalization.CultureInfo.InvariantCulture));
        row.Meaning.Length.ShouldBeGreaterThan(10);
        row.Fields.ShouldBe(FieldsOf(type), name.Name);
    }

    [Fact]
    public void The_file_tells_each_shape_that_events_hold_as_it_is()
    {
        var told = File.Value.Where(r => r.Section == "Shapes").ToDictionary(r => r.Name, r => r.Fields);
        var held = Shapes();

        told.Keys.Order().ShouldBe(held.Select(t => t.Name).Order());
        foreach (var shape in held) told[shape.Name].ShouldBe(FieldsOf(shape), shape.Name);
    }

    [Fact]
    public void The_file_tells_no_event_that_there_is_not() =>
        File.Value.Where(r => r.Section != "Shapes").Select(r => r.Name).Order()
            .ShouldBe(Events.Select(t => t.GetCustomAttribute<EventNameAttribute>()!.Name).Order());

    [Theory]
    [MemberData(nameof(All), DisableDiscoveryEnumeration = true)]
    public void An_event_that_is_printed_shows_nothing_personal(Type type)
    {
        var printed = Make(type, inPersonal: false)!.ToString()!;
        printed.ShouldContain(type.Name);
        printed.ShouldNotContain("secret");
    }

    private static bool IsPastTense(string word) =>
        word.EndsWith("ed", StringComparison.Ordinal) || word is "put" or "read" or "paid" or "withdrawn";

    private static Type StreamOf(Type e) => Streams.Where(s => s.GetMethod("Apply", [e]) is not null).ShouldHaveSingleItem($"{e.Name} belongs to one stream");

    private static List<string> FieldsOf(Type type) => [.. Properties(type)
        .Select(p => JsonNamingPolicy.CamelCase.ConvertName(p.Name) + (IsPersonal(p.PropertyType) ? Sealed : ""))];

    private static IEnumerable<PropertyInfo> Properties(Type type) =>
        type.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(p => p.CanWrite || p.PropertyType.IsValueType);

    private static bool IsPersonal(Type type) => type.IsGenericType && type.GetGenericTypeDefinition() == typeof(Personal<>);

    private static HashSet<Type> Shapes()
    {
        var found = new HashSet<Type>();
        foreach (var type in Events) Collect(type);
        return found;

        void Collect(Type holder)
        {
            foreach (var inner in Properties(holder).SelectMany(p => Inner(p.PropertyType)).Where(found.Add)) Collect(inner);
        }

        static IEnumerable<Type> Inner(Type type)
        {
            if (type.IsGenericType) return type.GetGenericArguments().SelectMany(Inner);
            return type.Assembly == typeof(IDomainEvent).Assembly && type is { IsEnum: false } ? [type] : [];
        }
    }

    /// <summary>An event whose personal texts are all "secret".</summary>
    private static object? Make(Type type, bool inPersonal)
    {
        if (type == typeof(string)) return inPersonal ? "secret" : "plain";
        if (Nullable.GetUnderlyingType(type) is { } underlying) return Make(underlying, inPersonal);
        if (type.IsValueType) return Activator.CreateInstance(type);
        if (type.IsArray) return Array.CreateInstance(type.GetElementType()!, 0);
        if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IReadOnlyList<>))
        {
            var list = (IList)Activator.CreateInstance(typeof(List<>).MakeGenericType(type.GetGenericArguments()))!;
            list.Add(Make(type.GetGenericArguments()[0], inPersonal));
            return list;
        }

        if (type == typeof(IReadOnlyDictionary<string, string>)) return new Dictionary<string, string>();
        var constructor = type.GetConstructors().OrderByDescending(c => c.GetParameters().Length).First();
        var made = constructor.Invoke([.. constructor.GetParameters().Select(p => Make(p.ParameterType, inPersonal || IsPersonal(type)))]);
        if (constructor.GetParameters().Length == 0)
        {
            foreach (var p in Properties(type).Where(p => p.PropertyType == typeof(string))) p.SetValue(made, Make(typeof(string), inPersonal));
        }

        return made;
    }

    private static List<Row> Read()
    {
        var directory = new DirectoryInfo(AppContext.BaseDirectory);
        while (!System.IO.File.Exists(Path.Combine(directory.FullName, "KonTum.Tthc.sln")))
        {
            directory = directory.Parent ?? throw new InvalidOperationException("No KonTum.Tthc.sln above the tests.");
        }

        var rows = new List<Row>();
        var section = "";
        foreach (var line in System.IO.File.ReadLines(Path.Combine(directory.FullName, "docs", "events.md")))
        {
            if (line.StartsWith("## ", StringComparison.Ordinal)) section = line[3..].Split(' ')[0];
            if (!line.StartsWith("| `", StringComparison.Ordinal)) continue;
            var cells = line.Trim('|').Split('|').Select(c => c.Trim()).ToArray();
            cells.Length.ShouldBe(4, line);
            var fields = cells[3].Split(", ").Select(f => f.Replace("`", "", StringComparison.Ordinal)).ToList();
            rows.Add(new Row(section, cells[0].Trim('`'), cells[1], cells[2], fields));
        }

        return rows;
    }

    [GeneratedRegex("^[a-z]+(_[a-z]+)*$")]
    private static partial Regex SnakeCase();

    private sealed record Row(string Section, string Name, string Version, string Meaning, List<string> Fields);
}
