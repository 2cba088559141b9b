using System.Reflection;
using KonTum.Tthc.Application.Exchange;
using KonTum.Tthc.Domain;
using KonTum.Tthc.Domain.Dossiers;
using KonTum.Tthc.Domain.People;
using Shouldly;

namespace KonTum.Tthc.Application.Tests.Exchange;

/// <summary>
/// Whatever leads to another national status is told to the national portal. Nothing is listed here: each event that a dossier takes in is
/// put to each state of the chart, and what the chart allows and changes the status must have its rule.
/// </summary>
public sealed class EveryStatusIsTold
{
    private static readonly MethodInfo[] Takes = [.. typeof(Dossier).GetMethods().Where(m => m.Name == "Apply")];

    private static readonly IReadOnlyList<Transition> Changing =
        [.. DossierChart.Transitions.Where(t => NationalStatuses.Of(t.From) != NationalStatuses.Of(t.To))];

    public static TheoryData<Type> Events => [.. Takes.Select(m => m.GetParameters()[0].ParameterType)];

    [Theory]
    [MemberData(nameof(Events), DisableDiscoveryEnumeration = true)]
    public void An_event_that_changes_the_national_status_has_a_rule(Type type)
    {
        var rows = Changing.Where(t => Leads(type, t)).ToList();
        if (rows.Count == 0) return;
        var rule = ExchangeRules.All.SingleOrDefault(r => r.Event == type).ShouldNotBeNull($"{rows[0].From} to {rows[0].To}: {type.Name} is told nobody");
        // What the portal has never heard of comes to it as a dossier; everything else is a step of one that it knows.
        rule.Portal.ShouldBe(
            rows.Any(t => NationalStatuses.Of(t.From) == 0) ? PortalTelling.Dossier : PortalTelling.DossierAndStep, type.Name);
    }

    [Fact]
    public void Each_change_of_status_in_the_chart_is_some_events()
    {
        Changing.Count.ShouldBeGreaterThan(20);
        foreach (var row in Changing)
            Takes.Any(m => Leads(m.GetParameters()[0].ParameterType, row)).ShouldBeTrue($"{row.From} ({row.Interrupted}) {row.Act}: no event leads to {row.To}");
    }

    /// <summary>Whether the event leads from the row's beginning to its end, for a dossier that was accepted or for one that was not.</summary>
    private static bool Leads(Type type, Transition row) => new[] { false, true }.Any(accepted =>
    {
        var dossier = new Dossier();
        Put(dossier, nameof(Dossier.State), row.From);
        Put(dossier, nameof(Dossier.Interrupted), row.Interrupted);
        if (accepted) Put(dossier, nameof(Dossier.AcceptedAt), DateTimeOffset.UnixEpoch);
        Takes.Single(m => m.GetParameters()[0].ParameterType == type).Invoke(dossier, [Make(type)]);
        return dossier.State == row.To;
    });

    private static void Put(Dossier dossier, string name, object? value) => typeof(Dossier).GetProperty(name)!.SetValue(dossier, value);

    /// <summary>Some value of a type; which one is of no account to the state.</summary>
    private static object? Make(Type type)
    {
        if (type == typeof(string)) return "x";
        if (Nullable.GetUnderlyingType(type) is not null) return null;
        if (type.IsEnum) return Enum.GetValues(type).GetValue(0);
        if (type.IsArray) return Array.CreateInstance(type.GetElementType()!, 0);
        if (type.IsInterface) return type.IsGenericType ? Empty(type) : null;
        if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(Personal<>))
        {
            return typeof(Personal).GetMethod(nameof(Personal.Of))!
                .MakeGenericMethod(type.GetGenericArguments()).Invoke(null, ["x", Make(type.GetGenericArguments()[0])]);
        }

        if (type.Namespace == nameof(System)) return Activator.CreateInstance(type);
        var constructor = type.GetConstructors().MaxBy(c => c.GetParameters().Length)!;
        return constructor.Invoke([.. constructor.GetParameters().Select(p => Make(p.ParameterType))]);
    }

    private static object Empty(Type list)
    {
        var arguments = list.GetGenericArguments();
        return arguments.Length == 1
            ? Array.CreateInstance(arguments[0], 0)
            : Activator.CreateInstance(typeof(Dictionary<,>).MakeGenericType(arguments))!;
    }
}
