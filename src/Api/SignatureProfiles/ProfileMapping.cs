using Google.Protobuf.WellKnownTypes;
using KonTum.Tthc.Api.Mapping;
using KonTum.Tthc.Application.SignatureProfiles;
using KonTum.Tthc.Application.Signing;
using KonTum.Tthc.Domain.Failures;
using KonTum.Tthc.Domain.SignatureProfiles;
using V1 = KonTum.Tthc.Contract.V1;

namespace KonTum.Tthc.Api.SignatureProfiles;

internal static class ProfileMapping
{
    public static V1.SignatureProfile ToMessage(this ProfileView profile) => new()
    {
        Id = profile.Id.ToString(),
        DisplayName = profile.Settings.Name,
        PhoneNumber = profile.Settings.PhoneNumber,
        LocatorKeyword = profile.Settings.LocatorKeyword,
        Entries = { profile.Settings.Entries.Select(ToMessage) },
        HasImage = profile.HasImage,
        CreateTime = profile.CreatedAt.ToTimestamp(),
        UpdateTime = profile.ChangedAt.ToTimestamp(),
        Etag = profile.ETag,
    };

    public static ProfileSettings ToSettings(string name, string phone, string keyword, IEnumerable<V1.SignatureEntry> entries) =>
        new(name, phone, keyword, [.. entries.Select(ToEntry)]);

    public static SignatureEntry ToEntry(this V1.SignatureEntry entry) => new((SignatureKind)entry.Kind, entry.Account, entry.Provider);

    public static V1.SignatureEntry ToMessage(SignatureEntry entry) =>
        new() { Kind = entry.Kind.ToMessage(), Account = entry.Account, Provider = entry.Provider };

    // The numbers of the kinds are the same on both sides; a test says so.
    public static V1.SignatureKind ToMessage(this SignatureKind kind) => (V1.SignatureKind)kind;

    public static V1.SignatureProvider ToMessage(SignatureProvider provider) =>
        new()
        {
            Code = provider.Code,
            DisplayName = provider.Name,
            Kinds = { provider.Kinds.Select(ToMessage) },
            HasLogo = provider.HasLogo,
            MaxDocuments = { provider.MaxDocuments },
            ConnectedKinds = { provider.ConnectedKinds.Select(ToMessage) },
        };

    public static V1.ConnectAccountResponse ToMessage(this AccountConnection connection) =>
        new() { Connected = connection.Connected, OtpRequired = connection.OtpRequired, ExpireTime = connection.ExpiresAt.ToTimestamp() };

    public static V1.Certificate ToMessage(CertificateOption option) => new()
    {
        SerialNumber = option.Facts.SerialNumber,
        Provider = option.Entry.Provider,
        Kind = option.Entry.Kind.ToMessage(),
        Holder = option.Facts.Holder,
        MaskedIdentity = Mask(option.Facts.Identity),
        CertificateAuthority = option.Facts.Authority,
        ValidFrom = option.Facts.ValidFrom.ToTimestamp(),
        ValidUntil = option.Facts.ValidUntil.ToTimestamp(),
        Use = option.Use switch
        {
            CertificateUse.Personal => V1.CertificateUse.Personal,
            CertificateUse.Seal => V1.CertificateUse.Seal,
            _ => V1.CertificateUse.Unspecified,
        },
        Usable = option.Obstacles.Count == 0,
        Notices = { option.Obstacles.Concat(option.Notices).Select(ToNotice) },
    };

    public static V1.Notice ToNotice(Failure failure) =>
        new() { Code = failure.Code, Message = failure.Vietnamese, MessageEn = failure.English };

    /// <summary>Keeps the kind and the last three digits: enough to tell a person's own numbers apart.</summary>
    private static string Mask(string identity)
    {
        var number = identity.IndexOf(':', StringComparison.Ordinal) + 1;
        var hidden = Math.Max(0, identity.Length - number - 3);
        return identity[..number] + new string('*', hidden) + identity[(number + hidden)..];
    }
}
