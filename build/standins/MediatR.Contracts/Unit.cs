namespace MediatR;

/// <summary>The value of a type that has only one: the answer of a request without an answer.</summary>
public readonly struct Unit : IEquatable<Unit>, IComparable<Unit>, IComparable
{
    private static readonly Unit Only;

    /// <summary>The one value.</summary>
    public static ref readonly Unit Value => ref Only;

    /// <summary>A finished task that holds the one value.</summary>
    public static Task<Unit> Task { get; } = System.Threading.Tasks.Task.FromResult(Only);

    /// <inheritdoc />
    public int CompareTo(Unit other) => 0;

    int IComparable.CompareTo(object? obj) => 0;

    /// <inheritdoc />
    public bool Equals(Unit other) => true;

    /// <inheritdoc />
    public override bool Equals(object? obj) => obj is Unit;

    /// <inheritdoc />
    public override int GetHashCode() => 0;

    /// <inheritdoc />
    public override string ToString() => "()";

    /// <summary>Always equal.</summary>
    public static bool operator ==(Unit left, Unit right) => true;

    /// <summary>Never different.</summary>
    public static bool operator !=(Unit left, Unit right) => false;

    /// <summary>Never less.</summary>
    public static bool operator <(Unit left, Unit right) => false;

    /// <summary>Always at most.</summary>
    public static bool operator <=(Unit left, Unit right) => true;

    /// <summary>Never greater.</summary>
    public static bool operator >(Unit left, Unit right) => false;

    /// <summary>Always at least.</summary>
    public static bool operator >=(Unit left, Unit right) => true;
}
