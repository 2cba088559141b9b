using Google.Api;
using Google.Protobuf;
using Grpc.Core;
using KonTum.Tthc.Api.Files;
using KonTum.Tthc.Api.Mapping;
using KonTum.Tthc.Application.SignatureProfiles.ConnectAccount;
using KonTum.Tthc.Application.SignatureProfiles.CreateSignatureProfile;
using KonTum.Tthc.Application.SignatureProfiles.DeleteSignatureProfile;
using KonTum.Tthc.Application.SignatureProfiles.GetSignatureImage;
using KonTum.Tthc.Application.SignatureProfiles.GetSignatureProfile;
using KonTum.Tthc.Application.SignatureProfiles.GetSignatureProviderLogo;
using KonTum.Tthc.Application.SignatureProfiles.ListCertificates;
using KonTum.Tthc.Application.SignatureProfiles.ListSignatureProfiles;
using KonTum.Tthc.Application.SignatureProfiles.ListSignatureProviders;
using KonTum.Tthc.Application.SignatureProfiles.UpdateSignatureProfile;
using KonTum.Tthc.Application.SignatureProfiles.UploadSignatureImage;
using KonTum.Tthc.Application.Signing;
using KonTum.Tthc.Domain.Failures;
using MediatR;
using V1 = KonTum.Tthc.Contract.V1;

namespace KonTum.Tthc.Api.SignatureProfiles;

internal sealed class SignatureProfilesService(ISender sender) : V1.SignatureProfiles.SignatureProfilesBase
{
    public override async Task<V1.SignatureProfile> CreateSignatureProfile(
        V1.CreateSignatureProfileRequest request, ServerCallContext context)
    {
        var settings = ProfileMapping.ToSettings(request.DisplayName, request.PhoneNumber, request.LocatorKeyword, request.Entries);
        return (await sender.Send(new CreateSignatureProfile(settings, request.RequestId), context.CancellationToken)).ToMessage();
    }

    public override async Task<V1.SignatureProfile> GetSignatureProfile(V1.GetSignatureProfileRequest request, ServerCallContext context) =>
        (await sender.Send(new GetSignatureProfile(request.ProfileId.ToId()), context.CancellationToken)).ToMessage();

    public override async Task<V1.ListSignatureProfilesResponse> ListSignatureProfiles(
        V1.ListSignatureProfilesRequest request, ServerCallContext context)
    {
        var query = new ListSignatureProfiles(Values.ToPage(request.PageSize, request.PageToken));
        var page = await sender.Send(query, context.CancellationToken);
        return new V1.ListSignatureProfilesResponse
        {
            SignatureProfiles = { page.Items.Select(ProfileMapping.ToMessage) }, NextPageToken = page.NextPageToken,
        };
    }

    public override async Task<V1.SignatureProfile> UpdateSignatureProfile(
        V1.UpdateSignatureProfileRequest request, ServerCallContext context)
    {
        var given = request.Profile ?? throw Failures.Invalid(Failures.Required.At("profile"));
        var command = new UpdateSignatureProfile(
            request.ProfileId.ToId(),
            ProfileMapping.ToSettings(given.DisplayName, given.PhoneNumber, given.LocatorKeyword, given.Entries),
            request.UpdateMask.ToFields(),
            request.Etag,
            request.RequestId);
        return (await sender.Send(command, context.CancellationToken)).ToMessage();
    }

    public override async Task<V1.DeleteSignatureProfileResponse> DeleteSignatureProfile(
        V1.DeleteSignatureProfileRequest request, ServerCallContext context)
    {
        var command = new DeleteSignatureProfile(request.ProfileId.ToId(), request.Etag, request.RequestId);
        await sender.Send(command, context.CancellationToken);
        return new V1.DeleteSignatureProfileResponse();
    }

    public override async Task<V1.SignatureProfile> UploadSignatureImage(V1.UploadSignatureImageRequest request, ServerCallContext context)
    {
        await using var image = request.Image.ToStream();
        var command = new UploadSignatureImage(request.ProfileId.ToId(), image, request.Etag, request.RequestId);
        return (await sender.Send(command, context.CancellationToken)).ToMessage();
    }

    public override async Task<HttpBody> GetSignatureImage(V1.GetSignatureImageRequest request, ServerCallContext context)
    {
        var file = await sender.Send(new GetSignatureImage(request.ProfileId.ToId()), context.CancellationToken);
        return await FileAnswers.WholeAsync(file, context);
    }

    public override async Task<V1.ListSignatureProvidersResponse> ListSignatureProviders(
        V1.ListSignatureProvidersRequest request, ServerCallContext context)
    {
        var providers = await sender.Send(new ListSignatureProviders(), context.CancellationToken);
        return new V1.ListSignatureProvidersResponse { Providers = { providers.Select(ProfileMapping.ToMessage) } };
    }

    public override async Task<HttpBody> GetSignatureProviderLogo(V1.GetSignatureProviderLogoRequest request, ServerCallContext context)
    {
        var logo = await sender.Send(new GetSignatureProviderLogo(request.Code), context.CancellationToken);
        return new HttpBody { ContentType = logo.ContentType, Data = UnsafeByteOperations.UnsafeWrap(logo.Content) };
    }

    public override async Task<V1.ConnectAccountResponse> ConnectAccount(V1.ConnectAccountRequest request, ServerCallContext context)
    {
        var entry = request.Entry ?? throw Failures.Invalid(Failures.Required.At("entry"));
        var login = new AccountLogin(request.UserName, request.Password, request.Otp);
        return (await sender.Send(new ConnectAccount(request.ProfileId.ToId(), entry.ToEntry(), login), context.CancellationToken)).ToMessage();
    }

    public override async Task<V1.ListCertificatesResponse> ListCertificates(V1.ListCertificatesRequest request, ServerCallContext context)
    {
        var list = await sender.Send(new ListCertificates(request.ProfileId.ToId()), context.CancellationToken);
        return new V1.ListCertificatesResponse
        {
            Certificates = { list.Options.Select(ProfileMapping.ToMessage) },
            Failures =
            {
                list.Failed.Select(f => new V1.EntryFailure
                {
                    Entry = ProfileMapping.ToMessage(f.Entry), Notice = ProfileMapping.ToNotice(f.Failure),
                }),
            },
        };
    }
}
