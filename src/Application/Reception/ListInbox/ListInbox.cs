using FluentValidation;
using KonTum.Tthc.Application.Access;
using KonTum.Tthc.Application.Dossiers;
using KonTum.Tthc.Application.Pipeline;
using KonTum.Tthc.Application.Requests;
using KonTum.Tthc.Domain.Dossiers;
using KonTum.Tthc.Domain.Failures;
using MediatR;

namespace KonTum.Tthc.Application.Reception.ListInbox;

/// <summary>Lists the submitted dossiers of the officer's agency.</summary>
[AllowedFor(Role.Officer)]
public sealed record ListInbox(PageRequest Page) : IQuery<Page<DossierListing>>
{
    /// <summary>Stands for the caller where an officer is asked for.</summary>
    public const string Me = "me";

    /// <summary>Only these states; all if empty.</summary>
    public IReadOnlyList<DossierState> States { get; init; } = [];

    /// <summary>Only this procedure; any if empty.</summary>
    public string ProcedureCode { get; init; } = "";

    /// <summary>Only what this officer has; "me" for the caller, anyone's if empty.</summary>
    public string OfficerId { get; init; } = "";

    /// <summary>Only what is overdue.</summary>
    public bool Overdue { get; init; }

    /// <summary>Only what is due until this day.</summary>
    public DateOnly? DueUntil { get; init; }

    /// <summary>Words of the owner's name, with or without diacritics, or the begin of a code.</summary>
    public string Query { get; init; } = "";

    /// <summary>The order.</summary>
    public InboxOrder Order { get; init; }
}

internal sealed class ListInboxValidator : AbstractValidator<ListInbox>
{
    public ListInboxValidator()
    {
        this.MayBeText(r => r.ProcedureCode, "procedure_code", 50);
        this.MayBeText(r => r.OfficerId, "officer_id", 200);
        this.MayBeText(r => r.Query, "query", 200);
        RuleFor(r => r.States).Must(states => states.All(Enum.IsDefined))
            .WithState(_ => Failures.Malformed.At("states", ("expected", "DossierState")));
        RuleFor(r => r.Order).Must(Enum.IsDefined).WithState(_ => Failures.Malformed.At("order", ("expected", "InboxOrder")));
        RuleFor(r => r.DueUntil).Must(day => day is null || day < DateOnly.MaxValue)
            .WithState(_ => Failures.OutOfRange.At("due_until", ("range", "< 31/12/9999")));
    }
}

internal sealed class ListInboxHandler(IInbox inbox, IReadLog readLog, ICallerContext callers, TimeProvider time)
    : IRequestHandler<ListInbox, Page<DossierListing>>
{
    public async Task<Page<DossierListing>> Handle(ListInbox request, CancellationToken cancellationToken)
    {
        // An officer whose token names no agency sees nothing rather than everything.
        var caller = callers.Required();
        var agency = caller.AgencyCode ?? throw Failures.Forbidden.Because();
        var question = QuestionOf(request, agency, caller.Subject);
        var size = request.Page.EffectiveSize;
        var after = InboxPageToken.Parse(request.Page.Token, Bound(question, request));

        var read = await inbox.ListAsync(question, after, size + 1, cancellationToken);
        var shown = read.Take(size).ToList();
        if (shown.Count > 0)
        {
            var ids = shown.ConvertAll(l => l.Dossier.Id);
            await readLog.RecordPageAsync(agency, ids, request.Query.Length > 0, cancellationToken);
        }

        var next = read.Count > size ? InboxPageToken.Of(shown[^1].Position, Bound(question, request)) : "";
        return new Page<DossierListing>(shown.ConvertAll(l => l.Dossier), next);
    }

    private InboxFilter QuestionOf(ListInbox request, string agency, string subject)
    {
        var until = request.DueUntil is { } day ? DueSoon.EndOf(day) : (DateTimeOffset?)null;
        var now = time.GetUtcNow();
        var query = request.Query.Trim();
        // A code has digits and no spaces; a name has neither digits nor anything like them.
        var isCode = query.Any(char.IsAsciiDigit) && !query.Any(char.IsWhiteSpace);
        return new InboxFilter(agency)
        {
            States = [.. request.States.Distinct()],
            ProcedureCode = request.ProcedureCode,
            OfficerId = request.OfficerId == ListInbox.Me ? subject : request.OfficerId,
            DueBefore = !request.Overdue ? until : until < now ? until : now,
            CodePrefix = isCode ? query.ToUpperInvariant() : "",
            Name = isCode ? "" : query,
            Order = request.Order,
        };
    }

    /// <summary>What a page token holds for: "overdue" moves on between two pages and stays the same question.</summary>
    private static InboxFilter Bound(InboxFilter question, ListInbox request) => question with
    {
        DueBefore = request.Overdue ? DateTimeOffset.MinValue.AddTicks(request.DueUntil?.DayNumber ?? 0)
            : request.DueUntil is { } day ? DueSoon.EndOf(day) : null,
    };
}
