using KonTum.Tthc.Application.Papers;
using Microsoft.Extensions.Configuration;

namespace KonTum.Tthc.Infrastructure.Composition;

/// <summary>Reads where people reach the platform: one address for receipts, mails and whatever else leads a person back.</summary>
internal static class PublicAddressSetting
{
    public const string Name = "Tthc:PublicAddress";

    /// <summary>The setting, or the address of the demonstration.</summary>
    /// <exception cref="InvalidOperationException">It is no address of the web.</exception>
    public static PublicAddress Of(IConfiguration configuration)
    {
        var text = configuration[Name] ?? configuration["Kestrel:Endpoints:Rest:Url"] ?? "http://127.0.0.1:5080";
        var fits = Uri.TryCreate(text, UriKind.Absolute, out var uri)
            && (uri.Scheme == Uri.UriSchemeHttp || uri.Scheme == Uri.UriSchemeHttps)
            && uri.UserInfo.Length == 0 && uri.Query.Length == 0 && uri.Fragment.Length == 0;
        return fits || configuration[Name] is null
            ? new PublicAddress(text)
            : throw new InvalidOperationException($"{Name} must be an http or https address without a query.");
    }
}
