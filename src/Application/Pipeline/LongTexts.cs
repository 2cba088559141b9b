using FluentValidation;
using KonTum.Tthc.Domain.Failures;
using KonTum.Tthc.Domain.People;

namespace KonTum.Tthc.Application.Pipeline;

/// <summary>The words of validators for texts of several lines.</summary>
internal static class LongTexts
{
    /// <summary>The text must not be empty or blank, and not longer than the limit; it may have several lines.</summary>
    public static void MustBeLongText<T>(this AbstractValidator<T> validator, Func<T, string?> value, string field, int maxLength)
    {
        validator.RuleFor(r => r).Must(r => !string.IsNullOrWhiteSpace(value(r))).WithState(_ => Failures.Required.At(field));
        validator.MayBeLongText(value, field, maxLength);
    }

    /// <summary>The text may be empty; line feeds and tabs are the only control characters.</summary>
    public static void MayBeLongText<T>(this AbstractValidator<T> validator, Func<T, string?> value, string field, int maxLength)
    {
        validator.RuleFor(r => r).Must(r => (value(r)?.Length ?? 0) <= maxLength)
            .WithState(_ => Failures.OutOfRange.At(field, ("range", $"0–{maxLength}")));
        validator.RuleFor(r => r).Must(r => PlainText.IsManyLines(value(r) ?? "")).WithState(_ => Failures.CharactersNotAccepted.At(field));
    }
}
