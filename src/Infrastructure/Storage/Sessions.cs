using System.Diagnostics;
using KonTum.Tthc.Application.Access;
using Marten;

namespace KonTum.Tthc.Infrastructure.Storage;

/// <summary>The province that this installation serves; configuration "Tthc:Province". It is the tenant of all data.</summary>
/// <param name="Tenant">For example "kontum".</param>
internal sealed record Province(string Tenant);

/// <summary>Opens sessions of the province, marked with who acts and in which trace.</summary>
internal sealed class Sessions(IDocumentStore store, Province province, ICallerContext callers)
{
    public IQuerySession Query() => store.QuerySession(province.Tenant);

    public IDocumentSession Write()
    {
        var session = store.LightweightSession(province.Tenant);
        session.CorrelationId = Activity.Current?.TraceId.ToString();
        session.LastModifiedBy = callers.Current?.Subject ?? "";
        return session;
    }
}
