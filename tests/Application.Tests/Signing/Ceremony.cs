using KonTum.Tthc.Application.Dossiers;
using KonTum.Tthc.Application.Signing;
using KonTum.Tthc.Application.Signing.AdvanceSigning;
using KonTum.Tthc.Application.Signing.GetSigning;
using KonTum.Tthc.Application.Signing.StartSigning;
using KonTum.Tthc.Application.Tests.World;
using KonTum.Tthc.Domain.Dossiers;
using KonTum.Tthc.Domain.Signing;

namespace KonTum.Tthc.Application.Tests.Signing;

/// <summary>A draft with one attachment and a profile, and the steps of its signing.</summary>
public sealed class Ceremony
{
    public static readonly PagePlacement Place = new(1, 100, 200, 180, 60);

    public TestWorld World { get; } = new();

    public Guid DossierId { get; private set; }

    public Guid ProfileId { get; private set; }

    /// <summary>A profile whose account is a USB token; empty where a test makes none.</summary>
    public Guid TokenProfileId { get; set; }

    public Guid AttachmentId { get; private set; }

    public Guid SigningId { get; private set; }

    public string Owner { get; } = TestWorld.Ann.Subject;

    /// <summary>Opens the draft, attaches a file, and makes the profile; nothing is signed yet.</summary>
    public static async Task<Ceremony> PreparedAsync()
    {
        var ceremony = new Ceremony();
        ceremony.DossierId = await ceremony.World.DraftAsync();
        ceremony.ProfileId = await ceremony.World.ProfileAsync();
        ceremony.AttachmentId = (await ceremony.World.AttachAsync(ceremony.DossierId)).Id;
        return ceremony;
    }

    /// <summary>The same, and a signing has been requested.</summary>
    public static async Task<Ceremony> RequestedAsync()
    {
        var ceremony = await PreparedAsync();
        await ceremony.StartAsync();
        return ceremony;
    }

    /// <summary>The same, and the phone rings.</summary>
    public static async Task<Ceremony> RingingAsync()
    {
        var ceremony = await RequestedAsync();
        await ceremony.AdvanceAsync();
        await ceremony.AdvanceAsync();
        return ceremony;
    }

    public StartSigning Request(params Guid[] attachments) => new(
        DossierId, ProfileId, TestWorld.Serial,
        [.. (attachments.Length > 0 ? attachments : [AttachmentId]).Select(a => new TargetPlacement("to-khai", a, Place))], null);

    public Task<SigningView> StartAsync(params Guid[] attachments) => StartAsync(Request(attachments));

    public async Task<SigningView> StartAsync(StartSigning request)
    {
        var view = await World.SendAsync(TestWorld.Ann, request);
        SigningId = view.Id;
        return view;
    }

    public Task<NextLook> AdvanceAsync() => World.AdvanceAsync(SigningId);

    /// <summary>The worker's next step with what it was answered by the provider meanwhile.</summary>
    public Task<NextLook> AdvanceAsync(RemoteOutcome observed) => World.AdvanceAsync(SigningId, observed);

    /// <summary>The person confirms; the signatures are received, then finished.</summary>
    public async Task<NextLook> ConfirmAsync()
    {
        World.Provider.Confirm();
        await AdvanceAsync();
        return await AdvanceAsync();
    }

    /// <summary>Several attachments, the first one included.</summary>
    public async Task<IReadOnlyList<Guid>> AttachAsync(int count)
    {
        var all = new List<Guid> { AttachmentId };
        for (var n = 2; n <= count; n++) all.Add((await World.AttachAsync(DossierId, $"giay-{n}.pdf", content: $"%PDF-1.7 {n}")).Id);
        return all;
    }

    /// <summary>The phone rings for several attachments.</summary>
    public static async Task<(Ceremony Ceremony, IReadOnlyList<Guid> Attachments)> RingingForAsync(int count, int limit = 10)
    {
        var ceremony = await PreparedAsync();
        ceremony.World.Provider.MaxDocuments = limit;
        var attachments = await ceremony.AttachAsync(count);
        await ceremony.StartAsync([.. attachments]);
        await ceremony.AdvanceAsync();
        await ceremony.AdvanceAsync();
        return (ceremony, attachments);
    }

    public Task<SigningView> SigningAsync(Guid? id = null) => World.SendAsync(TestWorld.Ann, new GetSigning(id ?? SigningId));

    public async Task<AttachmentView> AttachmentAsync(Guid? id = null) =>
        (await World.DossierAsync(DossierId)).Components.SelectMany(c => c.Attachments).Single(a => a.Id == (id ?? AttachmentId));

    /// <summary>The events of the signing's stream, and of the dossier's about signing, by type.</summary>
    public IEnumerable<Type> SigningEvents() => World.Streams.Events(SigningId).Select(e => e.GetType());

    public int Signatures() => World.Streams.Events(DossierId).OfType<AttachmentSigned>().Count();

    public void Wait(TimeSpan time) => World.Time.Advance(time);
}
