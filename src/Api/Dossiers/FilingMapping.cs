using KonTum.Tthc.Domain.Dossiers;
using V1 = KonTum.Tthc.Contract.V1;

namespace KonTum.Tthc.Api.Dossiers;

internal static class FilingMapping
{
    // The numbers of the kinds are the same on both sides.
    public static V1.FilingStep ToMessage(FilingStep step) => new()
    {
        Kind = (V1.FilingStepKind)step.Kind,
        Complete = step.Complete,
        Obstacles =
        {
            step.Obstacles.Select(o => new V1.FilingObstacle { Field = o.Field, Code = o.Failure.Code, Message = o.Vietnamese }),
        },
    };
}
