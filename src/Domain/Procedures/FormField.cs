namespace KonTum.Tthc.Domain.Procedures;

/// <summary>A field of a procedure's own form: a subset of JSON Schema that a person can fill.</summary>
/// <param name="Name">Name within its group; the key in the object.</param>
/// <param name="Label">Vietnamese label.</param>
/// <param name="Kind">What is filled in.</param>
public sealed record FormField(string Name, string Label, FormFieldKind Kind)
{
    /// <summary>Whether it must be filled before submission, where its condition holds.</summary>
    public bool Required { get; init; }

    /// <summary>Text shown below the field.</summary>
    public string Hint { get; init; } = "";

    /// <summary>Longest text in characters; 0 means 500.</summary>
    public int MaxLength { get; init; }

    /// <summary>Regular expression (non-backtracking) that a text must match as a whole.</summary>
    public string Pattern { get; init; } = "";

    /// <summary>Smallest number.</summary>
    public decimal? Minimum { get; init; }

    /// <summary>Largest number.</summary>
    public decimal? Maximum { get; init; }

    /// <summary>Whether a number must be whole.</summary>
    public bool Integer { get; init; }

    /// <summary>Earliest day of a date.</summary>
    public DateOnly? Earliest { get; init; }

    /// <summary>Latest day of a date.</summary>
    public DateOnly? Latest { get; init; }

    /// <summary>Whether a date may not lie after today.</summary>
    public bool NotInFuture { get; init; }

    /// <summary>What can be chosen.</summary>
    public IReadOnlyList<FormChoice> Choices { get; init; } = [];

    /// <summary>The fields of a group.</summary>
    public IReadOnlyList<FormField> Fields { get; init; } = [];

    /// <summary>Least number of entries of a repeated group.</summary>
    public int MinItems { get; init; }

    /// <summary>Most entries of a repeated group; 0 means 20.</summary>
    public int MaxItems { get; init; }

    /// <summary>The field is there only when this holds.</summary>
    public FormCondition? Condition { get; init; }
}

/// <summary>Kinds of form fields; the numbers are those of the contract.</summary>
public enum FormFieldKind
{
    /// <summary>One line of text.</summary>
    Text = 1,

    /// <summary>Several lines of text.</summary>
    LongText = 2,

    /// <summary>A number.</summary>
    Number = 3,

    /// <summary>A date, "YYYY-MM-DD".</summary>
    Date = 4,

    /// <summary>One of the choices, by its value.</summary>
    Choice = 5,

    /// <summary>Yes or no.</summary>
    YesNo = 6,

    /// <summary>A person: name, identity_number, birth_date, sex, nationality.</summary>
    Person = 7,

    /// <summary>An address: province, district, ward (codes) and detail.</summary>
    Address = 8,

    /// <summary>A repeated group: a list of objects with the fields of the group.</summary>
    Group = 9,
}

/// <summary>A choice.</summary>
/// <param name="Value">Stored value.</param>
/// <param name="Label">Vietnamese label.</param>
public sealed record FormChoice(string Value, string Label);

/// <summary>A condition on a field of the same group.</summary>
/// <param name="Field">Name of the field.</param>
/// <param name="Values">It holds when the field has one of these values.</param>
public sealed record FormCondition(string Field, IReadOnlyList<string> Values);
