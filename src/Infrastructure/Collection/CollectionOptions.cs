namespace KonTum.Tthc.Infrastructure.Collection;

/// <summary>Configuration section <c>Tthc:Collection</c>.</summary>
internal sealed class CollectionOptions
{
    /// <summary>Name of the section.</summary>
    public const string Section = "Tthc:Collection";

    /// <summary>Hours between two rounds of all nodes together; 0 for none by this node.</summary>
    public double IntervalHours { get; set; } = 6;

    /// <summary>Days for which first answers to request ids are kept.</summary>
    public int FirstAnswerDays { get; set; } = 30;
}
