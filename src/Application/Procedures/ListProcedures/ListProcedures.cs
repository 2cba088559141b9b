using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using FluentValidation;
using KonTum.Tthc.Application.Access;
using KonTum.Tthc.Application.Pipeline;
using KonTum.Tthc.Application.Requests;
using KonTum.Tthc.Domain.Failures;
using MediatR;

namespace KonTum.Tthc.Application.Procedures.ListProcedures;

/// <summary>Lists procedures in force: the best match first, or by code when nothing is typed.</summary>
[AllowedForEveryone]
public sealed record ListProcedures(PageRequest Page, ProcedureQuery Query) : IQuery<ProcedurePage>
{
    /// <summary>By what is typed alone.</summary>
    public ListProcedures(PageRequest page, string text)
        : this(page, new ProcedureQuery(text))
    {
    }
}

/// <summary>One page of procedures.</summary>
/// <param name="Items">The page.</param>
/// <param name="NextPageToken">Token of the next page; empty on the last.</param>
/// <param name="TotalSize">How many there are on all pages.</param>
public sealed record ProcedurePage(IReadOnlyList<PublishedProcedure> Items, string NextPageToken, int TotalSize);

internal sealed class ListProceduresValidator : AbstractValidator<ListProcedures>
{
    public ListProceduresValidator()
    {
        this.MayBeText(r => r.Query.Text, "query", 200);
        this.MayBeText(r => r.Query.Field, "field", 200);
        this.MayBeText(r => r.Query.AgencyCode, "agency_code", 50);
        this.MayBeText(r => r.Query.Level, "level", 50);
        this.MayBeText(r => r.Query.LifeEvent, "life_event", 200);
    }
}

internal sealed class ListProceduresHandler(IProcedureSearch search) : IRequestHandler<ListProcedures, ProcedurePage>
{
    private const int FingerprintLength = 16;

    public async Task<ProcedurePage> Handle(ListProcedures request, CancellationToken cancellationToken)
    {
        var size = request.Page.EffectiveSize;
        var fingerprint = FingerprintOf(request.Query);
        var position = PositionOf(request.Page.Token, fingerprint);
        var hits = await search.SearchAsync(request.Query, position, size, cancellationToken);
        var token = hits.NextPosition.Length == 0 ? "" : Base64Url.EncodeToString(Encoding.UTF8.GetBytes(fingerprint + hits.NextPosition));
        return new ProcedurePage(hits.Items, token, hits.TotalSize);
    }

    /// <summary>A token goes on with the query that it came from, and with no other: its position means nothing there.</summary>
    private static string PositionOf(string token, string fingerprint)
    {
        if (token.Length == 0) return "";
        try
        {
            var text = Encoding.UTF8.GetString(Base64Url.DecodeFromChars(token));
            if (text.Length > FingerprintLength && text.StartsWith(fingerprint, StringComparison.Ordinal)) return text[FingerprintLength..];
        }
        catch (FormatException)
        {
            // Refused below, as any other token that was not given out.
        }

        throw Failures.Invalid(Failures.PageTokenInvalid.At("page_token"));
    }

    private static string FingerprintOf(ProcedureQuery query) =>
        Convert.ToHexStringLower(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(query)))[..FingerprintLength];
}
