using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using KonTum.Tthc.Api.Mapping;
using KonTum.Tthc.Application.Petitions;
using KonTum.Tthc.Application.Petitions.AnswerPetition;
using KonTum.Tthc.Application.Petitions.CreatePetition;
using KonTum.Tthc.Application.Petitions.GetPetition;
using KonTum.Tthc.Application.Petitions.ListPetitions;
using KonTum.Tthc.Application.Ratings;
using KonTum.Tthc.Application.Ratings.GetRating;
using KonTum.Tthc.Application.Ratings.RateDossier;
using KonTum.Tthc.Domain.Petitions;
using MediatR;
using V1 = KonTum.Tthc.Contract.V1;

namespace KonTum.Tthc.Api.Feedback;

internal sealed class FeedbackService(ISender sender) : V1.Feedback.FeedbackBase
{
    public override async Task<V1.Petition> CreatePetition(V1.CreatePetitionRequest request, ServerCallContext context) =>
        ToMessage(await sender.Send(
            new CreatePetition(request.DossierId.ToId(), (PetitionKind)request.Kind, request.Text, request.RequestId), context.CancellationToken));

    public override async Task<V1.Petition> GetPetition(V1.GetPetitionRequest request, ServerCallContext context) =>
        ToMessage(await sender.Send(new GetPetition(request.PetitionId.ToId()), context.CancellationToken));

    public override async Task<V1.ListPetitionsResponse> ListPetitions(V1.ListPetitionsRequest request, ServerCallContext context)
    {
        var query = new ListPetitions(
            request.DossierId.ToFilterId("dossier_id"), request.Waiting, Values.ToPage(request.PageSize, request.PageToken));
        var page = await sender.Send(query, context.CancellationToken);
        return new V1.ListPetitionsResponse { Petitions = { page.Items.Select(ToMessage) }, NextPageToken = page.NextPageToken };
    }

    public override async Task<V1.Petition> AnswerPetition(V1.AnswerPetitionRequest request, ServerCallContext context) =>
        ToMessage(await sender.Send(
            new AnswerPetition(request.PetitionId.ToId(), request.Answer, request.Etag, request.RequestId), context.CancellationToken));

    public override async Task<V1.Rating> RateDossier(V1.RateDossierRequest request, ServerCallContext context) =>
        ToMessage(await sender.Send(
            new RateDossier(request.DossierId.ToId(), request.Score, request.Comment, request.RequestId), context.CancellationToken));

    public override async Task<V1.Rating> GetRating(V1.GetRatingRequest request, ServerCallContext context) =>
        ToMessage(await sender.Send(new GetRating(request.DossierId.ToId()), context.CancellationToken));

    // The numbers of the kinds are the same on both sides.
    private static V1.Petition ToMessage(PetitionView petition) => new()
    {
        Id = petition.Id.ToString(),
        DossierId = petition.DossierId.ToString(),
        DossierCode = petition.DossierCode,
        Kind = (V1.PetitionKind)petition.Kind,
        Text = petition.Text,
        Answer = petition.Answer,
        CreateTime = petition.FiledAt.ToTimestamp(),
        DueTime = petition.DueAt.ToTimestamp(),
        AnswerTime = petition.AnsweredAt.ToTimestamp(),
        Overdue = petition.IsOverdue,
        Etag = petition.ETag,
    };

    private static V1.Rating ToMessage(RatingView rating) => new()
    {
        DossierId = rating.DossierId.ToString(),
        Score = rating.Score,
        Comment = rating.Comment,
        CreateTime = rating.At.ToTimestamp(),
    };
}
