using FluentValidation;
using KonTum.Tthc.Domain.Failures;
using MediatR;

namespace KonTum.Tthc.Application.Pipeline;

/// <summary>Runs the validators of a request and answers all violations at once.</summary>
internal sealed class ValidationBehaviour<TRequest, TAnswer>(IEnumerable<IValidator<TRequest>> validators)
    : IPipelineBehavior<TRequest, TAnswer>
    where TRequest : notnull
{
    public Task<TAnswer> Handle(TRequest request, RequestHandlerDelegate<TAnswer> next, CancellationToken cancellationToken)
    {
        var violations = validators
            .SelectMany(v => v.Validate(request).Errors)
            .Select(e => (FieldViolation)e.CustomState)
            .ToList();
        return violations.Count == 0 ? next() : throw Failures.Invalid(violations);
    }
}

/// <summary>The words that validators use, so that every rule ends in an entry of the catalogue.</summary>
internal static class ValidationRules
{
    /// <summary>The text must not be empty or blank, and not longer than the limit.</summary>
    public static void MustBeText<T>(this AbstractValidator<T> validator, Func<T, string?> value, string field, int maxLength)
    {
        validator.RuleFor(r => r).Must(r => !string.IsNullOrWhiteSpace(value(r))).WithState(_ => Failures.Required.At(field));
        validator.RuleFor(r => r).Must(r => (value(r)?.Length ?? 0) <= maxLength)
            .WithState(_ => Failures.OutOfRange.At(field, ("range", $"1–{maxLength}")));
    }
}
