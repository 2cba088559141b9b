using System.Text;
using KonTum.Tthc.Sandbox.Faults;
using KonTum.Tthc.Sandbox.Gateways;

namespace KonTum.Tthc.Sandbox.Authorities;

/// <summary>What the authorities publish: certificates, revocation lists, status answers, timestamps.</summary>
internal static class AuthorityEndpoints
{
    /// <summary>Far above any honest question, far below what would hurt.</summary>
    private const int LongestQuestion = 64 * 1024;

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/pki/bundle.pem", (NationalPki pki) => Results.Text(
            string.Concat(pki.IssuingAuthorities.Prepend(pki.Root).Select(authority => KeyPairs.Pem(authority.Credential.Certificate))),
            "application/x-pem-file", Encoding.ASCII));

        routes.MapGet("/pki/{authority}.crt", (string authority, NationalPki pki) =>
            pki.FindAuthority(authority) is { } found
                ? Results.Bytes(found.Credential.Certificate.GetEncoded(), "application/pkix-cert")
                : Results.NotFound());

        routes.MapGet("/pki/{authority}.crl", async (
            string authority, NationalPki pki, StatusResponder responder, CancellationToken cancellation) =>
            pki.FindAuthority(authority) is { } found
                ? Results.Bytes(await responder.RevocationListAsync(found, cancellation), "application/pkix-crl")
                : Results.NotFound()).GoesWrongAs(GatewayNames.RevocationLists, FaultCalls.Status);

        routes.MapPost("/pki/ocsp/{authority}", async (
            string authority, HttpRequest request, NationalPki pki, StatusResponder responder, CancellationToken cancellation) =>
        {
            if (pki.FindAuthority(authority) is not { } found)
                return Results.NotFound();
            return await ReadAsync(request, cancellation) is { } question
                ? Results.Bytes(await responder.AnswerAsync(found, question, cancellation), "application/ocsp-response")
                : Results.StatusCode(StatusCodes.Status413PayloadTooLarge);
        }).GoesWrongAs(GatewayNames.StatusAnswers, FaultCalls.Status);

        // RFC 6960, A.1: the question as base64 in the path, itself percent-encoded.
        routes.MapGet("/pki/ocsp/{authority}/{**question}", async (
            string authority, string question, NationalPki pki, StatusResponder responder, CancellationToken cancellation) =>
        {
            if (pki.FindAuthority(authority) is not { } found)
                return Results.NotFound();
            byte[] bytes;
            try
            {
                bytes = Convert.FromBase64String(Uri.UnescapeDataString(question));
            }
            catch (FormatException)
            {
                bytes = [];
            }

            return Results.Bytes(await responder.AnswerAsync(found, bytes, cancellation), "application/ocsp-response");
        }).GoesWrongAs(GatewayNames.StatusAnswers, FaultCalls.Status);

        routes.MapPost("/tsa", async (HttpRequest request, TimestampService timestamps, CancellationToken cancellation) =>
            await ReadAsync(request, cancellation) is { } question
                ? Results.Bytes(await timestamps.AnswerAsync(question, cancellation), "application/timestamp-reply")
                : Results.StatusCode(StatusCodes.Status413PayloadTooLarge)).GoesWrongAs(GatewayNames.Timestamps, FaultCalls.Timestamp);
    }

    private static void GoesWrongAs(this RouteHandlerBuilder route, string service, string call) =>
        route.AddEndpointFilter(async (context, next) =>
        {
            var authority = Providers.All.FirstOrDefault(p => p.Slug == (string?)context.HttpContext.GetRouteValue("authority"));
            return await context.HttpContext.RequestServices.GetRequiredService<FaultEngine>().RunAsync(
                context.HttpContext, new FaultSubject(service, call, authority?.CaName), PlainWords.Instance,
                async () => (IResult)(await next(context))!);
        });

    /// <summary>Protocols in DER have no words for trouble but HTTP's.</summary>
    private sealed class PlainWords : IFaultWords
    {
        public static readonly PlainWords Instance = new();

        public IResult Say(FaultOrder fault, FaultSubject subject) => Results.StatusCode(StatusCodes.Status500InternalServerError);
    }

    private static async Task<byte[]?> ReadAsync(HttpRequest request, CancellationToken cancellation)
    {
        var buffer = new byte[LongestQuestion + 1];
        var length = await request.Body.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellation);
        return length > LongestQuestion ? null : buffer[..length];
    }
}
