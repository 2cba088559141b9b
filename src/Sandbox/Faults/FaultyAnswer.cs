namespace KonTum.Tthc.Sandbox.Faults;

/// <summary>Answers that do not arrive as they should.</summary>
internal static class FaultyAnswer
{
    private const int DropCount = 20;

    /// <summary>The first half of the right answer, as if it were all.</summary>
    internal sealed class CutOff(IResult right) : IResult
    {
        public async Task ExecuteAsync(HttpContext httpContext)
        {
            var body = await RenderAsync(right, httpContext);
            await httpContext.Response.Body.WriteAsync(body.AsMemory(0, body.Length / 2), httpContext.RequestAborted);
        }
    }

    /// <summary>The right answer, some bytes at a time.</summary>
    internal sealed class InDrops(IResult right, TimeSpan over, TimeProvider time) : IResult
    {
        public async Task ExecuteAsync(HttpContext httpContext)
        {
            var body = await RenderAsync(right, httpContext);
            var size = Math.Max(1, (body.Length + DropCount - 1) / DropCount);
            for (var sent = 0; sent < body.Length; sent += size)
            {
                await httpContext.Response.Body.WriteAsync(body.AsMemory(sent, Math.Min(size, body.Length - sent)), httpContext.RequestAborted);
                await httpContext.Response.Body.FlushAsync(httpContext.RequestAborted);
                await Task.Delay(over / DropCount, time, httpContext.RequestAborted);
            }
        }
    }

    /// <summary>A JSON string that hardly ends: whoever reads it whole is out of memory, or at least out of patience.</summary>
    internal sealed class Endless : IResult
    {
        private const int Size = 64 * 1024 * 1024;

        public async Task ExecuteAsync(HttpContext httpContext)
        {
            httpContext.Response.ContentType = "application/json";
            var part = new byte[64 * 1024];
            Array.Fill(part, (byte)'x');
            await httpContext.Response.Body.WriteAsync("{\"message\":\""u8.ToArray(), httpContext.RequestAborted);
            for (var sent = 0; sent < Size; sent += part.Length)
                await httpContext.Response.Body.WriteAsync(part, httpContext.RequestAborted);
            await httpContext.Response.Body.WriteAsync("\"}"u8.ToArray(), httpContext.RequestAborted);
        }
    }

    /// <summary>Status and headers go to the real response, the body comes back.</summary>
    private static async Task<byte[]> RenderAsync(IResult result, HttpContext context)
    {
        var real = context.Response.Body;
        using var buffer = new MemoryStream();
        context.Response.Body = buffer;
        try
        {
            await result.ExecuteAsync(context);
            await context.Response.BodyWriter.FlushAsync(context.RequestAborted);
        }
        finally
        {
            context.Response.Body = real;
        }

        // What it said about its length is no longer true.
        context.Response.ContentLength = null;
        return buffer.ToArray();
    }
}
