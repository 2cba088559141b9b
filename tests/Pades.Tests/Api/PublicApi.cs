using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text;

namespace KonTum.Tthc.Pades.Tests.Api;

/// <summary>The public types and members of an assembly as lines of text, in an order that does not depend on the source.</summary>
internal static class PublicApi
{
    private const BindingFlags Declared = BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    private static readonly Dictionary<Type, string> s_keywords = new()
    {
        [typeof(void)] = "void", [typeof(bool)] = "bool", [typeof(byte)] = "byte", [typeof(int)] = "int", [typeof(long)] = "long",
        [typeof(double)] = "double", [typeof(string)] = "string", [typeof(object)] = "object",
    };

    public static string Of(Assembly assembly)
    {
        var text = new StringBuilder();
        foreach (var type in assembly.GetExportedTypes().OrderBy(t => t.FullName, StringComparer.Ordinal))
        {
            text.Append(CultureInfo.InvariantCulture, $"{Kind(type)} {type.FullName!.Replace('+', '.')}{Bases(type)}\n");
            foreach (var line in Lines(type).Order(StringComparer.Ordinal))
                text.Append("    ").Append(line).Append('\n');
        }

        return text.ToString();
    }

    private static string Kind(Type type) => type.IsEnum ? "enum" : type.IsInterface ? "interface" : type.IsValueType ? "struct"
        : type is { IsAbstract: true, IsSealed: true } ? "static class" : type.IsAbstract ? "abstract class" : type.IsSealed ? "sealed class" : "class";

    private static string Bases(Type type)
    {
        if (type.IsEnum)
            return string.Empty;
        var bases = type.GetInterfaces().Where(i => !i.IsGenericType).Select(Name).Order(StringComparer.Ordinal).ToList();
        if (type.BaseType is { } parent && parent != typeof(object) && parent != typeof(ValueType))
            bases.Insert(0, Name(parent));
        return bases.Count == 0 ? string.Empty : $" : {string.Join(", ", bases)}";
    }

    private static IEnumerable<string> Lines(Type type)
    {
        if (type.IsEnum)
            return Enum.GetNames(type).Select(n => string.Create(CultureInfo.InvariantCulture, $"{Convert.ToInt64(Enum.Parse(type, n), CultureInfo.InvariantCulture):D2} {n}"));
        // What the compiler makes for every record tells nothing.
        var members = type.GetMembers(Declared).Where(m => m.GetCustomAttribute<CompilerGeneratedAttribute>() is null);
        return members.Select(Line).OfType<string>();
    }

    private static string? Line(MemberInfo member) => member switch
    {
        FieldInfo field => $"const {Name(field.FieldType)} {field.Name}",
        ConstructorInfo made => $"new({Parameters(made)})",
        PropertyInfo property => $"{Static(property.GetMethod!)}{Name(property.PropertyType)}{Mark(property)} {property.Name} {{ {Accessors(property)} }}",
        MethodInfo { IsSpecialName: false } method when !IsOfEveryRecord(method) =>
            $"{Static(method)}{Name(method.ReturnType)} {method.Name}{Generic(method)}({Parameters(method)})",
        _ => null,
    };

    private static bool IsOfEveryRecord(MethodInfo method) => method.Name is "<Clone>$" or "Deconstruct" or "PrintMembers";

    private static string Static(MethodBase method) => method.IsStatic ? "static " : string.Empty;

    private static string Generic(MethodInfo method) =>
        method.IsGenericMethod ? $"<{string.Join(", ", method.GetGenericArguments().Select(t => t.Name))}>" : string.Empty;

    private static string Accessors(PropertyInfo property)
    {
        var required = property.GetCustomAttribute<RequiredMemberAttribute>() is null ? string.Empty : "required ";
        var set = property.SetMethod is not { IsPublic: true } setter ? string.Empty
            : setter.ReturnParameter.GetRequiredCustomModifiers().Length > 0 ? " init;" : " set;";
        return $"{required}get;{set}";
    }

    /// <summary>A reference that may be null.</summary>
    private static string Mark(PropertyInfo property) =>
        !property.PropertyType.IsValueType && new NullabilityInfoContext().Create(property).ReadState == NullabilityState.Nullable ? "?" : string.Empty;

    private static string Parameters(MethodBase method) => string.Join(", ", method.GetParameters().Select(p =>
    {
        var nullable = !p.ParameterType.IsValueType && new NullabilityInfoContext().Create(p).WriteState == NullabilityState.Nullable ? "?" : string.Empty;
        var usual = !p.HasDefaultValue ? string.Empty
            : $" = {(p.DefaultValue is null ? p.ParameterType.IsValueType ? "default" : "null" : Convert.ToString(p.DefaultValue, CultureInfo.InvariantCulture))}";
        return $"{Name(p.ParameterType)}{nullable} {p.Name}{usual}";
    }));

    private static string Name(Type type)
    {
        if (s_keywords.TryGetValue(type, out var keyword))
            return keyword;
        if (type.IsArray)
            return $"{Name(type.GetElementType()!)}[]";
        if (Nullable.GetUnderlyingType(type) is { } value)
            return $"{Name(value)}?";
        return type.IsGenericType
            ? $"{type.Name[..type.Name.IndexOf('`', StringComparison.Ordinal)]}<{string.Join(", ", type.GetGenericArguments().Select(Name))}>"
            : type.Name;
    }
}
