using KonTum.Tthc.Domain.People;
using KonTum.Tthc.Domain.SignatureProfiles;
using KonTum.Tthc.Domain.Signing;

namespace KonTum.Tthc.Domain.Tests.Signing;

/// <summary>Signings of one attachment or of several, as far as a test wants them.</summary>
internal static class GivenSigning
{
    public static readonly Guid Attachment = Guid.NewGuid();

    public static readonly IReadOnlyList<Guid> Attachments = [Attachment, .. Enumerable.Range(0, 9).Select(_ => Guid.NewGuid())];

    public static AuthorizationAsked Pin { get; } = new(true, false, "Mã PIN", "");

    public static SigningRequested Requested(int targets = 1, int limit = 0, bool token = false) => new(
        Guid.NewGuid(), Guid.NewGuid(), Given.Owner, Guid.NewGuid(),
        Personal.Of(Given.Owner, new SignatureEntry(SignatureKind.NeacSign, "062090000001", "VNPT-CA")),
        "VNPT-CA", token ? SignatureKind.Token : SignatureKind.NeacSign,
        new SigningCertificate(
            "5404A1", "Sandbox CA",
            Personal.Of(Given.Owner, new CertificateHolder("Nguyễn Văn Kiểm Thử", "")),
            Personal.Of<IReadOnlyList<byte[]>>(Given.Owner, [[1]])),
        [.. Attachments.Take(targets).Select(id =>
            new SigningTarget("to-khai", id, Personal.Of(Given.Owner, "a.pdf"), Given.File, new PagePlacement(1, 0, 0, 100, 50)))],
        null, "Ký số hồ sơ", Given.Now, limit, token);

    public static IReadOnlyList<PreparedFile> Prepared(SignatureRecord record) => [.. record.Targets.Select(t =>
        new PreparedFile(t.AttachmentId, Personal.Of(Given.Owner, "a.pdf"), new string('c', 64), new string('d', 64), [1, 2]))];

    public static SignedTarget Signed(Guid id) => new(id, Personal.Of(Given.Owner, "a_signed.pdf"), Given.File, Given.Now);

    public static FailedTarget NotSigned(Guid id, string cause = "SIGNATURE_MISSING") => new(id, cause, new Dictionary<string, string>());

    /// <summary>A value for each attachment that there is.</summary>
    public static IReadOnlyDictionary<Guid, byte[]> Values { get; } = Attachments.ToDictionary(a => a, _ => new byte[] { 7 });

    public static IReadOnlyList<Guid> UnderWay(SignatureRecord record) =>
        [.. record.DocumentsOf(record.Confirmation).Select(d => d.Target.AttachmentId)];

    public static void TakeAll(SignatureRecord record, IEnumerable<IDomainEvent> events)
    {
        foreach (var e in events) Given.Take(record, e);
    }

    /// <summary>Takes the next confirmation as far as the phone rings.</summary>
    public static SignatureRecord Ring(SignatureRecord record, AuthorizationAsked? authorization = null)
    {
        if (!record.SignsByItself) record.Apply(record.AskProvider("T", Given.Now));
        record.Apply(record.AwaitConfirmation("ref", Given.Now.AddMinutes(5), authorization, Given.Now));
        return record;
    }

    public static SignatureRecord Ringing(int targets = 1, int limit = 0, bool token = false)
    {
        var record = Given.Replay<SignatureRecord>(Requested(targets, limit, token));
        record.Apply(record.Prepare(Prepared(record), Given.Now));
        return Ring(record);
    }

    /// <summary>Settles the confirmation whose phone rings: those of the list are signed, the others are not.</summary>
    public static SignatureRecord Settle(SignatureRecord record, params IReadOnlyList<Guid> signed)
    {
        record.Apply(record.Receive(Values, Given.Now));
        TakeAll(record, record.Settle(
            [.. UnderWay(record).Where(signed.Contains).Select(Signed)],
            [.. UnderWay(record).Where(a => !signed.Contains(a)).Select(a => NotSigned(a))],
            Given.Now));
        return record;
    }

    public static SignatureRecord In(SigningState state)
    {
        var record = Given.Replay<SignatureRecord>(Requested(state == SigningState.PartlySigned ? 2 : 1));
        if (state == SigningState.Requested) return record;
        record.Apply(record.Prepare(Prepared(record), Given.Now));
        if (state == SigningState.Prepared) return record;
        Ring(record, state == SigningState.AuthorizationRequired ? Pin : null);
        switch (state)
        {
            case SigningState.WaitingForConfirmation or SigningState.AuthorizationRequired: break;
            case SigningState.Finishing: record.Apply(record.Receive(Values, Given.Now)); break;
            case SigningState.Signed or SigningState.PartlySigned: Settle(record, Attachment); break;
            case SigningState.Rejected: TakeAll(record, record.End("SIGNING_REJECTED", Given.Now)); break;
            case SigningState.Expired: TakeAll(record, record.End("SIGNING_EXPIRED", Given.Now)); break;
            case SigningState.Cancelled: TakeAll(record, record.End("SIGNING_CANCELLED", Given.Now)); break;
            default: TakeAll(record, record.End("SIGNATURE_MISMATCH", Given.Now)); break;
        }

        return record;
    }
}
