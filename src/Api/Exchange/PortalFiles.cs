using KonTum.Tthc.Application.Exchange.GetExchangedFile;
using KonTum.Tthc.Api.Mapping;
using MediatR;

namespace KonTum.Tthc.Api.Exchange;

/// <summary>
/// Where the national portal fetches the files of a dossier: addresses that it was given in TaiLieuNop and DanhSachGiayToKetQua. No part of
/// the contract: their shape belongs to the exchange.
/// </summary>
internal static class PortalFiles
{
    /// <summary>Where the addresses begin.</summary>
    public const string Prefix = "/exchange/portal";

    public static void MapPortalFiles(this WebApplication app) => app
        .MapGet(Prefix + "/{code}/{component}/{file}/{proof}", SendAsync)
        .ExcludeFromDescription();

    private static async Task<IResult> SendAsync(
        string code, string component, string file, string proof, ISender sender, HttpContext http, CancellationToken cancellationToken)
    {
        try
        {
            var found = await sender.Send(new GetExchangedFile(code, component, file.ToId(), proof), cancellationToken);
            http.Response.Headers.CacheControl = "no-store";
            return Results.Stream(found.Content, found.ContentType, found.FileName);
        }
        catch (Domain.Failures.FailureException)
        {
            return Results.NotFound(); // one answer for all: wrong proof, no such file, erased
        }
    }
}
