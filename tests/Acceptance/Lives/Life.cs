using System.Text.Json.Nodes;
using KonTum.Tthc.TestKit;

namespace KonTum.Tthc.Acceptance.Tests.Lives;

/// <summary>The life of one dossier, with everybody who has to do with it: the citizen, officers, anybody, and the world outside.</summary>
internal sealed class Life
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>All that anybody who has the code may know.</summary>
    private static readonly string[] StatusAndDates =
        ["code", "state", "nationalStatus", "nationalStatusName", "submitTime", "acceptTime", "dueTime", "endTime", "steps"];

    private readonly LivesPlatform _platform;
    private readonly Dictionary<string, string> _tokens = [];
    private readonly HashSet<string> _etags = [];
    private readonly List<string> _told = [];

    private Life(LivesPlatform platform, Applicant citizen, Account account, string serial, string id)
    {
        (_platform, Citizen, Account, Serial, Id) = (platform, citizen, account, serial, id);
    }

    public Applicant Citizen { get; }

    /// <summary>The remote-signing account that the citizen's phone belongs to.</summary>
    public Account Account { get; }

    /// <summary>The certificate of it that the citizen uses.</summary>
    public string Serial { get; }

    public string Id { get; }

    public string Code { get; private set; } = "";

    /// <summary>Version of the dossier that was seen last; every act says it.</summary>
    public string ETag { get; private set; } = "";

    /// <summary>Who has the dossier.</summary>
    public string Agency { get; private set; } = LivesPlatform.DuyTan;

    /// <summary>An officer who sees it.</summary>
    public string Officer { get; private set; } = "thuha";

    public ISurface Api => Citizen.Api;

    /// <summary>The citizen of a surface, with the phone of another authority on each, opens a draft and fills the form.</summary>
    public static async Task<Life> BeginAsync(
        LivesPlatform platform, string surface, string procedure = Applicant.Procedure, string type = "KS", JsonObject? ownFields = null)
    {
        var (username, authority, kind, certificate) =
            surface == "gRPC" ? ("hanh", "CA2", Applicant.NeacSign, 0) : ("minh", "VNPT-CA", Applicant.SmartCa, 2);
        var citizen = await Applicant.LogInAsync(platform, surface, username, kind);
        var account = citizen.Person.At(authority);
        var opened = await citizen.OpenDossierAsync(procedure);
        var life = new Life(platform, citizen, account, account.Serials[certificate], opened.Text("id"));
        life.Take(opened);
        var form = citizen.Form();
        form["dossierType"] = type;
        if (ownFields is not null) form["procedureFields"] = ownFields;
        await life.OwnerAsync(Calls.UpdateDossier, new() { ["form"] = form });
        return life;
    }

    /// <summary>The citizen acts on the version that was seen last.</summary>
    public async Task<JsonNode> OwnerAsync(Call call, JsonObject? more = null) => Take(await Citizen.CallAsync(call, Request(more)));

    /// <summary>An officer acts on the version that was seen last.</summary>
    public async Task<JsonNode> OfficerAsync(string username, Call call, JsonObject? more = null) =>
        Take(await Api.CallAsync(call, await TokenAsync(username), Request(more)));

    /// <summary>What an officer sees of it.</summary>
    public async Task<JsonNode> SeenByAsync(string username) =>
        await Api.CallAsync(Calls.GetDossier, await TokenAsync(username), new() { ["dossierId"] = Id });

    public async Task<string> TokenAsync(string username) =>
        _tokens.TryGetValue(username, out var token) ? token : _tokens[username] = await _platform.World.LogInAsync(username);

    /// <summary>Attaches a file under a name that no other test uses.</summary>
    public async Task<Paper> AttachAsync(string name, byte[] content, string component = Applicant.Component)
    {
        var (stem, extension) = (Path.GetFileNameWithoutExtension(name), Path.GetExtension(name));
        var paper = await Citizen.AttachAsync(Id, $"{stem} {Applicant.NewId()[..8]}{extension}", content, component);
        await LookAsync();
        return paper;
    }

    /// <summary>The citizen signs a paper and confirms on the phone, which shows it under the name that it has then.</summary>
    public async Task SignAsync(Paper paper)
    {
        var profile = await Citizen.ConfigureAsync(Account.UserId, Account.Authority);
        var shown = (await Citizen.AttachmentAsync(paper)).Items("versions")[^1].Text("fileName");
        var started = await Citizen.StartAsync(paper, profile.Text("id"), Serial);
        await _platform.World.ConfirmAsync(Account, shown);
        var ended = await Citizen.EndAsync(started.Text("id"));
        ended.Text("state").ShouldBe("SIGNING_STATE_SIGNED", ended.ToJsonString());
        await LookAsync();
    }

    /// <summary>Hands the draft in.</summary>
    public async Task SubmitAsync()
    {
        Code = (await OwnerAsync(Calls.SubmitDossier)).Text("code");
        Code.ShouldStartWith(Agency + "-");
    }

    /// <summary>From now on another agency has it.</summary>
    public void IsAt(string agency, string officer) => (Agency, Officer) = (agency, officer);

    /// <summary>Puts a result paper, and waits for the agency's seal on it.</summary>
    public async Task<string> SealAsync(string username, string definition)
    {
        var put = await Api.PutResultAsync(await TokenAsync(username), new()
        {
            ["dossierId"] = Id, ["fileName"] = "kết quả.pdf", ["resultDefinitionId"] = definition, ["requestId"] = Applicant.NewId(),
        }, Samples.Declaration());
        var result = put.Text("id");
        await Eventually.HoldsAsync(
            async () => (bool)(await SeenByAsync(username)).Items("results").Single(r => r.Text("id") == result)["sealed"]!,
            "the result paper is sealed", Patience);
        Take(await SeenByAsync(username));
        return result;
    }

    /// <summary>
    /// Everybody sees the same: the citizen and the officer the same version, the inbox a line of it, anybody who has the code where it
    /// stands and nothing about the person, the national portal the status; and the person is told, or is not.
    /// </summary>
    public async Task IsSeenAsync(Stage stage)
    {
        var state = "DOSSIER_STATE_" + stage.State;
        var own = await Citizen.GetDossierAsync(Id);
        own.Text("state").ShouldBe(state);
        ((int)own["nationalStatus"]!).ShouldBe(stage.NationalStatus);
        own.Text("officerId").ShouldBeEmpty("which officer has it is not for the citizen");
        own.Text("note").ShouldBe(stage.Note);
        (own["dueTime"] is not null).ShouldBe(stage.IsDue, $"a due time in {stage.State}");
        own["agency"]!.Text("code").ShouldBe(Agency);

        var seen = await SeenByAsync(Officer);
        seen.Text("state").ShouldBe(state);
        seen.Text("etag").ShouldBe(own.Text("etag"));
        seen["dueTime"]?.ToJsonString().ShouldBe(own["dueTime"]?.ToJsonString());
        seen["form"]!.ToJsonString().ShouldBe(own["form"]!.ToJsonString());
        _etags.Add(own.Text("etag")).ShouldBeTrue("every stage has a version of its own");

        var inbox = await Api.CallAsync(Calls.ListInbox, await TokenAsync(Officer), new() { ["query"] = Code });
        var line = inbox.Items("dossiers").ShouldHaveSingleItem();
        line.Text("id").ShouldBe(Id);
        line.Text("state").ShouldBe(state);
        line.Text("etag").ShouldBe(own.Text("etag"));
        line["dueTime"]?.ToJsonString().ShouldBe(own["dueTime"]?.ToJsonString());
        var listed = await Citizen.CallAsync(Calls.ListDossiers, new() { ["pageSize"] = 200 });
        listed.Items("dossiers").Single(d => d.Text("id") == Id).Text("state").ShouldBe(state);

        await IsLookedUpAsync(stage, own);
        await IsKnownAtPortalAsync(stage);
        await IsToldAsync(stage);
    }

    /// <summary>The end of it: exactly these events, in the words "what who"; what the portal was told, and what the person.</summary>
    public async Task EndsAsync(string[] events, string[] portal, string[] mails)
    {
        var recorded = await _platform.EventsAsync(Api.Name, Id);
        var names = await NamesAsync();
        recorded.Where(e => e.Text("streamId") == Id)
            .Select(e => $"{e.Text("type")} {names.GetValueOrDefault(e.Text("actorId"), e.Text("actorId"))}".TrimEnd())
            .ShouldBe(events);
        recorded.Where(e => e.Text("streamId") == Id).Select(e => int.Parse(e.Text("version"), null)).ShouldBe(Enumerable.Range(1, events.Length));

        var atPortal = await _platform.World.AtPortalAsync(Code);
        atPortal!.Items("statuses").Select(s => (string)s!).ShouldBe(portal);
        _told.ShouldBe(mails);
        (await MailsAsync()).Select(m => m.Text("subject")).ShouldBe(mails.Select(m => m.Replace("…", Code, StringComparison.Ordinal)));
        (await _platform.World.MessagesAsync()).Count(m => m.Text("channel") == "sms" && m.Text("text").Contains(Code, StringComparison.Ordinal))
            .ShouldBe(mails.Length, "an SMS for each mail");
    }

    private JsonNode Take(JsonNode dossier)
    {
        ETag = dossier.Text("etag");
        return dossier;
    }

    /// <summary>Looks at it, to act on the version that is there now.</summary>
    public async Task LookAsync() => Take(await Citizen.GetDossierAsync(Id));

    private JsonObject Request(JsonObject? more)
    {
        var request = more?.DeepClone().AsObject() ?? [];
        (request["dossierId"], request["etag"], request["requestId"]) = (Id, ETag, Applicant.NewId());
        return request;
    }

    private async Task IsLookedUpAsync(Stage stage, JsonNode own)
    {
        var progress = await Api.CallAsync(Calls.LookUp, null, new() { ["code"] = Code });
        progress.Text("state").ShouldBe("DOSSIER_STATE_" + stage.State);
        ((int)progress["nationalStatus"]!).ShouldBe(stage.NationalStatus);
        progress.Text("nationalStatusName").ShouldBe(stage.StatusName);
        progress.AsObject().Select(p => p.Key).ShouldBeSubsetOf(StatusAndDates);
        progress["dueTime"]?.ToJsonString().ShouldBe(own["dueTime"]?.ToJsonString());
        progress.Items("steps")[^1].Text("state").ShouldBe("DOSSIER_STATE_" + stage.State);
        var text = progress.ToJsonString(Samples.ReadableJson);
        foreach (var secret in (string[])[Citizen.Person.Name, Citizen.Person.Phone, Citizen.Person.IdentityNumber, Id])
            text.ShouldNotContain(secret);
        if (stage.Note.Length > 0) text.ShouldNotContain(stage.Note);
    }

    private async Task IsKnownAtPortalAsync(Stage stage)
    {
        var expected = stage.NationalStatus.ToString(System.Globalization.CultureInfo.InvariantCulture);
        var held = await Eventually.ValueAsync(
            async () => await _platform.World.AtPortalAsync(Code) is { } found && found.Items("statuses") is [.., var last] && (string?)last == expected
                && found["item"]!.Text("DonViXuLy") == AgencySeals.Holders[Agency] ? found : null,
            $"the portal holds {Code} as {expected} at {AgencySeals.Holders[Agency]}", Patience);
        held["item"]!.Text("ChuHoSo").ShouldBe(Citizen.Person.Name);
        held["item"]!.Text("NgayHenTra").Length.ShouldBe(stage.IsDue ? 14 : 0);
    }

    /// <summary>The person gets a mail and an SMS, or nothing.</summary>
    public async Task IsToldAsync(Stage stage)
    {
        if (stage.Mail is null) return;
        _told.Add(stage.Mail);
        var mails = await Eventually.ValueAsync(
            async () => await MailsAsync() is var all && all.Count == _told.Count ? all : null, $"{_told.Count} mails about {Code}", Patience);
        var mail = mails[^1];
        mail.Text("subject").ShouldBe(stage.Mail.Replace("…", Code, StringComparison.Ordinal));
        mail.Text("to").ShouldBe(Citizen.Person.Email);
        mail.Text("text").ShouldContain($"Kính gửi ông/bà {Citizen.Person.Name},");
        mail.Text("text").ShouldContain(stage.Says);
        mail.Text("text").ShouldContain($"{LivesPlatform.Address}/tra-cuu/");
        mail.Text("text").ShouldNotContain("{");
        var sms = await Eventually.ValueAsync(
            async () => (await _platform.World.MessagesAsync())
                .Where(m => m.Text("channel") == "sms" && m.Text("text").Contains(Code, StringComparison.Ordinal)).ToList() is var all
                && all.Count == _told.Count ? all[^1] : null,
            $"{_told.Count} SMS about {Code}", Patience);
        sms.Text("to").ShouldBe(Citizen.Person.Phone);
        sms.Text("text").ShouldNotContain(Citizen.Person.Name);
    }

    private async Task<List<JsonNode>> MailsAsync() =>
        [.. (await _platform.World.MessagesAsync()).Where(m => m.Text("channel") == "mail" && m.Text("subject").Contains(Code, StringComparison.Ordinal))];

    private async Task<Dictionary<string, string>> NamesAsync()
    {
        var names = new Dictionary<string, string> { [Citizen.Person.Subject] = "citizen" };
        foreach (var officer in (string[])["thuha", "thanhtung", "quanghuy"])
            names[(await _platform.World.PersonAsync(officer)).Subject] = officer;
        return names;
    }
}
