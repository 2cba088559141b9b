namespace KonTum.Tthc.Sandbox.Csc;

/// <summary>The picture that <c>info</c> points to: the API wants PNG or JPEG.</summary>
internal static class CscLogo
{
    public const string Path = "/csc-logo.png";

    /// <summary>One dark blue pixel.</summary>
    private static readonly byte[] Png = Convert.FromBase64String(
        "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAIAAACQd1PeAAAADElEQVR4nGPg8p8HAAFeAPhvInelAAAAAElFTkSuQmCC");

    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet(Path, () => Results.Bytes(Png, "image/png"));
}
