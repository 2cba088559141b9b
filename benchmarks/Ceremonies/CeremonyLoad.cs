using System.Globalization;

namespace KonTum.Tthc.Benchmarks.Ceremonies;

/// <summary>How many ceremonies there are, and how their people behave.</summary>
/// <param name="Count">Ceremonies that wait at once.</param>
/// <param name="SettleSeconds">From the last ring until it is measured what waiting costs.</param>
/// <param name="HoldSeconds">For how long that is measured.</param>
/// <param name="PerSecond">Confirmations a second.</param>
/// <param name="ConfirmSeconds">For how long.</param>
/// <param name="PollInterval">The first interval of questions to the provider.</param>
/// <param name="PersonSeconds">From the ring to the confirmation: the median of a log-normal distribution.</param>
/// <param name="Spread">Its sigma.</param>
/// <param name="Seed">The same seed, the same people.</param>
/// <param name="LargeFiles">Files of 20 MB that are prepared at once at the end; 0 for none.</param>
internal sealed record CeremonyLoad(
    int Count,
    int SettleSeconds,
    int HoldSeconds,
    int PerSecond,
    int ConfirmSeconds,
    TimeSpan PollInterval,
    double PersonSeconds,
    double Spread,
    int Seed,
    int LargeFiles)
{
    /// <summary>Reads NAME=NUMBER; what is not named is as the issue wants it.</summary>
    public static CeremonyLoad Read(IReadOnlyDictionary<string, string> options)
    {
        double Number(string name, double usual) =>
            options.TryGetValue(name, out var text) ? double.Parse(text, CultureInfo.InvariantCulture) : usual;
        var hold = (int)Number("hold", 60);
        return new CeremonyLoad(
            (int)Number("count", 10_000),
            (int)Number("settle", Math.Min(75, hold * 1.5)),
            hold,
            (int)Number("rate", 100),
            (int)Number("seconds", 60),
            TimeSpan.FromMilliseconds(Number("poll", 2000)),
            Number("person", 20),
            Number("spread", 0.6),
            (int)Number("seed", 1),
            (int)Number("large", 0));
    }

    /// <summary>How long one person takes.</summary>
    public TimeSpan PersonTakes(Random people)
    {
        // Box and Muller; 1 - x because the logarithm of nothing is not a number.
        var normal = Math.Sqrt(-2 * Math.Log(1 - people.NextDouble())) * Math.Cos(2 * Math.PI * people.NextDouble());
        return TimeSpan.FromSeconds(PersonSeconds * Math.Exp(Spread * normal));
    }
}

/// <summary>Processor time of each process that takes part, in seconds: it tells the same on a busy machine as on a quiet one.</summary>
internal readonly record struct ProcessorSeconds(double Api, double Database, double Sandbox, double Benchmark)
{
    public ProcessorSeconds Since(ProcessorSeconds before) =>
        new(Api - before.Api, Database - before.Database, Sandbox - before.Sandbox, Benchmark - before.Benchmark);

    public string For(int count) => string.Create(
        CultureInfo.InvariantCulture,
        $"Api {Api * 1000 / count:0.0} ms, PostgreSQL {Database * 1000 / count:0.0} ms, sandbox {Sandbox * 1000 / count:0.0} ms, provider and clients {Benchmark * 1000 / count:0.0} ms");
}
