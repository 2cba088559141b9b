using System.Reflection;
using Google.Protobuf.Reflection;
using KonTum.Tthc.Application.Access;

namespace KonTum.Tthc.Api.OpenApi;

/// <summary>Who may call a method, as the use case of the same name says.</summary>
internal static class WhoMayCall
{
    private static readonly ILookup<string, Type> UseCases =
        typeof(AllowedForAttribute).Assembly.GetExportedTypes().ToLookup(t => t.Name, StringComparer.Ordinal);

    public static bool NeedsNoToken(MethodDescriptor method) =>
        UseCases[method.Name].Any(t => t.IsDefined(typeof(AllowedForEveryoneAttribute)));

    public static string Describe(string comment, MethodDescriptor method)
    {
        var name = method.Name == "UploadAttachmentContent" ? "UploadAttachment" : method.Name;
        var roles = UseCases[name].SelectMany(t => t.GetCustomAttribute<AllowedForAttribute>()?.Roles ?? []).ToList();
        return roles.Count == 0 ? comment : $"{comment}\n\nRoles: {string.Join(", ", roles).ToLowerInvariant()}.";
    }
}
