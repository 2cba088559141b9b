using System.Globalization;
using System.Text.Json.Nodes;
using KonTum.Tthc.TestKit;

namespace KonTum.Tthc.Acceptance.Tests.Lives;

/// <summary>What a life adds to the public figures of an agency.</summary>
internal sealed record PublicFigures(int Submitted, int Online, int Signed, int Ended, int OnTime, int Ratings)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>The figures of an agency that hold everything recorded until now; anybody may ask.</summary>
    public static async Task<PublicFigures> OfAsync(ISurface api, string agency)
    {
        var since = DateTimeOffset.UtcNow;
        return await Eventually.ValueAsync(
            async () => await ReadAsync(api, agency) is var (figures, asOf) && asOf >= since ? figures : null,
            "what lives before this one left behind is counted", Patience);
    }

    private static async Task<(PublicFigures Figures, DateTimeOffset AsOf)> ReadAsync(ISurface api, string agency)
    {
        var report = await api.CallAsync(Calls.GetStatistics, null, new() { ["agencyCode"] = agency });
        var total = report["total"]!;
        int Count(string name) => int.Parse(total.Text(name), null);
        var figures = new PublicFigures(
            Count("submittedCount"), Count("onlineCount"), Count("signedCount"), Count("endedCount"), Count("onTimeCount"), Count("ratingCount"));
        return (figures, DateTimeOffset.Parse(report.Text("asOfTime"), CultureInfo.InvariantCulture));
    }

    /// <summary>Waits until the figures have grown by these.</summary>
    public async Task ShouldBeAddedAsync(ISurface api, string agency, PublicFigures before)
    {
        PublicFigures? last = null;
        try
        {
            await Eventually.HoldsAsync(async () => (last = (await ReadAsync(api, agency)).Figures.Minus(before)) == this, "the figures count this life", Patience);
        }
        catch (Exception)
        {
            last.ShouldBe(this);
            throw;
        }
    }

    private PublicFigures Minus(PublicFigures other) => new(
        Submitted - other.Submitted, Online - other.Online, Signed - other.Signed, Ended - other.Ended, OnTime - other.OnTime, Ratings - other.Ratings);
}
