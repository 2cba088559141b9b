using JasperFx.Events;
using KonTum.Tthc.Application.Procedures;
using KonTum.Tthc.Application.SignatureProfiles;
using KonTum.Tthc.Application.Signing;
using KonTum.Tthc.Application.Webhooks;
using KonTum.Tthc.Domain.Procedures;
using KonTum.Tthc.Domain.SignatureProfiles;
using KonTum.Tthc.Domain.Signing;
using KonTum.Tthc.Domain.Webhooks;
using Marten;
using Marten.Events.Aggregation;
using Marten.Events.Projections;

namespace KonTum.Tthc.Infrastructure.Storage;

// Inline, because a caller looks at these lists right after the change: the new draft is in the list, the submitted dossier in the inbox.

internal sealed class ProfileListingProjection : SingleStreamProjection<ProfileListing, Guid>
{
    public ProfileListingProjection()
    {
        IncludeType<SignatureProfileCreated>();
        IncludeType<SignatureProfileDeleted>();
    }

    public override ProfileListing? Evolve(ProfileListing? snapshot, Guid id, IEvent e) => e.Data switch
    {
        SignatureProfileCreated created => new ProfileListing(created.ProfileId, created.OwnerId, created.At),
        SignatureProfileDeleted => null,
        _ => snapshot,
    };
}

internal sealed class SigningListingProjection : SingleStreamProjection<SigningListing, Guid>
{
    public SigningListingProjection() => IncludeType<SigningRequested>();

    public override SigningListing? Evolve(SigningListing? snapshot, Guid id, IEvent e) =>
        e.Data is SigningRequested requested ? new SigningListing(requested.SigningId, requested.DossierId, requested.At) : snapshot;
}

internal sealed class PublishedProcedureProjection : SingleStreamProjection<PublishedProcedure, Guid>
{
    public PublishedProcedureProjection() => IncludeType<ProcedurePublished>();

    public override PublishedProcedure? Evolve(PublishedProcedure? snapshot, Guid id, IEvent e) =>
        e.Data is ProcedurePublished published
            ? new PublishedProcedure(
                id, published.Definition.Code, published.Version, SearchText(published.Definition), published.Definition, published.At)
            : snapshot;

    private static string SearchText(ProcedureDefinition definition) =>
        $"{definition.Code} {definition.Name} {definition.Field}".ToLowerInvariant().Normalize();
}

/// <summary>The webhooks of an account are one stream; the outbox wants one row for each.</summary>
internal sealed partial class WebhookListingProjection : EventProjection
{
    public WebhookListingProjection()
    {
        IncludeType<SigningWebhookRegistered>();
        IncludeType<SigningWebhookRemoved>();
    }

    public override ValueTask ApplyAsync(IDocumentOperations operations, IEvent e, CancellationToken cancellation)
    {
        if (e.Data is SigningWebhookRegistered registered)
            operations.Store(new WebhookListing(registered.WebhookId, registered.OwnerId, registered.At));
        else if (e.Data is SigningWebhookRemoved removed)
            operations.Delete<WebhookListing>(removed.WebhookId);
        return ValueTask.CompletedTask;
    }
}
