using FluentValidation;
using KonTum.Tthc.Application.Access;
using KonTum.Tthc.Application.Dossiers;
using KonTum.Tthc.Application.Pipeline;
using KonTum.Tthc.Application.Platform;
using KonTum.Tthc.Application.Requests;
using KonTum.Tthc.Application.SignatureProfiles;
using KonTum.Tthc.Application.Storage;
using KonTum.Tthc.Domain.Failures;
using KonTum.Tthc.Domain.Signing;
using MediatR;

namespace KonTum.Tthc.Application.Signing.StartSigning;

/// <summary>
/// Starts a signing. Everything that can be checked is checked before the phone rings; preparing and asking the provider are the
/// worker's, so no request waits for either.
/// </summary>
/// <param name="DossierId">The dossier.</param>
/// <param name="ProfileId">The profile.</param>
/// <param name="CertificateSerialNumber">The chosen certificate.</param>
/// <param name="Targets">The attachments and where their visible signatures go.</param>
/// <param name="RequestId">Identifier of the request.</param>
/// <param name="TokenCertificateChain">For USB token and SIM: DER, the signer's first; null or empty otherwise.</param>
[AllowedFor(Role.Citizen, Role.System)]
public sealed record StartSigning(
    Guid DossierId,
    Guid ProfileId,
    string CertificateSerialNumber,
    IReadOnlyList<TargetPlacement> Targets,
    string? RequestId,
    IReadOnlyList<byte[]>? TokenCertificateChain = null)
    : ICommand<SigningView>, IRepeatable;

/// <summary>An attachment and where its visible signature goes: a place, or a keyword when the place is null.</summary>
public sealed record TargetPlacement(string ComponentId, Guid AttachmentId, PagePlacement? Placement, KeywordPlace? Keyword = null);

/// <summary>A place beside a keyword.</summary>
/// <param name="Keyword">The words; empty takes the locator keyword of the profile.</param>
/// <param name="Occurrence">Which hit, from 1; 0 when there must be one only.</param>
/// <param name="Width">Points.</param>
/// <param name="Height">Points.</param>
public sealed record KeywordPlace(string Keyword, int Occurrence, double Width, double Height)
{
    /// <summary>Width in points where none is asked for.</summary>
    public const double UsualWidth = 180;

    /// <summary>Height in points where none is asked for.</summary>
    public const double UsualHeight = 60;

    /// <summary>Everything that is wrong, at once.</summary>
    /// <param name="field">Path of the place in the request.</param>
    public IEnumerable<FieldViolation> FindViolations(string field)
    {
        if (Keyword.Length > 100) yield return Failures.OutOfRange.At($"{field}.keyword", ("range", "0–100"));
        if (Occurrence is < 0 or > 100) yield return Failures.OutOfRange.At($"{field}.occurrence", ("range", "0–100"));
        if (Width is not (0 or (>= 20 and <= 2000))) yield return Failures.OutOfRange.At($"{field}.width", ("range", "20–2000"));
        if (Height is not (0 or (>= 10 and <= 2000))) yield return Failures.OutOfRange.At($"{field}.height", ("range", "10–2000"));
    }
}

internal sealed class StartSigningValidator : AbstractValidator<StartSigning>
{
    /// <summary>Certificates of a chain, and bytes of one; real ones take two or three of two kilobytes.</summary>
    private const int MostCertificates = 10;

    private const int LargestCertificate = 64 * 1024;

    public StartSigningValidator(Limits limits)
    {
        RuleFor(r => r.TokenCertificateChain)
            .Must(chain => chain is null || (chain.Count <= MostCertificates && chain.All(c => c.Length <= LargestCertificate)))
            .WithState(_ => Failures.OutOfRange.At("token_certificate_chain", ("range", $"0–{MostCertificates}")));
        this.MustBeText(r => r.CertificateSerialNumber, "certificate_serial_number", 100);
        RuleFor(r => r.Targets.Count)
            .InclusiveBetween(1, limits.MaxTargetsPerSigning)
            .WithState(_ => Failures.OutOfRange.At("targets", ("range", $"1–{limits.MaxTargetsPerSigning}")));
        RuleFor(r => r.Targets).Custom((targets, context) =>
        {
            // Of too many, only the first are looked at: a request of a megabyte holds half a million, and an answer would hold thrice that.
            var looked = targets.Take(limits.MaxTargetsPerSigning);
            foreach (var violation in looked.SelectMany((t, i) => t.Keyword is { } keyword && t.Placement is null
                ? keyword.FindViolations($"targets[{i}].keyword_placement")
                : (t.Placement ?? new PagePlacement(0, 0, 0, 0, 0)).FindViolations($"targets[{i}].placement")))
            {
                context.AddFailure(new FluentValidation.Results.ValidationFailure { CustomState = violation });
            }

            var repeated = targets.GroupBy(t => t.AttachmentId).Any(g => g.Count() > 1);
            if (repeated) context.AddFailure(new FluentValidation.Results.ValidationFailure { CustomState = Failures.TargetRepeated.At("targets") });
        });
    }
}

internal sealed class StartSigningHandler(IUnitOfWork work, IStreamReader streams, SigningStart start, ICallerContext callers)
    : IRequestHandler<StartSigning, SigningView>
{
    public Task<SigningView> Handle(StartSigning request, CancellationToken cancellationToken) => work.DecideAsync(async () =>
    {
        var caller = callers.Required();
        await work.OwnDossierAsync(request.DossierId, caller, cancellationToken);
        var profile = await streams.OwnProfileAsync(request.ProfileId, caller, cancellationToken);
        var order = new SigningOrder(
            request.DossierId, profile.State, request.CertificateSerialNumber, request.Targets, request.TokenCertificateChain ?? []);
        return await start.StartAsync(order, caller, cancellationToken);
    });
}
