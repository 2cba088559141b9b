namespace KonTum.Tthc.Infrastructure.Messages;

/// <summary>Configuration section <c>Tthc:Sms</c>. Off without an address.</summary>
internal sealed class SmsOptions
{
    /// <summary>Name of the section.</summary>
    public const string Section = "Tthc:Sms";

    /// <summary>Where messages are posted to; empty for none.</summary>
    public string Url { get; set; } = "";

    /// <summary>Where the bearer token is: <c>file:</c> with a path or <c>env:</c> with a variable, a JSON object with <c>token</c>.</summary>
    public string Credentials { get; set; } = "";

    /// <summary>Registered sender (brandname).</summary>
    public string Sender { get; set; } = "";

    /// <summary>Whether diacritics are kept; each part then holds 70 letters instead of 160.</summary>
    public bool Diacritics { get; set; }

    /// <summary>How long sending may take, in seconds.</summary>
    public double TimeoutSeconds { get; set; } = 15;

    /// <summary>The first wait after a failure, in seconds; each further one is twice as long, up to an hour.</summary>
    public double FirstDelaySeconds { get; set; } = 10;

    /// <summary>How long it is tried, in hours: nobody wants to be woken by what was due long ago.</summary>
    public double GiveUpAfterHours { get; set; } = 24;
}
