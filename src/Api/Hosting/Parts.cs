namespace KonTum.Tthc.Api.Hosting;

/// <summary>The composition root: which parts stand behind the ports of the application.</summary>
internal static class Parts
{
    public static WebApplicationBuilder AddTthcParts(this WebApplicationBuilder builder)
    {
        // Here go, in this order: AddTthcApplication(), AddTthcStorage(configuration), AddTthcAdapters(configuration).
        return builder;
    }
}
