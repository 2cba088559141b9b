using FluentValidation;
using KonTum.Tthc.Domain.Failures;
using KonTum.Tthc.Domain.People;
using MediatR;

namespace KonTum.Tthc.Application.Pipeline;

/// <summary>Runs the validators of a request and answers all violations at once.</summary>
internal sealed class ValidationBehaviour<TRequest, TAnswer>(IEnumerable<IValidator<TRequest>> validators)
    : IPipelineBehavior<TRequest, TAnswer>
    where TRequest : notnull
{
    public Task<TAnswer> Handle(TRequest request, RequestHandlerDelegate<TAnswer> next, CancellationToken cancellationToken)
    {
        Violations.Refuse(request, validators);
        return next();
    }
}

/// <summary>The same for use cases that answer a stream.</summary>
internal sealed class StreamValidationBehaviour<TRequest, TItem>(IEnumerable<IValidator<TRequest>> validators)
    : IStreamPipelineBehavior<TRequest, TItem>
    where TRequest : notnull
{
    public IAsyncEnumerable<TItem> Handle(TRequest request, StreamHandlerDelegate<TItem> next, CancellationToken cancellationToken)
    {
        Violations.Refuse(request, validators);
        return next();
    }
}

/// <summary>What the validators of a request find.</summary>
internal static class Violations
{
    public static void Refuse<TRequest>(TRequest request, IEnumerable<IValidator<TRequest>> validators)
    {
        var violations = validators
            .SelectMany(v => v.Validate(request).Errors)
            .Select(e => (FieldViolation)e.CustomState)
            .ToList();
        if (violations.Count > 0) throw Failures.Invalid(violations);
    }
}

/// <summary>The words that validators use, so that every rule ends in an entry of the catalogue.</summary>
internal static class ValidationRules
{
    /// <summary>The text must not be empty or blank, and not longer than the limit.</summary>
    public static void MustBeText<T>(this AbstractValidator<T> validator, Func<T, string?> value, string field, int maxLength)
    {
        validator.RuleFor(r => r).Must(r => !string.IsNullOrWhiteSpace(value(r))).WithState(_ => Failures.Required.At(field));
        validator.MayBeText(value, field, maxLength);
    }

    /// <summary>
    /// The text may be empty, but not longer than the limit, and must be printable: PostgreSQL knows no U+0000, so what is looked up
    /// with one is an error there and not a miss.
    /// </summary>
    public static void MayBeText<T>(this AbstractValidator<T> validator, Func<T, string?> value, string field, int maxLength)
    {
        validator.RuleFor(r => r).Must(r => (value(r)?.Length ?? 0) <= maxLength)
            .WithState(_ => Failures.OutOfRange.At(field, ("range", $"0–{maxLength}")));
        validator.RuleFor(r => r).Must(r => PlainText.IsOneLine(value(r) ?? "")).WithState(_ => Failures.CharactersNotAccepted.At(field));
    }
}
