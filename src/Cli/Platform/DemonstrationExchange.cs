using System.Globalization;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text.Json;

namespace KonTum.Tthc.Cli.Platform;

/// <summary>Connects the platform to the national portal, the mail server and the SMS gateway that the sandbox plays.</summary>
internal static class DemonstrationExchange
{
    /// <summary>The settings of the Api.</summary>
    /// <param name="http">Asks the sandbox.</param>
    /// <param name="sandbox">Where it answers.</param>
    /// <param name="data">Where secrets are kept.</param>
    /// <param name="cancellationToken">Stops.</param>
    public static async Task<IReadOnlyDictionary<string, string>> SettingsAsync(
        HttpClient http, Uri sandbox, string data, CancellationToken cancellationToken)
    {
        var mailbox = await http.GetFromJsonAsync<JsonElement>(new Uri(sandbox, "control/mailbox"), cancellationToken);
        var people = await http.GetFromJsonAsync<JsonElement>(new Uri(sandbox, "control/people"), cancellationToken);
        var secrets = "file:" + Write(data, people.GetProperty("demonstration_password").GetString()!);
        return new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["Tthc__Portal__BaseUrl"] = new Uri(sandbox, "portal").AbsoluteUri,
            ["Tthc__Portal__Credentials"] = secrets,
            ["Tthc__Portal__UnitCode"] = "000.00.00.H34",
            ["Tthc__Mail__Host"] = "127.0.0.1",
            ["Tthc__Mail__Port"] = mailbox.GetProperty("smtp_port").GetInt32().ToString(CultureInfo.InvariantCulture),
            ["Tthc__Mail__Security"] = "None",
            ["Tthc__Mail__From"] = "khong-tra-loi@kontum.example.vn",
            ["Tthc__Sms__Url"] = new Uri(sandbox, "sms/messages").AbsoluteUri,
            ["Tthc__Sms__Credentials"] = secrets,
            ["Tthc__Sms__Sender"] = "DVC-KONTUM",
        };
    }

    /// <summary>The key of the files' addresses stays the same, because addresses that were given out have no end.</summary>
    private static string Write(string data, string password)
    {
        var path = Path.Combine(data, "credentials", "exchange.json");
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var key = File.Exists(path)
            ? JsonElement.Parse(File.ReadAllBytes(path)).GetProperty("file_key").GetString()
            : RandomNumberGenerator.GetHexString(48, lowercase: true);
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using var file = new StreamWriter(path, options);
        file.Write(JsonSerializer.Serialize(new { username = "kontum", password, token = password, file_key = key }));
        return path;
    }
}
