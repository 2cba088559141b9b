using Ardalis.Specification;
using FluentValidation;
using KonTum.Tthc.Application.Access;
using KonTum.Tthc.Application.Pipeline;
using KonTum.Tthc.Application.Requests;
using MediatR;

namespace KonTum.Tthc.Application.DocumentStore.ListStoredDocuments;

/// <summary>Lists the caller's papers of submitted dossiers and the results, newest first (Kho dữ liệu).</summary>
/// <param name="Query">Words of the file's, paper's or procedure's name.</param>
/// <param name="Signed">Only signed ones.</param>
/// <param name="Results">Only results.</param>
/// <param name="Page">Which page.</param>
[AllowedFor(Role.Citizen, Role.System)]
public sealed record ListStoredDocuments(string Query, bool Signed, bool Results, PageRequest Page) : IQuery<Page<StoredDocumentView>>;

internal sealed class ListStoredDocumentsValidator : AbstractValidator<ListStoredDocuments>
{
    public ListStoredDocumentsValidator() => this.MayBeText(r => r.Query, "query", 200);
}

internal sealed class ListStoredDocumentsHandler(IReadRepositoryBase<StoredPapers> papers, ICallerContext callers)
    : IRequestHandler<ListStoredDocuments, Page<StoredDocumentView>>
{
    public async Task<Page<StoredDocumentView>> Handle(ListStoredDocuments request, CancellationToken cancellationToken)
    {
        var (size, after) = (request.Page.EffectiveSize, PageToken.Parse(request.Page.Token));

        // Names are sealed in the database, so it cannot search them; it is one person's papers, and they are looked through here.
        var read = (await papers.ListAsync(new StoredPapersOf(callers.Required().Subject), cancellationToken))
            .SelectMany(dossier => dossier.InStore().Select(paper => StoredDocumentView.Of(dossier, paper)))
            .Where(d => (!request.Signed || d.IsSigned) && (!request.Results || d.IsResult))
            .Where(d => Words.Match(request.Query, $"{d.FileName} {d.DisplayName} {d.ProcedureName} {d.DossierCode}"))
            .Where(d => after is null || d.StoredAt <= after.Time)
            .OrderByDescending(d => d.StoredAt).ThenBy(d => d.Id)
            .Skip(after?.Shown ?? 0)
            .Take(size + 1)
            .ToList();
        return PageToken.Cut(read, size, after, d => d.StoredAt);
    }
}
