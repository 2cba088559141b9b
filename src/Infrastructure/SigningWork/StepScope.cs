namespace KonTum.Tthc.Infrastructure.SigningWork;

/// <summary>Tells the unit of work of a step from that of a call: the worker need not be woken by what it did itself.</summary>
internal sealed class StepScope
{
    public bool IsStep { get; private set; }

    public void Begin() => IsStep = true;
}
