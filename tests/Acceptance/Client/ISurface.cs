using System.Text.Json.Nodes;

namespace KonTum.Tthc.Acceptance.Tests.Client;

/// <summary>
/// The platform as a stranger's program calls it, over one of its surfaces. Requests and answers are JSON in protobuf's standard mapping,
/// so that a test compares the surfaces by being the same for both.
/// </summary>
internal interface ISurface : IDisposable
{
    string Name { get; }

    /// <summary>Calls a method.</summary>
    /// <param name="call">One of <see cref="Calls"/>.</param>
    /// <param name="token">Bearer token; null for none.</param>
    /// <param name="request">The request message.</param>
    /// <exception cref="RefusedException">It was refused.</exception>
    Task<JsonNode> CallAsync(Call call, string? token, JsonObject request);

    /// <summary>Calls a method that answers a stream, and reads it to its end.</summary>
    IAsyncEnumerable<JsonNode> StreamAsync(Call call, string? token, JsonObject request);

    /// <summary>Attaches a file: in chunks on gRPC, as the body on REST.</summary>
    /// <param name="token">Bearer token.</param>
    /// <param name="header">An UploadAttachmentHeader.</param>
    /// <param name="content">The file.</param>
    Task<JsonNode> UploadAsync(string? token, JsonObject header, byte[] content);

    /// <summary>Puts the picture of a signature.</summary>
    Task<JsonNode> PutImageAsync(string? token, string profileId, byte[] image, string contentType);

    /// <summary>Gets the bytes of an attachment.</summary>
    Task<byte[]> DownloadAsync(string? token, JsonObject request);

    /// <summary>Gets a file: a receipt, a result paper.</summary>
    Task<byte[]> ReadBytesAsync(Call call, string? token, JsonObject request);

    /// <summary>Puts a result paper to a dossier.</summary>
    /// <param name="token">Bearer token.</param>
    /// <param name="request">An UploadResultPaperRequest without its content.</param>
    /// <param name="content">The file.</param>
    Task<JsonNode> PutResultAsync(string? token, JsonObject request, byte[] content);
}

internal static class WholeStreams
{
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(2);

    /// <summary>Everything that a stream tells until it ends.</summary>
    /// <exception cref="TimeoutException">It did not end.</exception>
    public static async Task<IReadOnlyList<JsonNode>> ReadAsync(this ISurface api, Call call, string? token, JsonObject request) =>
        await api.StreamAsync(call, token, request).ToListAsync().AsTask().WaitAsync(Deadline);
}
