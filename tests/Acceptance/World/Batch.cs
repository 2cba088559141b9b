using System.Text.Json.Nodes;
using KonTum.Tthc.TestKit;

namespace KonTum.Tthc.Acceptance.Tests.World;

/// <summary>Some attachments of one dossier that are signed together.</summary>
internal sealed class Batch
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(90);

    private readonly JsonObject _request;

    private Batch(IReadOnlyList<Paper> papers, IReadOnlyList<byte[]> files, JsonObject request)
    {
        Papers = papers;
        Files = files;
        _request = request;
    }

    public string DossierId => Papers[0].DossierId;

    public IReadOnlyList<Paper> Papers { get; }

    /// <summary>What was uploaded; no two are the same, so that no two digests are.</summary>
    public IReadOnlyList<byte[]> Files { get; }

    /// <summary>What StartSigning is called with; the same at each call.</summary>
    public JsonObject Request => _request.DeepClone().AsObject();

    /// <summary>Opens a dossier and attaches the files.</summary>
    public static async Task<Batch> PrepareAsync(Applicant citizen, string profileId, string serial, int count = 2)
    {
        var dossier = (await citizen.OpenDossierAsync()).Text("id");
        var files = Enumerable.Range(0, count).Select(_ => Guid.NewGuid().ToString("N"))
            .Select(id => Samples.SmallPdf($"/ID[<{id}><{id}>]")).ToList();
        var papers = new List<Paper>();
        foreach (var file in files) papers.Add(await citizen.AttachAsync(dossier, $"giay-to-{Applicant.NewId()[..8]}.pdf", file));
        return new Batch(papers, files, RequestFor(papers, profileId, serial));
    }

    /// <summary>The same files once more, with a request of its own.</summary>
    public Batch Again() => new(Papers, Files, NewRequest());

    /// <summary>Waits until the signing has ended, asking again and again.</summary>
    /// <exception cref="TimeoutException">It did not end.</exception>
    public static async Task<JsonNode> EndAsync(Applicant citizen, string signingId)
    {
        JsonNode? last = null;
        try
        {
            return await Eventually.ValueAsync(
                async () =>
                {
                    last = await citizen.CallAsync(Calls.GetSigning, new() { ["signingId"] = signingId });
                    return last.Text("state") is "SIGNING_STATE_REQUESTED" or "SIGNING_STATE_WAITING_FOR_CONFIRMATION" ? null : last;
                },
                "the ceremony ends", Deadline, TestContext.Current.CancellationToken);
        }
        catch (TimeoutException)
        {
            throw new TimeoutException($"The ceremony did not end: {last?.ToJsonString()}");
        }
    }

    /// <summary>
    /// The person who presses "Ký số" whenever one of the files is shown, from <paramref name="begin"/> on; answers all that was confirmed.
    /// </summary>
    public async Task<IReadOnlyList<JsonNode>> ConfirmAsync(OutsideWorld world, Account account, Task begin, CancellationToken ended)
    {
        var confirmed = new List<JsonNode>();
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        try
        {
            await begin.WaitAsync(ended);
            while (await timer.WaitForNextTickAsync(ended))
            {
                foreach (var paper in Papers)
                {
                    if (await world.FindOnPhoneAsync(account, paper.FileName) is not { } ringing) continue;
                    await world.PressAsync(ringing, "confirm");
                    confirmed.Add(ringing);
                }
            }
        }
        catch (OperationCanceledException)
        {
            // Nothing rings any more.
        }

        return confirmed;
    }

    private static JsonObject RequestFor(List<Paper> papers, string profileId, string serial)
    {
        var request = Applicant.Signing(papers[0], profileId, serial, Applicant.NewId());
        foreach (var paper in papers.Skip(1))
            request["targets"]!.AsArray().Add(Applicant.Signing(paper, profileId, serial, "")["targets"]![0]!.DeepClone());
        return request;
    }

    private JsonObject NewRequest()
    {
        var request = Request;
        request["requestId"] = Applicant.NewId();
        return request;
    }
}
