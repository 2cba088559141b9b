using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using KonTum.Tthc.Api.Mapping;
using KonTum.Tthc.Application.Audit;
using KonTum.Tthc.Application.Audit.ReplayEvents;
using MediatR;
using V1 = KonTum.Tthc.Contract.V1;

namespace KonTum.Tthc.Api.Audit;

internal sealed class AuditService(ISender sender, AnswerStreams streams) : V1.Audit.AuditBase
{
    public override Task ReplayEvents(
        V1.ReplayEventsRequest request, IServerStreamWriter<V1.RecordedEvent> responseStream, ServerCallContext context)
    {
        var query = new ReplayEvents(
            request.DossierId.ToFilterId("dossier_id"),
            request.StreamId.ToFilterId("stream_id"),
            [.. request.Types_],
            request.AfterSequence,
            request.ActorId,
            request.Limit);
        return streams.SendAsync(stop => sender.CreateStream(query, stop), ToMessage, responseStream, context);
    }

    private static V1.RecordedEvent ToMessage(RecordedEvent recorded) => new()
    {
        Sequence = recorded.Sequence,
        StreamId = recorded.StreamId.ToString(),
        StreamType = recorded.StreamType,
        Version = recorded.Version,
        EventId = recorded.EventId.ToString(),
        Type = recorded.Type,
        Time = recorded.Time.ToTimestamp(),
        ActorId = recorded.ActorId,
        TraceId = recorded.TraceId,
        Data = Struct.Parser.ParseJson(recorded.Data.GetRawText()),
    };
}
