using KonTum.Tthc.Application.Papers;

namespace KonTum.Tthc.Api.Lookup;

/// <summary>Reads where people reach the platform.</summary>
internal static class PublicAddresses
{
    public const string Setting = "Tthc:PublicAddress";

    /// <summary>The setting, or the address of the demonstration.</summary>
    /// <exception cref="InvalidOperationException">It is no address of the web.</exception>
    public static PublicAddress Of(IConfiguration configuration)
    {
        var text = configuration[Setting] ?? configuration["Kestrel:Endpoints:Rest:Url"] ?? "http://127.0.0.1:5080";
        var fits = Uri.TryCreate(text, UriKind.Absolute, out var uri)
            && (uri.Scheme == Uri.UriSchemeHttp || uri.Scheme == Uri.UriSchemeHttps)
            && uri.UserInfo.Length == 0 && uri.Query.Length == 0 && uri.Fragment.Length == 0;
        return fits || configuration[Setting] is null
            ? new PublicAddress(text)
            : throw new InvalidOperationException($"{Setting} must be an http or https address without a query.");
    }
}
