using Google.Api;
using Google.Protobuf.Reflection;
using KonTum.Tthc.Contract.V1;

namespace KonTum.Tthc.Api.Tests.Serving;

/// <summary>The contract as its own descriptors tell it.</summary>
public static class ContractFiles
{
    public static IReadOnlyList<ServiceDescriptor> Services { get; } =
    [
        .. new[]
        {
            AuditReflection.Descriptor, DeliveriesReflection.Descriptor, DocumentStoreReflection.Descriptor, DossiersReflection.Descriptor,
            FeedbackReflection.Descriptor, LookupReflection.Descriptor, PaymentsReflection.Descriptor, PlatformReflection.Descriptor,
            ProceduresReflection.Descriptor, ReceptionReflection.Descriptor, SignatureProfilesReflection.Descriptor,
            SigningReflection.Descriptor, StatisticsReflection.Descriptor,
        }.SelectMany(f => f.Services),
    ];

    /// <summary>Every method with its HTTP rule.</summary>
    public static IEnumerable<(MethodDescriptor Method, string Verb, string Path)> Rules =>
        from service in Services
        from method in service.Methods
        let rule = method.GetOptions()?.GetExtension(AnnotationsExtensions.Http)
        where rule is not null
        select (method, rule.PatternCase.ToString(), rule.Get + rule.Put + rule.Post + rule.Delete + rule.Patch);
}
