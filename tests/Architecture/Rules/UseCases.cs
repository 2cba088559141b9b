using System.Reflection;
using System.Runtime.CompilerServices;
using FluentValidation;
using KonTum.Tthc.Domain;
using MediatR;

namespace KonTum.Tthc.Architecture.Tests.Rules;

/// <summary>The rules about use cases and events: what never changes, what nobody outside sees, what is named after what.</summary>
public static class UseCases
{
    private static readonly Type[] Handlers =
    [
        typeof(IRequestHandler<>), typeof(IRequestHandler<,>), typeof(IStreamRequestHandler<,>), typeof(INotificationHandler<>),
    ];

    private static readonly Type[] ChangingCollections =
    [
        typeof(List<>), typeof(Dictionary<,>), typeof(HashSet<>), typeof(IList<>), typeof(ICollection<>), typeof(IDictionary<,>), typeof(ISet<>),
    ];

    public static Rule RequestsAreImmutable { get; } = Rule.ForEach("Commands and queries are immutable records", IsRequest, ChangesSomewhere);

    public static Rule EventsAreImmutable { get; } = Rule.ForEach("Events are immutable records", IsEvent, ChangesSomewhere);

    public static Rule EventsHaveStableNames { get; } = Rule.ForEach(
        "Every event has a stable name of its own",
        IsEvent,
        type => type.GetCustomAttribute<EventNameAttribute>() switch
        {
            null => "has no EventName",
            { Name: var name } when name.Any(letter => !char.IsAsciiLetterLower(letter) && letter != '_') => $"is named {name}",
            { Name: var name } when type.Assembly.GetTypes().Count(other =>
                other.GetCustomAttribute<EventNameAttribute>()?.Name == name) > 1 => $"shares the name {name}",
            _ => null,
        });

    public static Rule HandlersAreInternal { get; } = Rule.ForEach(
        "Handlers are internal and sealed",
        type => Handled(type) is not null,
        type => (type.IsVisible, type.IsSealed) switch
        {
            (true, _) => "is visible outside",
            (_, false) => "is not sealed",
            _ => null,
        });

    public static Rule HandlersAreNamedAfterTheirAct { get; } = Rule.ForEach(
        "Handlers are named after their act and stand beside it",
        type => Handled(type) is not null,
        type => NamedAfter(type, Handled(type)!, "Handler"));

    public static Rule ValidatorsAreNamedAfterTheirAct { get; } = Rule.ForEach(
        "Validators are internal, named after their act and stand beside it",
        type => Validated(type) is { } validated && IsRequest(validated),
        type => type.IsVisible ? "is visible outside" : NamedAfter(type, Validated(type)!, "Validator"));

    public static Rule ActsHaveAFolderEach { get; } = Rule.ForEach(
        "A use case is one folder, named after the act",
        IsRequest,
        type => type.Namespace?.Split('.')[^1] == type.Name ? null : $"is in {type.Namespace}");

    private static bool IsRequest(Type type) =>
        type is { IsInterface: false, IsAbstract: false }
        && (type.IsAssignableTo(typeof(IBaseRequest)) || ClosedForm(type, typeof(IStreamRequest<>)) is not null);

    private static bool IsEvent(Type type) => type is { IsInterface: false, IsAbstract: false } && type.IsAssignableTo(typeof(IDomainEvent));

    private static string? ChangesSomewhere(Type type)
    {
        // The compiler gives every record, and nothing else, this method.
        if (type.GetMethod("<Clone>$") is null && !type.IsValueType)
            return "is no record";
        if (!type.IsSealed)
            return "is not sealed";

        const BindingFlags instance = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic;
        var setter = type.GetProperties(instance).FirstOrDefault(property => property.SetMethod is { } set
            && !set.ReturnParameter.GetRequiredCustomModifiers().Contains(typeof(IsExternalInit)));
        if (setter is not null)
            return $"{setter.Name} can be set";
        var field = type.GetFields(instance).FirstOrDefault(field => !field.IsInitOnly);
        if (field is not null)
            return $"{field.Name} can be assigned";
        var collection = type.GetProperties(instance).FirstOrDefault(property =>
            property.PropertyType.IsGenericType && ChangingCollections.Contains(property.PropertyType.GetGenericTypeDefinition()));
        return collection is null ? null : $"{collection.Name} is a collection that can change";
    }

    private static string? NamedAfter(Type type, Type act, string ending)
    {
        if (type.Name != act.Name + ending)
            return $"is not named {act.Name}{ending}";
        return type.Namespace == act.Namespace ? null : $"is not beside {act.Name}";
    }

    /// <summary>The message that a handler handles; null for other types.</summary>
    private static Type? Handled(Type type) => type is { IsClass: true, IsAbstract: false }
        ? Handlers.Select(handler => ClosedForm(type, handler)).FirstOrDefault(form => form is not null)?.GetGenericArguments()[0]
        : null;

    private static Type? Validated(Type type) => type is { IsClass: true, IsAbstract: false, ContainsGenericParameters: false }
        ? ClosedForm(type, typeof(IValidator<>))?.GetGenericArguments()[0]
        : null;

    private static Type? ClosedForm(Type type, Type open) =>
        Array.Find(type.GetInterfaces(), candidate => candidate.IsGenericType && candidate.GetGenericTypeDefinition() == open);
}
