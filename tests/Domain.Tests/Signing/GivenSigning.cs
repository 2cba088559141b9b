using KonTum.Tthc.Domain.People;
using KonTum.Tthc.Domain.SignatureProfiles;
using KonTum.Tthc.Domain.Signing;

namespace KonTum.Tthc.Domain.Tests.Signing;

internal static class GivenSigning
{
    public static readonly Guid Attachment = Guid.NewGuid();

    public static SigningRequested Requested() => new(
        Guid.NewGuid(), Guid.NewGuid(), Given.Owner, Guid.NewGuid(),
        Personal.Of(Given.Owner, new SignatureEntry(SignatureKind.NeacSign, "062090000001", "VNPT-CA")),
        "VNPT-CA", SignatureKind.NeacSign,
        new SigningCertificate(
            "5404A1", "Sandbox CA",
            Personal.Of(Given.Owner, new CertificateHolder("Nguyễn Văn Kiểm Thử", "")),
            Personal.Of<IReadOnlyList<byte[]>>(Given.Owner, [[1]])),
        [new SigningTarget("to-khai", Attachment, Personal.Of(Given.Owner, "a.pdf"), Given.File, new PagePlacement(1, 0, 0, 100, 50))],
        null, "Ký số hồ sơ", Given.Now);

    public static IReadOnlyList<PreparedFile> Prepared { get; } =
        [new(Attachment, Personal.Of(Given.Owner, "a.pdf"), new string('c', 64), new string('d', 64), [1, 2])];

    public static IReadOnlyList<SignedTarget> Signed { get; } =
        [new(Attachment, Personal.Of(Given.Owner, "a_signed.pdf"), Given.File, Given.Now)];

    public static SignatureRecord In(SigningState state)
    {
        var record = Given.Replay<SignatureRecord>(Requested());
        if (state == SigningState.Requested) return record;
        record.Apply(record.Prepare(Prepared, "T1", Given.Now));
        if (state == SigningState.Prepared) return record;
        record.Apply(record.AwaitConfirmation("ref", Given.Now.AddMinutes(5), Given.Now));
        switch (state)
        {
            case SigningState.WaitingForConfirmation: break;
            case SigningState.Signed: Given.Take(record, record.Complete(Signed, Given.Now)); break;
            case SigningState.Rejected: Given.Take(record, record.End("SIGNING_REJECTED", Given.Now)); break;
            case SigningState.Expired: Given.Take(record, record.End("SIGNING_EXPIRED", Given.Now)); break;
            case SigningState.Cancelled: Given.Take(record, record.End("SIGNING_CANCELLED", Given.Now)); break;
            default: Given.Take(record, record.End("SIGNATURE_MISMATCH", Given.Now)); break;
        }

        return record;
    }
}
