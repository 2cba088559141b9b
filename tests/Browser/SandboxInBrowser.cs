using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using KonTum.Tthc.Sandbox;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Logging;
using Microsoft.Playwright;

namespace KonTum.Tthc.Browser.Tests;

/// <summary>A sandbox on a free port and Debian's Chromium beside it. Without the browser, tests are skipped.</summary>
public sealed class SandboxInBrowser : IAsyncLifetime
{
    /// <summary>The narrowest phone that counts, in CSS pixels.</summary>
    public const int PhoneWidth = 360;

    private const int PatienceMilliseconds = 30_000;
    private const string Chromium = "/usr/bin/chromium";
    private readonly string directory = Path.Combine(Path.GetTempPath(), $"kontum-browser-{Guid.NewGuid():N}");
    private WebApplication? app;
    private HttpClient? client;
    private IPlaywright? playwright;
    private IBrowser? browser;
    private JsonNode? serviceProvider;

    public string Url => app!.Urls.First();

    public static void RequireChromium() => Assert.SkipUnless(
        File.Exists(Chromium), $"{Chromium} is not there: install Debian's package chromium to run the browser tests.");

    public async ValueTask InitializeAsync()
    {
        if (!File.Exists(Chromium))
            return;
        app = SandboxHost.Build(
            ["--urls", "http://127.0.0.1:0", $"--Sandbox:DataDirectory={directory}"], builder => builder.Logging.ClearProviders());
        await app.StartAsync();
        client = new HttpClient { BaseAddress = new Uri(Url) };
        serviceProvider = JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(directory, "service-provider.json")));
        playwright = await Playwright.CreateAsync();
        // Waits end as soon as the thing is there; the limit is for busy machines.
        Assertions.SetDefaultExpectTimeout(PatienceMilliseconds);
        browser = await playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
        {
            ExecutablePath = Chromium,
            // Chromium as root has no sandbox of its own; the others keep it from calling home.
            Args = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
                "--disable-component-update", "--disable-sync"],
        });
    }

    /// <summary>A page as wide as a narrow phone; what the page reports as an error makes the test fail at <see cref="PhoneVisit.Healthy"/>.</summary>
    public async Task<PhoneVisit> VisitAsync(string path)
    {
        var context = await browser!.NewContextAsync(new BrowserNewContextOptions
        {
            ViewportSize = new ViewportSize { Width = PhoneWidth, Height = 740 }, DeviceScaleFactor = 2, Locale = "vi-VN",
        });
        context.SetDefaultTimeout(PatienceMilliseconds);
        var visit = new PhoneVisit(context, await context.NewPageAsync());
        await visit.Page.GotoAsync(Url + path);
        return visit;
    }

    /// <summary>Asks an account of the VNPT gateway to sign; answers the transaction id.</summary>
    public async Task<string> AskToSignAsync(string userId, string? serial, params string[] documents)
    {
        var transactionId = Guid.NewGuid().ToString();
        using var response = await client!.PostAsJsonAsync("/vnpt/sca/sp769/v1/signatures/sign", new
        {
            sp_id = (string)serviceProvider!["sp_id"]!,
            sp_password = (string)serviceProvider["sp_password"]!,
            user_id = userId,
            serial_number = serial,
            transaction_id = transactionId,
            transaction_desc = "Ký hồ sơ đăng ký khai sinh, UBND phường Duy Tân",
            sign_files = documents.Select(name => new
            {
                doc_id = name, file_type = "pdf", sign_type = "hash",
                data_to_be_signed = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(name))),
            }),
        });
        response.EnsureSuccessStatusCode();
        return transactionId;
    }

    public async Task<JsonNode> StatusAsync(string transactionId)
    {
        using var response = await client!.PostAsJsonAsync($"/vnpt/sca/sp769/v1/signatures/sign/{transactionId}/status", new { });
        return JsonNode.Parse(await response.Content.ReadAsStringAsync())!;
    }

    /// <summary>The serial number of a demonstration certificate.</summary>
    public async Task<string> SerialAsync(string certId)
    {
        var people = JsonNode.Parse(await client!.GetStringAsync("/control/people"))!["people"]!.AsArray();
        return people
            .SelectMany(person => person!["signing_accounts"]!.AsArray())
            .SelectMany(account => account!["certificates"]!.AsArray())
            .Where(certificate => (string)certificate!["cert_id"]! == certId)
            .Select(certificate => (string)certificate!["serial_number"]!)
            .Single();
    }

    public async ValueTask DisposeAsync()
    {
        if (browser is not null)
            await browser.DisposeAsync();
        playwright?.Dispose();
        client?.Dispose();
        if (app is not null)
        {
            await app.StopAsync();
            await app.DisposeAsync();
        }

        if (Directory.Exists(directory))
            Directory.Delete(directory, recursive: true);
    }
}

/// <summary>One open page, with what its console complained about.</summary>
public sealed class PhoneVisit : IAsyncDisposable
{
    private readonly IBrowserContext context;
    private readonly List<string> complaints = [];

    public PhoneVisit(IBrowserContext context, IPage page)
    {
        this.context = context;
        Page = page;
        page.Console += (_, message) =>
        {
            if (message.Type == "error")
                complaints.Add(message.Text);
        };
        page.PageError += (_, error) => complaints.Add(error);
    }

    public IPage Page { get; }

    /// <summary>No script error, nothing that the content security policy stopped, and nothing wider than the phone.</summary>
    public async Task Healthy()
    {
        complaints.ShouldBeEmpty();
        (await Page.EvaluateAsync<int>("document.documentElement.scrollWidth")).ShouldBeLessThanOrEqualTo(SandboxInBrowser.PhoneWidth);
    }

    /// <summary>Keeps a picture beside the test program, for people to look at.</summary>
    public Task PictureAsync(string name) => Page.ScreenshotAsync(new PageScreenshotOptions
    {
        Path = Path.Combine(AppContext.BaseDirectory, "pictures", name), FullPage = true,
    });

    public async ValueTask DisposeAsync() => await context.DisposeAsync();
}
