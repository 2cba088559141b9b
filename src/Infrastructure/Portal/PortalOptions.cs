namespace KonTum.Tthc.Infrastructure.Portal;

/// <summary>Configuration section <c>Tthc:Portal</c>: the exchange with the national public-service portal. Off without an address.</summary>
internal sealed class PortalOptions
{
    /// <summary>Name of the section.</summary>
    public const string Section = "Tthc:Portal";

    /// <summary>Address of the exchange; empty for none.</summary>
    public string BaseUrl { get; set; } = "";

    /// <summary>Path of the login below it.</summary>
    public string LoginPath { get; set; } = "login";

    /// <summary>Path of the services below it.</summary>
    public string ServicePath { get; set; } = "service";

    /// <summary>
    /// Where the secrets are: <c>file:</c> with a path or <c>env:</c> with a variable, a JSON object with <c>username</c>, <c>password</c> and
    /// <c>file_key</c>, which proves that an address of a file was given out by us.
    /// </summary>
    public string Credentials { get; set; } = "";

    /// <summary>Code of the unit that sends (<c>madonvi</c>).</summary>
    public string UnitCode { get; set; } = "";

    /// <summary>Where the portal reaches the files of this platform, for example "https://dichvucong.kontum.gov.vn".</summary>
    public string FileBaseUrl { get; set; } = "";

    /// <summary>Most dossiers or steps of one call.</summary>
    public int BatchSize { get; set; } = 50;

    /// <summary>How long a call may take, in seconds.</summary>
    public double TimeoutSeconds { get; set; } = 30;

    /// <summary>The first wait after a failure, in seconds; each further one is twice as long, up to an hour.</summary>
    public double FirstDelaySeconds { get; set; } = 10;

    /// <summary>How long it is tried, in hours.</summary>
    public double GiveUpAfterHours { get; set; } = 240;

    /// <summary>Values of <c>error_code</c> that mean "log in again".</summary>
    public IList<string> SessionErrorCodes { get; set; } = ["02"];

    /// <summary>Values of <c>error_code</c> that mean "not now".</summary>
    public IList<string> RetryErrorCodes { get; set; } = ["99"];
}
