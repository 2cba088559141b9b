using KonTum.Tthc.Application.Dossiers;
using KonTum.Tthc.Domain.Dossiers;
using KonTum.Tthc.Domain.Failures;
using V1 = KonTum.Tthc.Contract.V1;

namespace KonTum.Tthc.Api.Dossiers;

internal static class ConversionMapping
{
    /// <summary>Null where none was asked for.</summary>
    public static V1.Conversion? ToMessage(this ConversionView conversion)
    {
        if (conversion.State == ConversionState.None) return null;
        var message = new V1.Conversion
        {
            State = conversion.State switch
            {
                ConversionState.Done => V1.ConversionState.Done,
                ConversionState.Failed => V1.ConversionState.Failed,
                _ => conversion.Running ? V1.ConversionState.Running : V1.ConversionState.Waiting,
            },
            PageCount = conversion.PageCount,
            QueuePosition = conversion.Ahead,
        };
        if (conversion.Cause.Length == 0) return message;
        message.FailureCode = conversion.Cause;
        message.FailureMessage = Failures.All.GetValueOrDefault(conversion.Cause)?.Vietnamese ?? "";
        return message;
    }
}
