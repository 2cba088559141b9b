namespace KonTum.Tthc.Infrastructure.Messages;

/// <summary>Configuration section <c>Tthc:Mail</c>. Off without a host.</summary>
internal sealed class MailOptions
{
    /// <summary>Name of the section.</summary>
    public const string Section = "Tthc:Mail";

    /// <summary>SMTP server; empty for none.</summary>
    public string Host { get; set; } = "";

    /// <summary>Its port.</summary>
    public int Port { get; set; } = 587;

    /// <summary>How the connection is protected.</summary>
    public MailSecurity Security { get; set; } = MailSecurity.StartTls;

    /// <summary>
    /// Where user name and password are: <c>file:</c> with a path or <c>env:</c> with a variable, a JSON object with <c>username</c> and
    /// <c>password</c>; empty for none.
    /// </summary>
    public string Credentials { get; set; } = "";

    /// <summary>Address of the sender.</summary>
    public string From { get; set; } = "";

    /// <summary>Name of the sender.</summary>
    public string FromName { get; set; } = "Cổng Dịch vụ công";

    /// <summary>How long sending may take, in seconds.</summary>
    public double TimeoutSeconds { get; set; } = 30;

    /// <summary>The first wait after a failure, in seconds; each further one is twice as long, up to an hour.</summary>
    public double FirstDelaySeconds { get; set; } = 10;

    /// <summary>How long it is tried, in hours.</summary>
    public double GiveUpAfterHours { get; set; } = 72;
}

/// <summary>How the connection to the SMTP server is protected.</summary>
internal enum MailSecurity
{
    /// <summary>Plain, then TLS (STARTTLS); without it nothing is sent.</summary>
    StartTls,

    /// <summary>TLS from the start (port 465).</summary>
    Tls,

    /// <summary>None; only to this machine.</summary>
    None,
}
