using Google.Rpc;
using Google.Protobuf.Collections;
using Google.Protobuf.WellKnownTypes;

namespace KonTum.Tthc.Cli.Demo;

/// <summary>Reads the details of a <c>google.rpc.Status</c>: the same on both surfaces.</summary>
internal static class RefusalReader
{
    public static RefusedException Read(int code, string message, RepeatedField<Any> details)
    {
        var reason = $"STATUS_{code}";
        string? vietnamese = null;
        string? english = null;
        var violations = new List<BadRequest.Types.FieldViolation>();
        foreach (var detail in details)
        {
            if (detail.TryUnpack<ErrorInfo>(out var info)) reason = info.Reason;
            else if (detail.TryUnpack<LocalizedMessage>(out var text) && text.Locale.StartsWith("vi", StringComparison.Ordinal)) vietnamese = text.Message;
            else if (detail.TryUnpack<LocalizedMessage>(out text)) english = text.Message;
            else if (detail.TryUnpack<BadRequest>(out var bad)) violations.AddRange(bad.FieldViolations);
        }

        var suffix = violations.Count == 0 ? "" : " (" + string.Join("; ", violations.Select(v => $"{v.Field}: {v.Description}")) + ")";
        return new RefusedException(reason, (vietnamese ?? message) + suffix, english ?? message, [.. violations.Select(v => v.Field)]);
    }
}
