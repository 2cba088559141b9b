using System.Globalization;
using System.Text;

namespace KonTum.Tthc.Acceptance.Tests.Faults;

/// <summary>A platform with little patience, whose providers go wrong on demand.</summary>
public sealed class FaultyPlatform : StartedPlatform
{
    private readonly List<(string Fault, string End)> _table = [];

    private protected override IReadOnlyList<(string Name, string Value)> Settings =>
    [
        ("Tthc__Gateways__Neac__AttemptTimeoutSeconds", "3"),
        ("Tthc__Gateways__Vnpt__AttemptTimeoutSeconds", "3"),
        // Only here does anything have to wait for the end of the time.
        ("Tthc__Gateways__Vnpt__LifetimeSeconds", "30"),
    ];

    public override async ValueTask DisposeAsync()
    {
        if (_table.Count > 0) Console.WriteLine(Table());
        await base.DisposeAsync();
    }

    internal void Note(string fault, string end) => _table.Add((fault, end));

    private string Table()
    {
        var text = new StringBuilder();
        foreach (var (fault, end) in _table.OrderBy(l => FaultCase.All.ToList().FindIndex(c => c.Name == l.Fault)))
            text.AppendLine(CultureInfo.InvariantCulture, $"{fault,-52} {end}");
        return text.ToString();
    }
}
