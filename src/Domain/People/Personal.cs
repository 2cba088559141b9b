namespace KonTum.Tthc.Domain.People;

/// <summary>
/// Personal data of one person. In memory it is plain; wherever it is stored it is sealed with that person's key, so that it can be
/// erased later without touching what was recorded (the key is destroyed, the record stays).
/// </summary>
/// <param name="Subject">The person whose key seals it: the subject of their account, a pseudonym.</param>
/// <param name="Value">The data; default once the key has been destroyed.</param>
public sealed record Personal<T>(string Subject, T? Value)
{
    /// <summary>Hides the value: records print themselves into logs easily.</summary>
    public override string ToString() => $"Personal({typeof(T).Name})";
}

/// <summary>Makes <see cref="Personal{T}"/> without naming the type.</summary>
public static class Personal
{
    /// <summary>Personal data of <paramref name="subject"/>.</summary>
    public static Personal<T> Of<T>(string subject, T value) => new(subject, value);
}
