using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;

namespace KonTum.Tthc.Acceptance.Tests.Lives;

/// <summary>
/// A platform with everything around it: national portal, mail, SMS, payment service, agencies with seals. The lives on it run one after the other, because
/// each counts what it changes in the public figures.
/// </summary>
public sealed class LivesPlatform : StartedPlatform
{
    internal const string DuyTan = "000.21.24.H34";
    internal const string QuangTrung = "000.22.24.H34";

    /// <summary>Where receipts and mails say that people look up their dossiers.</summary>
    internal const string Address = "https://dichvucong.kontum.example.vn";

    private readonly List<(string Name, string Value)> _settings = [];

    private protected override IReadOnlyList<(string Name, string Value)> Settings => _settings;

    private protected override async Task StartNodesAsync()
    {
        var (seals, authority) = await AgencySeals.MakeAsync(Path.Combine(Folder, "seals"));
        var roots = Path.Combine(Folder, "roots.pem");
        await File.WriteAllTextAsync(roots, $"{await File.ReadAllTextAsync(Sandbox.AuthoritiesFile)}\n{authority}");
        var password = await World.PasswordAsync();
        var secrets = Path.Combine(Folder, "exchange.json");
        await File.WriteAllTextAsync(secrets, JsonSerializer.Serialize(
            new { username = "kontum", password, token = password, file_key = RandomNumberGenerator.GetHexString(48, lowercase: true) }));
        _settings.AddRange(
        [
            ("Tthc__Trust__RootsFile", roots),
            ("Tthc__Seals__File", seals),
            ("Tthc__Seals__IdleSeconds", "0.2"),
            ("Tthc__PublicAddress", Address),
            ("Tthc__Lookup__Burst", "10000"),
            ("Tthc__Portal__BaseUrl", new Uri(Sandbox.Url, "portal").AbsoluteUri),
            ("Tthc__Portal__Credentials", "file:" + secrets),
            ("Tthc__Portal__UnitCode", "000.00.00.H34"),
            ("Tthc__Portal__FileBaseUrl", Address),
            ("Tthc__Mail__Host", "127.0.0.1"),
            ("Tthc__Mail__Port", (await World.SmtpPortAsync()).ToString(CultureInfo.InvariantCulture)),
            ("Tthc__Mail__Security", "None"),
            ("Tthc__Mail__From", "khong-tra-loi@kontum.example.vn"),
            ("Tthc__Sms__Url", new Uri(Sandbox.Url, "sms/messages").AbsoluteUri),
            ("Tthc__Sms__Credentials", "file:" + secrets),
            ("Tthc__Sms__Sender", "DVC-KONTUM"),
            ("Tthc__Payments__BaseUrl", new Uri(Sandbox.Url, "payments").AbsoluteUri),
            ("Tthc__Payments__Credentials", "file:" + Path.Combine(Sandbox.Data, "clients", "payments.json")),
        ]);
        await base.StartNodesAsync();
        await World.TellPaymentsToAsync(new Uri(Api.Rest, "callbacks/payments"));
    }
}

[CollectionDefinition(Name)]
public sealed class LivesCollection : ICollectionFixture<LivesPlatform>
{
    public const string Name = "lives";
}
