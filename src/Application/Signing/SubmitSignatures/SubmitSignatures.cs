using FluentValidation;
using KonTum.Tthc.Application.Access;
using KonTum.Tthc.Application.Platform;
using KonTum.Tthc.Application.Requests;
using KonTum.Tthc.Application.Storage;
using KonTum.Tthc.Domain.Dossiers;
using KonTum.Tthc.Domain.Failures;
using KonTum.Tthc.Domain.Signing;
using MediatR;

namespace KonTum.Tthc.Application.Signing.SubmitSignatures;

/// <summary>Hands in what a signer program made with a token; checked like an answer of a provider.</summary>
[AllowedFor(Role.Citizen, Role.System)]
public sealed record SubmitSignatures(Guid SigningId, IReadOnlyList<SubmittedSignature> Signatures, string? RequestId)
    : ICommand<SigningView>, IRepeatable;

/// <summary>A raw signature value: RSA PKCS#1 v1.5, or ECDSA as DER or as r and s side by side.</summary>
public sealed record SubmittedSignature(Guid AttachmentId, byte[] Value);

internal sealed class SubmitSignaturesValidator : AbstractValidator<SubmitSignatures>
{
    /// <summary>A value of RSA with 16384 bits has 2048 bytes.</summary>
    private const int LongestValue = 2048;

    public SubmitSignaturesValidator(Limits limits)
    {
        RuleFor(r => r.Signatures.Count)
            .InclusiveBetween(1, limits.MaxTargetsPerSigning)
            .WithState(_ => Failures.OutOfRange.At("signatures", ("range", $"1–{limits.MaxTargetsPerSigning}")));
        RuleFor(r => r.Signatures).Custom((signatures, context) =>
        {
            foreach (var (signature, n) in signatures.Take(limits.MaxTargetsPerSigning).Select((s, n) => (s, n)))
            {
                if (signature.Value.Length is 0 or > LongestValue)
                    context.AddFailure(new FluentValidation.Results.ValidationFailure { CustomState = Failures.OutOfRange.At($"signatures[{n}].value", ("range", $"1–{LongestValue}")) });
            }

            if (signatures.GroupBy(s => s.AttachmentId).Any(g => g.Count() > 1))
                context.AddFailure(new FluentValidation.Results.ValidationFailure { CustomState = Failures.TargetRepeated.At("signatures") });
        });
    }
}

internal sealed class SubmitSignaturesHandler(
    IUnitOfWork work, IDocumentSigner documents, RepeatableScope repeatable, ICallerContext callers, TimeProvider time)
    : IRequestHandler<SubmitSignatures, SigningView>
{
    public Task<SigningView> Handle(SubmitSignatures request, CancellationToken cancellationToken) =>
        work.DecideAsync(() => SubmitAsync(request, cancellationToken));

    private async Task<SigningView> SubmitAsync(SubmitSignatures request, CancellationToken cancellationToken)
    {
        var caller = callers.Required();
        var signing = await work.FindAsync<SignatureRecord>(request.SigningId, cancellationToken);
        if (signing is null || signing.State.PersonId != caller.Subject) throw Failures.SigningNotFound.Because();
        var (record, now) = (signing.State, time.GetUtcNow());
        if (record.HasEnded) throw Failures.SigningEnded.Because();
        if (!record.SignsByItself || record.State != SigningState.WaitingForConfirmation || now >= record.ExpiresAt)
            throw Failures.SignaturesNotAsked.Because();

        try
        {
            await CheckAsync(record, request.Signatures, cancellationToken);
        }
        catch (FailureException e) when (e.Failure == Failures.SignatureMismatch)
        {
            if (await RefuseAsync(signing, now, cancellationToken) is { } ended) return ended;
            throw;
        }

        signing.Append(record.Receive(request.Signatures.ToDictionary(s => s.AttachmentId, s => s.Value), now));
        work.ScheduleSigning(request.SigningId, now);
        return await work.CommitAsync(SigningView.Of(record, signing.Version), cancellationToken);
    }

    /// <summary>Counts the refusal; the signing when it was the last one, null when the caller may try again.</summary>
    private async Task<SigningView?> RefuseAsync(IOpenStream<SignatureRecord> signing, DateTimeOffset now, CancellationToken cancellationToken)
    {
        signing.Append(signing.State.RefuseSignatures(now));
        if (signing.State.Refusals < SignatureRecord.MostRefusals)
        {
            repeatable.Forget(); // a refusal is no answer to keep
            await work.CommitAsync(true, cancellationToken);
            return null;
        }

        var dossier = await work.FindAsync<Dossier>(signing.State.DossierId, cancellationToken);
        SigningEnding.End(signing, dossier, Failures.SignatureMismatch.Code, now);
        return await work.CommitAsync(SigningView.Of(signing.State, signing.Version), cancellationToken);
    }

    /// <summary>
    /// What is meant for another file is a mistake to be corrected. A wrong value beside a right one settles as not signed; when none is
    /// right, the person gave the wrong token, and the signing goes on waiting for the right one.
    /// </summary>
    private async Task CheckAsync(SignatureRecord record, IReadOnlyList<SubmittedSignature> signatures, CancellationToken cancellationToken)
    {
        var prepared = record.DocumentsOf(record.Confirmation).ToDictionary(d => d.Target.AttachmentId, d => d.Prepared);
        var foreign = signatures.Select((s, n) => (s, n)).Where(s => !prepared.ContainsKey(s.s.AttachmentId)).ToList();
        if (foreign.Count > 0) throw Failures.Invalid(foreign.Select(f => Failures.AttachmentNotFound.At($"signatures[{f.n}].attachment_id")).ToArray());

        var wrong = new List<FieldViolation>();
        foreach (var (signature, n) in signatures.Select((s, n) => (s, n)))
        {
            if (!await documents.IsSignatureAsync(prepared[signature.AttachmentId], signature.Value, cancellationToken))
                wrong.Add(Failures.SignatureMismatch.At($"signatures[{n}].value"));
        }

        if (wrong.Count == signatures.Count) throw new FailureException(Failures.SignatureMismatch, wrong);
    }
}
