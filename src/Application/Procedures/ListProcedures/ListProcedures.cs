using System.Globalization;
using Ardalis.Specification;
using FluentValidation;
using KonTum.Tthc.Application.Access;
using KonTum.Tthc.Application.Pipeline;
using KonTum.Tthc.Application.Requests;
using KonTum.Tthc.Domain.Failures;
using MediatR;

namespace KonTum.Tthc.Application.Procedures.ListProcedures;

/// <summary>Lists published procedures by code; every word of the query must occur.</summary>
[AllowedForEveryone]
public sealed record ListProcedures(PageRequest Page, string Query) : IQuery<Page<PublishedProcedure>>;

internal sealed class ListProceduresValidator : AbstractValidator<ListProcedures>
{
    public ListProceduresValidator() => this.MayBeText(r => r.Query, "query", 200);
}

internal sealed class ListProceduresHandler(IReadRepositoryBase<PublishedProcedure> procedures)
    : IRequestHandler<ListProcedures, Page<PublishedProcedure>>
{
    private const int MaxWords = 10;

    public async Task<Page<PublishedProcedure>> Handle(ListProcedures request, CancellationToken cancellationToken)
    {
        var size = request.Page.EffectiveSize;
        var skip = ParseSkip(request.Page.Token);
        var words = request.Query.ToLowerInvariant().Normalize()
            .Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Take(MaxWords)
            .ToList();

        var read = await procedures.ListAsync(new ProceduresAfter(words, skip, size + 1), cancellationToken);
        return read.Count <= size
            ? new Page<PublishedProcedure>(read, "")
            : new Page<PublishedProcedure>([.. read.Take(size)], (skip + size).ToString(CultureInfo.InvariantCulture));
    }

    private static int ParseSkip(string token)
    {
        if (token.Length == 0) return 0;
        return int.TryParse(token, NumberStyles.None, CultureInfo.InvariantCulture, out var skip)
            ? skip
            : throw Failures.Invalid(Failures.PageTokenInvalid.At("page_token"));
    }
}
