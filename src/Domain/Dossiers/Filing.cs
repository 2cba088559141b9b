using KonTum.Tthc.Domain.Failures;
using KonTum.Tthc.Domain.Procedures;
using KonTum.Tthc.Domain.Procedures.Forms;
using static KonTum.Tthc.Domain.Failures.Failures;

namespace KonTum.Tthc.Domain.Dossiers;

/// <summary>What a draft is judged by.</summary>
/// <param name="Procedure">The version of the procedure that it was opened with.</param>
/// <param name="Form">The day, and the country on that day.</param>
public sealed record FilingRules(ProcedureDefinition Procedure, FormRules Form)
{
    /// <summary>The procedure's own form.</summary>
    public ProcedureForm OwnForm => new(Procedure.FormFields, Form);
}

/// <summary>The steps of filing (the four cards of the guide); the numbers are those of the contract.</summary>
public enum FilingStepKind
{
    /// <summary>Thông tin hồ sơ.</summary>
    Form = 1,

    /// <summary>Thành phần hồ sơ.</summary>
    Components = 2,

    /// <summary>Thông tin phí, lệ phí.</summary>
    Fees = 3,

    /// <summary>Nộp hồ sơ.</summary>
    Submit = 4,
}

/// <summary>How far a step of filing is.</summary>
/// <param name="Kind">Which.</param>
/// <param name="Complete">Whether nothing of it stands in the way of submitting; of the last step: whether it is submitted.</param>
/// <param name="Obstacles">What stands in the way.</param>
public sealed record FilingStep(FilingStepKind Kind, bool Complete, IReadOnlyList<FieldViolation> Obstacles);

/// <summary>
/// The steps of filing, computed by one function: what a person sees on the cards and what a submission is refused for cannot disagree.
/// </summary>
public static class Filing
{
    /// <summary>The four steps, in order. A submitted dossier has them behind it: today's rules do not judge what was handed in.</summary>
    public static IReadOnlyList<FilingStep> StepsOf(Dossier dossier, FilingRules rules)
    {
        if (dossier.State != DossierState.Draft) return StepsBehind(dossier);
        return
        [
            Step(FilingStepKind.Form, OfForm(dossier, rules)),
            Step(FilingStepKind.Components, OfComponents(dossier, rules.Procedure)),
            Step(FilingStepKind.Fees, OfFees(dossier, rules.Procedure)),
            new FilingStep(FilingStepKind.Submit, false, []),
        ];
    }

    /// <summary>The steps of a dossier that is no draft any more; one that was thrown away as a draft went nowhere.</summary>
    public static IReadOnlyList<FilingStep> StepsBehind(Dossier dossier) =>
        [.. Enum.GetValues<FilingStepKind>().Select(kind => new FilingStep(kind, dossier.SubmittedAt is not null, []))];

    private static FilingStep Step(FilingStepKind kind, IReadOnlyList<FieldViolation> obstacles) => new(kind, obstacles.Count == 0, obstacles);

    /// <summary>What is missing, and what was right when it was filled and is not any more: a code that went out of force since.</summary>
    private static IReadOnlyList<FieldViolation> OfForm(Dossier dossier, FilingRules rules)
    {
        var form = dossier.Form ?? new DossierForm();
        return
        [
            .. form.FindMissing(dossier.DossierTypes),
            .. form.FindMalformed(rules.Form.Today, dossier.DossierTypes),
            .. rules.OwnForm.FindMissing(form.ProcedureFields),
            .. rules.OwnForm.FindMalformed(form.ProcedureFields),
        ];
    }

    private static IReadOnlyList<FieldViolation> OfComponents(Dossier dossier, ProcedureDefinition procedure)
    {
        var obstacles = new List<FieldViolation>();
        foreach (var component in dossier.Components)
        {
            var path = $"components[{component.Id}]";
            if ((component.Required || component.Selected) && component.Attachments.Count == 0) obstacles.Add(ComponentMissing.At(path));
            if (component.Attachments.Any(a => a.PendingSigningId is not null)) obstacles.Add(SigningPending.At(path));
            var mustBeSigned = procedure.Components.Any(c => c.Id == component.Id && c.SignatureRequired);
            foreach (var attachment in component.Attachments)
            {
                if (ObstacleOf(attachment, mustBeSigned) is { } failure) obstacles.Add(failure.At($"{path}.attachments[{attachment.Id}]"));
            }
        }

        return obstacles;
    }

    private static Failure? ObstacleOf(Attachment attachment, bool mustBeSigned)
    {
        if (attachment.Conversion.State == ConversionState.Waiting) return ConversionPending;
        if (!mustBeSigned || attachment.IsSigned || attachment.PendingSigningId is not null) return null;
        return attachment.Newest.File.ContentType == "application/pdf" ? AttachmentUnsigned : ConversionNeeded;
    }

    private static IReadOnlyList<FieldViolation> OfFees(Dossier dossier, ProcedureDefinition procedure)
    {
        try
        {
            return dossier.FeesBy(procedure).FindObstacles();
        }
        catch (FailureException e)
        {
            // Fees that cannot be computed: the dossier can be seen, but not submitted.
            return [e.Failure.At("fees", [.. e.Details.Select(d => (d.Key, (object)d.Value))])];
        }
    }
}
