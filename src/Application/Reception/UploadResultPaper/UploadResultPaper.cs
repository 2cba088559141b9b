using System.Text.Json.Serialization;
using FluentValidation;
using KonTum.Tthc.Application.Access;
using KonTum.Tthc.Application.Dossiers;
using KonTum.Tthc.Application.Dossiers.Changes;
using KonTum.Tthc.Application.Files;
using KonTum.Tthc.Application.Pipeline;
using KonTum.Tthc.Application.Platform;
using KonTum.Tthc.Application.Procedures;
using KonTum.Tthc.Application.Requests;
using KonTum.Tthc.Application.Storage;
using KonTum.Tthc.Domain.Dossiers;
using KonTum.Tthc.Domain.Failures;
using MediatR;

namespace KonTum.Tthc.Application.Reception.UploadResultPaper;

/// <summary>Puts a result paper to a dossier; a durable step seals it afterwards (decision record 0019).</summary>
/// <param name="DossierId">The dossier.</param>
/// <param name="FileName">Name of the file, without a path.</param>
/// <param name="ResultDefinitionId">Which of the procedure's results it is; empty for none of them.</param>
/// <param name="Sha256">What the client says the digest is; empty if it says nothing.</param>
/// <param name="Content">The bytes; read once.</param>
/// <param name="RequestId">The request id.</param>
[AllowedFor(Role.Officer)]
public sealed record UploadResultPaper(
    Guid DossierId, string FileName, string ResultDefinitionId, string Sha256, [property: JsonIgnore] Stream Content, string? RequestId)
    : ICommand<ResultPaperView>, IRepeatable, IActsOnDossier
{
    /// <summary>The version that the caller saw last; null or empty if they did not say.</summary>
    public string? ETag { get; init; }
}

internal sealed class UploadResultPaperValidator : AbstractValidator<UploadResultPaper>
{
    public UploadResultPaperValidator()
    {
        this.MustBeText(r => r.FileName, "file_name", 200);
        this.MayBeText(r => r.ResultDefinitionId, "result_definition_id", 100);
        RuleFor(r => r.FileName)
            .Must(name => name is null || !name.Any(c => c is '/' or '\\'))
            .WithState(_ => Failures.Malformed.At("file_name", ("expected", "tên tệp không có đường dẫn / a file name without a path")));
        RuleFor(r => r.Sha256)
            .Must(s => string.IsNullOrEmpty(s) || (s.Length == 64 && s.All(char.IsAsciiHexDigit)))
            .WithState(_ => Failures.Malformed.At("sha256", ("expected", "64 hex digits")));
    }
}

internal sealed class UploadResultPaperHandler(
    IUnitOfWork work,
    IStreamReader streams,
    IProcedureVersions procedures,
    IAgencySeals seals,
    IBlobStore blobs,
    FileJudge judge,
    ICallerContext callers,
    IIdentifiers ids,
    Limits limits,
    TimeProvider time) : IRequestHandler<UploadResultPaper, ResultPaperView>
{
    private static readonly AttachmentRules OnlyPdf = new(int.MaxValue, [FileTypes.Pdf]);

    public async Task<ResultPaperView> Handle(UploadResultPaper request, CancellationToken cancellationToken)
    {
        // Ask first, so that nobody uploads 25 MB to a dossier that takes no result, or that nobody could seal.
        var caller = callers.Required();
        var seen = await streams.ReadAsync<Dossier>(request.DossierId, cancellationToken);
        if (seen is null || !DossierAccess.Receives(caller, seen.State)) throw Failures.DossierNotFound.Because();
        ETag.MustMatch(request.ETag, seen.Version);
        var resultId = ids.Next();
        var procedure = await procedures.GetAsync(seen.State.ProcedureCode, seen.State.ProcedureVersion, cancellationToken);
        ResultPaperAdded Decide(Dossier dossier, JudgedFile judged) => dossier.AddResult(
            resultId,
            request.ResultDefinitionId,
            request.FileName.Normalize(),
            judged.File,
            procedure,
            caller.Subject,
            time.GetUtcNow(),
            judged.Notices.Count == 0 ? null : judged.Notices);
        _ = Decide(seen.State, new JudgedFile(new StoredFile("", 0, ""), []));
        var agency = seen.State.Agency.Code;
        await seals.CheckAsync(agency, cancellationToken);

        var judged = await StoreAsync(request, cancellationToken);
        await seals.CheckFileAsync(agency, judged.File, cancellationToken);
        return await work.DecideAsync(async () =>
        {
            var dossier = await work.FindAsync<Dossier>(request.DossierId, cancellationToken);
            if (dossier is null || !DossierAccess.Receives(caller, dossier.State)) throw Failures.DossierNotFound.Because();
            ETag.MustMatch(request.ETag, dossier.Version);
            dossier.Append(Decide(dossier.State, judged));
            return await work.CommitAsync(ResultPaperView.Of(dossier.State.Result(resultId)), cancellationToken);
        });
    }

    private async Task<JudgedFile> StoreAsync(UploadResultPaper request, CancellationToken cancellationToken)
    {
        // An agency's computer can be infected as well as a citizen's, and what it seals goes to the citizen.
        await using var staged = await blobs.StageAsync(request.Content, limits.MaxAttachmentBytes, cancellationToken);
        var judged = await judge.JudgeAsync(staged, request.Sha256, OnlyPdf, cancellationToken);
        await staged.KeepAsync(cancellationToken);
        return judged;
    }
}
