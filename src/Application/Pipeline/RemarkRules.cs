using FluentValidation;
using KonTum.Tthc.Domain.Failures;
using KonTum.Tthc.Domain.People;

namespace KonTum.Tthc.Application.Pipeline;

/// <summary>Rules for what people write to each other: reasons and notes, of many lines.</summary>
internal static class RemarkRules
{
    private const int MaxLength = 2000;

    /// <summary>The text must not be empty or blank.</summary>
    public static void MustBeRemark<T>(this AbstractValidator<T> validator, Func<T, string?> value, string field)
    {
        validator.RuleFor(r => r).Must(r => !string.IsNullOrWhiteSpace(value(r))).WithState(_ => Failures.Required.At(field));
        validator.MayBeRemark(value, field);
    }

    /// <summary>The text may be empty.</summary>
    public static void MayBeRemark<T>(this AbstractValidator<T> validator, Func<T, string?> value, string field)
    {
        validator.RuleFor(r => r).Must(r => (value(r)?.Length ?? 0) <= MaxLength)
            .WithState(_ => Failures.OutOfRange.At(field, ("range", $"0–{MaxLength}")));
        validator.RuleFor(r => r).Must(r => PlainText.IsManyLines(value(r) ?? "")).WithState(_ => Failures.CharactersNotAccepted.At(field));
    }
}
