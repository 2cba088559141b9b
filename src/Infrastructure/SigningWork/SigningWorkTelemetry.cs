using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace KonTum.Tthc.Infrastructure.SigningWork;

/// <summary>Traces and measurements of the worker. Tags are the code of the provider and kinds of outcomes, nothing of a ceremony.</summary>
internal sealed class SigningWorkTelemetry : IDisposable
{
    /// <summary>Name of the source and of the meter.</summary>
    public const string Name = "KonTum.Tthc.SigningWork";

    public static readonly ActivitySource Source = new(Name);

    private readonly Meter _meter = new(Name);
    private readonly Counter<long> _polls;
    private readonly Counter<long> _steps;
    private readonly Counter<long> _takeovers;
    private readonly Histogram<double> _finish;

    public SigningWorkTelemetry()
    {
        _polls = _meter.CreateCounter<long>("tthc.signing.polls", "{question}", "Questions to providers.");
        _steps = _meter.CreateCounter<long>("tthc.signing.steps", "{step}", "Steps of ceremonies.");
        _takeovers = _meter.CreateCounter<long>("tthc.signing.takeovers", "{node}", "Nodes whose ceremonies were taken over.");
        _finish = _meter.CreateHistogram<double>("tthc.signing.finish", "s", "From the provider's answer to the end of the step that took it in.");
    }

    /// <summary>Tells how many ceremonies are held, and how many of them wait for a phone.</summary>
    public void Observe(Func<int> held, Func<int> waiting)
    {
        _meter.CreateObservableGauge("tthc.signing.held", held, "{ceremony}", "Ceremonies that this node holds.");
        _meter.CreateObservableGauge("tthc.signing.waiting", waiting, "{ceremony}", "Of them those that wait for a phone.");
    }

    public void Polled(string provider, string outcome) =>
        _polls.Add(1, new KeyValuePair<string, object?>("provider", provider), new KeyValuePair<string, object?>("outcome", outcome));

    public void Stepped(string outcome) => _steps.Add(1, new KeyValuePair<string, object?>("outcome", outcome));

    public void TookOver(int nodes) => _takeovers.Add(nodes);

    public void Finished(TimeSpan took) => _finish.Record(took.TotalSeconds);

    public void Dispose() => _meter.Dispose();
}
