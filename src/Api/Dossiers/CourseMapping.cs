using Google.Protobuf.WellKnownTypes;
using KonTum.Tthc.Api.Mapping;
using KonTum.Tthc.Application.Dossiers;
using KonTum.Tthc.Domain.Dossiers;
using V1 = KonTum.Tthc.Contract.V1;

namespace KonTum.Tthc.Api.Dossiers;

/// <summary>What belongs to a dossier after its submission.</summary>
internal static class CourseMapping
{
    public static V1.Supplement ToMessage(this SupplementView asked) => new()
    {
        Items =
        {
            asked.Items.Select(i => new V1.SupplementItem
            {
                ComponentId = i.ComponentId,
                Field = i.Field,
                Note = i.Note,
                Answered = i.Answered,
            }),
        },
        Note = asked.Note,
        Deadline = ((DateOnly?)asked.Deadline).ToDate(),
        RequestTime = asked.RequestedAt.ToTimestamp(),
    };

    /// <summary>The channel asked for; online when none is given.</summary>
    public static ReturnChannel ToChannel(this V1.ReturnChannel channel) =>
        channel == V1.ReturnChannel.Unspecified ? ReturnChannel.Online : (ReturnChannel)channel;
}
