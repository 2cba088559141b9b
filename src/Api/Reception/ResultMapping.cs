using Google.Protobuf.WellKnownTypes;
using KonTum.Tthc.Api.Dossiers;
using KonTum.Tthc.Application.Dossiers;
using V1 = KonTum.Tthc.Contract.V1;

namespace KonTum.Tthc.Api.Reception;

internal static class ResultMapping
{
    public static V1.ResultPaper ToMessage(this ResultPaperView result) => new()
    {
        Id = result.Id.ToString(),
        ResultDefinitionId = result.ResultDefinitionId,
        FileName = result.FileName,
        Sealed = result.IsSealed,
        SealingTrouble = result.Trouble is not { } trouble ? null : new V1.SealingTrouble
        {
            FailureCode = trouble.Cause.Failure.Code,
            FailureMessage = trouble.Cause.Vietnamese,
            Attempts = trouble.Attempts,
            NextAttemptTime = trouble.NextAttempt.ToTimestamp(),
        },
        Versions = { result.Versions.Select(DossierMapping.ToMessage) },
        Notices = { result.Notices },
    };
}
