namespace KonTum.Tthc.Domain.Failures;

/// <summary>Families of failures. The names are those of the canonical status codes; the edge maps them one to one.</summary>
public enum FailureKind
{
    /// <summary>The request itself is wrong, whatever the state.</summary>
    InvalidArgument,

    /// <summary>The request does not fit the state; something else has to happen first.</summary>
    FailedPrecondition,

    /// <summary>It does not exist, or the caller may not know that it does.</summary>
    NotFound,

    /// <summary>It exists already.</summary>
    AlreadyExists,

    /// <summary>The caller's role does not allow it.</summary>
    PermissionDenied,

    /// <summary>No valid token.</summary>
    Unauthenticated,

    /// <summary>Someone else changed it meanwhile; read again and repeat.</summary>
    Aborted,

    /// <summary>A limit is used up.</summary>
    ResourceExhausted,

    /// <summary>A part of the world outside does not answer; the same request may work later.</summary>
    Unavailable,

    /// <summary>The platform does not offer this.</summary>
    Unimplemented,

    /// <summary>Our fault; details are in the log only.</summary>
    Internal,
}

/// <summary>One entry of the catalogue of failures. See <see cref="Failures"/>.</summary>
/// <param name="Code">Stable, upper snake case; what programs look at.</param>
/// <param name="Kind">The family.</param>
/// <param name="Vietnamese">What a person reads; <c>{name}</c> is filled from the details.</param>
/// <param name="English">The same in English.</param>
public sealed record Failure(string Code, FailureKind Kind, string Vietnamese, string English)
{
    /// <summary>This failure, to be thrown.</summary>
    /// <param name="details">Values for the texts and for programs; never personal data.</param>
    public FailureException Because(params (string Name, object Value)[] details) => new(this, [], details);

    /// <summary>This failure at a field of the request.</summary>
    /// <param name="field">Path of the field in the contract's spelling, for example "form.owner_name".</param>
    /// <param name="details">Values for the texts.</param>
    public FieldViolation At(string field, params (string Name, object Value)[] details) =>
        new(field, this, Fill(Vietnamese, details), Fill(English, details));

    /// <summary>Both texts, filled from details that were recorded earlier.</summary>
    /// <param name="details">Values by name, as <see cref="FailureException.Details"/> gave them.</param>
    public (string Vietnamese, string English) Texts(IReadOnlyDictionary<string, string> details)
    {
        var values = details.Select(d => (d.Key, (object)d.Value)).ToList();
        return (Fill(Vietnamese, values), Fill(English, values));
    }

    internal static string Fill(string text, IEnumerable<(string Name, object Value)> details)
    {
        foreach (var (name, value) in details)
        {
            text = text.Replace(
                "{" + name + "}", Convert.ToString(value, System.Globalization.CultureInfo.InvariantCulture), StringComparison.Ordinal);
        }

        return text;
    }
}

/// <summary>What is wrong with one field.</summary>
/// <param name="Field">Path of the field in the contract's spelling.</param>
/// <param name="Failure">The entry of the catalogue.</param>
/// <param name="Vietnamese">Its text, filled.</param>
/// <param name="English">The same in English.</param>
public sealed record FieldViolation(string Field, Failure Failure, string Vietnamese, string English);

/// <summary>
/// An expected failure. One exception type for all of them, carrying an entry of the catalogue: decisions and handlers read top to
/// bottom, and one place at the edge turns it into an answer (decision record 0006).
/// </summary>
public sealed class FailureException : Exception
{
    /// <summary>Makes the exception; usually through <see cref="Failure.Because"/> or <see cref="Failures.Invalid"/>.</summary>
    public FailureException(Failure failure, IReadOnlyList<FieldViolation> violations, params (string Name, object Value)[] details)
        : base($"{failure.Code}{(violations.Count == 0 ? "" : " at " + string.Join(", ", violations.Select(v => v.Field)))}")
    {
        Failure = failure;
        Violations = violations;
        Details = details.ToDictionary(
            d => d.Name,
            d => Convert.ToString(d.Value, System.Globalization.CultureInfo.InvariantCulture) ?? "",
            StringComparer.Ordinal);
        Vietnamese = Failure.Fill(failure.Vietnamese, details);
        English = Failure.Fill(failure.English, details);
    }

    /// <summary>The entry of the catalogue.</summary>
    public Failure Failure { get; }

    /// <summary>All fields that are wrong, not only the first.</summary>
    public IReadOnlyList<FieldViolation> Violations { get; }

    /// <summary>Values for programs; never personal data.</summary>
    public IReadOnlyDictionary<string, string> Details { get; }

    /// <summary>Text for the person.</summary>
    public string Vietnamese { get; }

    /// <summary>The same in English.</summary>
    public string English { get; }
}
