using System.Reflection;

namespace KonTum.Tthc.Architecture.Tests.Rules;

/// <summary>The rules of the house: the arrows between the layers, and who may know what.</summary>
public static class House
{
    private const string Prefix = "KonTum.Tthc.";

    // The contract's generated types are in the assemblies that speak it, under a namespace of their own.
    private const string Contract = Prefix + "Contract";

    public static Rule DomainNeedsNothing { get; } = Rule.AllowsOnly(
        "The domain knows the standard library and itself", "System", Layer("Domain"));

    public static Rule ApplicationLooksInwards { get; } = Rule.Forbids(
        "The application knows the domain alone", Layers("Infrastructure", "Api", "Pades", "Sandbox", "Cli"));

    public static Rule PadesStandsAlone { get; } = Rule.Forbids(
        "The PAdES engine knows nothing of the platform", Layers("Domain", "Application", "Infrastructure", "Api", "Sandbox", "Cli"));

    public static Rule InfrastructureLooksInwards { get; } = Rule.Forbids(
        "The infrastructure knows application, domain and engine alone", Layers("Api", "Sandbox", "Cli"));

    public static Rule ApiLooksInwards { get; } = Rule.Forbids(
        "The Api knows nothing of the engine, the sandbox and the tool", Layers("Pades", "Sandbox", "Cli"));

    public static Rule SandboxIsAStranger { get; } = Rule.Forbids(
        "The sandbox depends on no part of the platform", Layers("Domain", "Application", "Infrastructure", "Api", "Pades", "Cli"));

    public static Rule ToolStaysOutside { get; } = Rule.Forbids(
        "The command line tool uses the contract, the engine and the embedded PostgreSQL, not the use cases behind them",
        Layers("Domain", "Application", "Api", "Sandbox"));

    public static Rule OnlyInfrastructureKnowsMarten { get; } = Rule.Forbids(
        "No layer but the infrastructure knows Marten", "Marten", "Weasel", "JasperFx");

    public static Rule InnerLayersKnowNoDatabase { get; } = Rule.Forbids(
        "The inner layers know no database driver", "Marten", "Npgsql", "System.Data");

    public static Rule OnlyApiKnowsGrpc { get; } = Rule.Forbids(
        "No layer but the Api knows gRPC", "Grpc", "Google.Protobuf", "Google.Rpc", Contract);

    public static Rule NamespacesMatch { get; } = Rule.ForEach(
        "Namespaces are KonTum.Tthc.<layer>, as the assembly",
        type => !type.IsNested && !(type.Namespace ?? "").StartsWith(Contract, StringComparison.Ordinal),
        type => Within(type.Namespace, LayerOf(type.Assembly)) ? null : $"is in {type.Namespace ?? "no namespace"}");

    private static bool Within(string? name, string layer) =>
        name == layer || name?.StartsWith(layer + ".", StringComparison.Ordinal) == true;

    private static string LayerOf(Assembly assembly) => assembly.GetName().Name switch
    {
        // The tool is named for its users.
        "tthc" => Layer("Cli"),
        var name => name!,
    };

    private static string Layer(string name) => Prefix + name;

    private static string[] Layers(params string[] names) => [.. names.Select(Layer)];
}
