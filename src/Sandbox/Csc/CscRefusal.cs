namespace KonTum.Tthc.Sandbox.Csc;

/// <summary>An error as the CSC API writes it: an HTTP status with <c>{error, error_description}</c>.</summary>
internal sealed class CscRefusal(int status, string error, string description) : Exception(description)
{
    public const string InvalidRequest = "invalid_request";

    public int Status { get; } = status;

    public string Error { get; } = error;

    public IResult Answer() => CscWire.Answer(new { error = Error, error_description = Message }, Status);

    public static CscRefusal Request(string description) => new(StatusCodes.Status400BadRequest, InvalidRequest, description);

    public static CscRefusal MissingText(string name) => Request($"Missing (or invalid type) string parameter {name}");

    public static CscRefusal MissingArray(string name) => Request($"Missing (or invalid type) array parameter {name}");

    public static CscRefusal MissingInteger(string name) => Request($"Missing (or invalid type) integer parameter {name}");

    public static CscRefusal Invalid(string name) => Request($"Invalid parameter {name}");

    public static CscRefusal MalformedHeader() => Request("Malformed authorization header");

    public static CscRefusal InvalidToken() => new(
        StatusCodes.Status401Unauthorized, "invalid_token", "The access token is not valid");

    public static CscRefusal ExpiredToken() => new(
        StatusCodes.Status401Unauthorized, "expired_token", "The access or refresh token is expired or has been revoked");

    public static CscRefusal Disabled() => Request("The credential identified by credentialID is disabled");

    public static CscRefusal Locked() => Request("Credential locked");

    public static CscRefusal CertificateExpired() => Request("Signing certificate is expired");

    public static CscRefusal TooMany() => Request("Numbers of signatures is too high");

    public static CscRefusal WrongPin() => new(StatusCodes.Status400BadRequest, "invalid_pin", "The PIN is invalid");

    public static CscRefusal WrongOtp() => new(StatusCodes.Status400BadRequest, "invalid_otp", "The OTP is invalid");

    /// <summary>Version 2 does not say which of them was wrong.</summary>
    public static CscRefusal WrongAuthentication() => new(
        StatusCodes.Status400BadRequest, "invalid_authentication_data", "The authentication data is invalid");

    /// <summary>No text is published for a "no" on the phone; the error is the common one for it.</summary>
    public static CscRefusal Denied() => new(StatusCodes.Status400BadRequest, "access_denied", "The user denied the authorization");

    /// <summary>The same for a phone that nobody touched.</summary>
    public static CscRefusal TimedOut() => new(StatusCodes.Status400BadRequest, "access_denied", "The authorization timed out");

    public static CscRefusal NotOffered(string method) => new(
        StatusCodes.Status501NotImplemented, InvalidRequest, $"{method} is not offered");
}
