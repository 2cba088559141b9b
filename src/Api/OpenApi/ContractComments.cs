using Google.Protobuf.Reflection;

namespace KonTum.Tthc.Api.OpenApi;

/// <summary>
/// The comments of the contract by full name. Generated code drops them, so the build keeps a descriptor set with source information as
/// a resource.
/// </summary>
internal sealed class ContractComments
{
    private readonly Dictionary<string, string> comments = new(StringComparer.Ordinal);

    public ContractComments()
    {
        using var resource = typeof(ContractComments).Assembly.GetManifestResourceStream("contract.pb")
            ?? throw new InvalidOperationException("The build left out the descriptor set of the contract.");
        foreach (var file in FileDescriptorSet.Parser.ParseFrom(resource).File) Read(file);
    }

    /// <summary>The comment of a service, method, message, field, enum or value; null if it has none.</summary>
    public string? Of(string fullName) => comments.GetValueOrDefault(fullName);

    private void Read(FileDescriptorProto file)
    {
        foreach (var location in file.SourceCodeInfo.Location)
        {
            if (location.LeadingComments.Length > 0 && NameAt(file, [.. location.Path]) is { } name) comments[name] = Unwrap(location.LeadingComments);
        }
    }

    // Paths are numbers of fields and indexes, as descriptor.proto explains at SourceCodeInfo.Location.
    private static string? NameAt(FileDescriptorProto file, int[] path) => path switch
    {
        [FileDescriptorProto.ServiceFieldNumber, var s, .. var rest] => InService(file.Package, file.Service[s], rest),
        [FileDescriptorProto.MessageTypeFieldNumber, var m, .. var rest] => InMessage(file.Package, file.MessageType[m], rest),
        [FileDescriptorProto.EnumTypeFieldNumber, var e, .. var rest] => InEnum(file.Package, file.EnumType[e], rest),
        _ => null,
    };

    private static string? InService(string scope, ServiceDescriptorProto service, int[] path) => path switch
    {
        [] => $"{scope}.{service.Name}",
        [ServiceDescriptorProto.MethodFieldNumber, var m] => $"{scope}.{service.Name}.{service.Method[m].Name}",
        _ => null,
    };

    private static string? InMessage(string scope, DescriptorProto message, int[] path) => path switch
    {
        [] => $"{scope}.{message.Name}",
        [DescriptorProto.FieldFieldNumber, var f] => $"{scope}.{message.Name}.{message.Field[f].Name}",
        [DescriptorProto.NestedTypeFieldNumber, var n, .. var rest] =>
            InMessage($"{scope}.{message.Name}", message.NestedType[n], rest),
        [DescriptorProto.EnumTypeFieldNumber, var e, .. var rest] => InEnum($"{scope}.{message.Name}", message.EnumType[e], rest),
        _ => null,
    };

    // Values of an enum stand beside it, not in it, in the rules of protobuf; here they are kept under it, so that they are unique.
    private static string? InEnum(string scope, EnumDescriptorProto type, int[] path) => path switch
    {
        [] => $"{scope}.{type.Name}",
        [EnumDescriptorProto.ValueFieldNumber, var v] => $"{scope}.{type.Name}.{type.Value[v].Name}",
        _ => null,
    };

    private static string Unwrap(string comment) =>
        string.Join(' ', comment.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries));
}
