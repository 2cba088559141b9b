using System.Security.Cryptography;
using System.Text.Json.Nodes;

namespace KonTum.Tthc.Acceptance.Tests.World;

/// <summary>Somebody who files dossiers over one of the surfaces, and the phone in their hand.</summary>
internal sealed class Applicant(ISurface api, OutsideWorld world, Person person, string token, string kind = Applicant.NeacSign)
{
    public const string Procedure = "1.001193";
    public const string Agency = "000.21.24.H34";
    public const string Component = "to-khai";
    public const string NeacSign = "SIGNATURE_KIND_NEAC_SIGN";
    public const string SmartCa = "SIGNATURE_KIND_SMART_CA";

    public ISurface Api => api;

    public string Token => token;

    public Person Person => person;

    public static string NewId() => Guid.NewGuid().ToString();

    public static async Task<Applicant> LogInAsync(StartedPlatform platform, string surface, string username, string kind = NeacSign) =>
        new(platform.Surface(surface), platform.World, await platform.World.PersonAsync(username),
            await platform.World.LogInAsync(username), kind);

    public Task<JsonNode> CallAsync(Call call, JsonObject request) => api.CallAsync(call, token, request);

    /// <summary>Configures a signature with one account; answers the profile.</summary>
    public Task<JsonNode> ConfigureAsync(string userId, string authority) => CallAsync(Calls.CreateProfile, new()
    {
        ["displayName"] = person.Name,
        ["phoneNumber"] = person.Phone,
        ["locatorKeyword"] = person.Name,
        ["entries"] = new JsonArray(new JsonObject { ["kind"] = kind, ["account"] = userId, ["provider"] = authority }),
        ["requestId"] = NewId(),
    });

    public Task<JsonNode> OpenDossierAsync(string procedure = Procedure) => CallAsync(Calls.CreateDossier, new()
    {
        ["procedureCode"] = procedure, ["agencyCode"] = Agency, ["requestId"] = NewId(),
    });

    /// <summary>The form of the guide's step 3, complete.</summary>
    public JsonObject Form() => new()
    {
        ["ownerName"] = person.Name,
        ["submitterName"] = person.Name,
        ["identityNumber"] = person.IdentityNumber,
        ["identityIssueDate"] = new JsonObject { ["year"] = 2021, ["month"] = 5, ["day"] = 12 },
        ["identityIssuePlace"] = "Cục Cảnh sát quản lý hành chính về trật tự xã hội",
        ["birthDate"] = new JsonObject { ["year"] = 1990, ["month"] = 6, ["day"] = 24 },
        ["sex"] = "SEX_FEMALE",
        ["country"] = "Việt Nam",
        ["province"] = "Tỉnh Kon Tum",
        ["district"] = "Thành phố Kon Tum",
        ["ward"] = "Phường Duy Tân",
        ["address"] = "12 Đường Nghiệm Thu",
        ["phoneNumber"] = person.Phone,
        ["email"] = person.Email,
        ["setCount"] = 1,
        ["content"] = "Đăng ký khai sinh cho con",
        ["dossierType"] = "KS",
    };

    public Task<JsonNode> FillAsync(string dossierId, string etag = "") => CallAsync(Calls.UpdateDossier, new()
    {
        ["dossierId"] = dossierId, ["form"] = Form(), ["etag"] = etag, ["requestId"] = NewId(),
    });

    /// <summary>Attaches a file, to the declaration where nothing else is said.</summary>
    public async Task<Paper> AttachAsync(string dossierId, string fileName, byte[] content, string component = Component)
    {
        var attachment = await api.UploadAsync(token, Header(dossierId, fileName, content, component), content);
        return new Paper(dossierId, attachment.Text("id"), fileName, component);
    }

    public static JsonObject Header(string dossierId, string fileName, byte[] content, string component = Component) => new()
    {
        ["dossierId"] = dossierId,
        ["componentId"] = component,
        ["fileName"] = fileName,
        ["sha256"] = Convert.ToHexStringLower(SHA256.HashData(content)),
        ["requestId"] = NewId(),
    };

    /// <summary>A new dossier with one PDF of a name that no other test uses.</summary>
    public async Task<Paper> PreparePaperAsync(byte[]? content = null, string extension = "pdf")
    {
        var dossier = await OpenDossierAsync();
        return await AttachAsync(dossier.Text("id"), $"to-khai-{NewId()[..8]}.{extension}", content ?? Samples.SmallPdf());
    }

    /// <summary>Starts a signing and does not wait.</summary>
    public Task<JsonNode> StartAsync(Paper paper, string profileId, string serial, string? requestId = null, int page = 1) =>
        CallAsync(Calls.StartSigning, Signing(paper, profileId, serial, requestId ?? NewId(), page));

    public static JsonObject Signing(Paper paper, string profileId, string serial, string requestId, int page = 1) => new()
    {
        ["dossierId"] = paper.DossierId,
        ["profileId"] = profileId,
        ["certificateSerialNumber"] = serial,
        ["targets"] = new JsonArray(new JsonObject
        {
            ["componentId"] = paper.ComponentId,
            ["attachmentId"] = paper.AttachmentId,
            ["placement"] = new JsonObject { ["page"] = page, ["x"] = 60, ["y"] = 60, ["width"] = 200, ["height"] = 60 },
        }),
        ["requestId"] = requestId,
    };

    /// <summary>Watches a signing until it has ended.</summary>
    /// <exception cref="TimeoutException">It did not end.</exception>
    public async Task<JsonNode> EndAsync(string signingId) =>
        (await api.ReadAsync(Calls.WatchSigning, token, new() { ["signingId"] = signingId }))[^1];

    /// <summary>Starts, confirms on the phone, and waits for the end.</summary>
    public async Task<JsonNode> SignAsync(Paper paper, string profileId, Account account)
    {
        var started = await StartAsync(paper, profileId, account.Serials[0]);
        await world.ConfirmAsync(account, paper.FileName);
        return await EndAsync(started.Text("id"));
    }

    public Task<JsonNode> GetDossierAsync(string dossierId) => CallAsync(Calls.GetDossier, new() { ["dossierId"] = dossierId });

    public async Task<JsonNode> AttachmentAsync(Paper paper)
    {
        var dossier = await GetDossierAsync(paper.DossierId);
        return dossier.Items("components").Single(c => c.Text("id") == paper.ComponentId).Items("attachments").Single(a => a.Text("id") == paper.AttachmentId);
    }
}

/// <summary>An attachment of a dossier.</summary>
internal sealed record Paper(string DossierId, string AttachmentId, string FileName, string ComponentId = Applicant.Component)
{
    public JsonObject Address() => new()
    {
        ["dossierId"] = DossierId, ["componentId"] = ComponentId, ["attachmentId"] = AttachmentId,
    };
}
