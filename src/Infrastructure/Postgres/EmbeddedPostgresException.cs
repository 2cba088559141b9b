namespace KonTum.Tthc.Infrastructure.Postgres;

/// <summary>The private cluster cannot be made, started or stopped. The message says why and carries the end of the server's log.</summary>
public sealed class EmbeddedPostgresException : Exception
{
    /// <summary>Creates the exception with the reason.</summary>
    public EmbeddedPostgresException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception with the reason and its cause.</summary>
    public EmbeddedPostgresException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <summary>Creates the exception without a reason.</summary>
    public EmbeddedPostgresException()
    {
    }
}
