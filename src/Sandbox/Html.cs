using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Unicode;

namespace KonTum.Tthc.Sandbox;

/// <summary>Text that is HTML already.</summary>
internal readonly record struct Markup(string Text)
{
    private static readonly HtmlEncoder Encoder = HtmlEncoder.Create(UnicodeRanges.All);

    /// <summary>Builds HTML from an interpolated string: every value is encoded, unless it is <see cref="Markup"/> itself.</summary>
    public static Markup Of(Interpolation text) => new(text.ToString());

    public static Markup Join(IEnumerable<Markup> parts) => new(string.Concat(parts.Select(part => part.Text)));

    public override string ToString() => Text;

    [InterpolatedStringHandler]
    internal readonly struct Interpolation(int literalLength, int formattedCount)
    {
        private readonly StringBuilder builder = new(literalLength + (formattedCount * 16));

        public void AppendLiteral(string value) => builder.Append(value);

        public void AppendFormatted(Markup value) => builder.Append(value.Text);

        public void AppendFormatted<T>(T value) =>
            builder.Append(Encoder.Encode(Convert.ToString(value, CultureInfo.InvariantCulture) ?? ""));

        public override string ToString() => builder.ToString();
    }
}

/// <summary>The frame of every page: Vietnamese first, no script but our own file, no style but our own.</summary>
internal static class Page
{
    public static IResult Answer(HttpContext context, string title, Markup body, int status = StatusCodes.Status200OK, bool leadsToClients = false)
    {
        // A login ends with a redirect to the client, and browsers hold redirects after a form to form-action as well.
        var formAction = leadsToClients ? "'self' http://127.0.0.1:* http://localhost:*" : "'self'";
        var headers = context.Response.Headers;
        headers.ContentSecurityPolicy =
            "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src 'self' data:; base-uri 'none'; "
            + $"frame-ancestors 'none'; form-action {formAction}";
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "no-referrer";
        headers.CacheControl = "no-store";
        var page = Markup.Of($"""
            <!doctype html>
            <html lang="vi">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <title>{title}</title>
            <link rel="icon" href="data:,">
            <link rel="stylesheet" href="/sandbox.css">
            </head>
            <body>
            {body}
            </body>
            </html>

            """);
        return Results.Text(page.Text, "text/html; charset=utf-8", Encoding.UTF8, status);
    }

    public static void MapFiles(IEndpointRouteBuilder routes)
    {
        var style = Resources.Text("sandbox.css");
        var script = Resources.Text("phone.js");
        routes.MapGet("/sandbox.css", () => Results.Text(style, "text/css; charset=utf-8", Encoding.UTF8));
        routes.MapGet("/phone/phone.js", () => Results.Text(script, "text/javascript; charset=utf-8", Encoding.UTF8));
    }
}
