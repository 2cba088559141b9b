using System.Text.Json.Nodes;

namespace KonTum.Tthc.Acceptance.Tests.Faults;

/// <summary>Something that goes wrong, and what the citizen gets to know of it.</summary>
/// <param name="Name">What tests and tables call it.</param>
/// <param name="Orders">What the sandbox is told.</param>
/// <param name="End">What is expected.</param>
internal sealed record FaultCase(string Name, IReadOnlyList<Order> Orders, Outcome End)
{
    /// <summary>Whose interface it goes wrong at.</summary>
    public string Kind { get; init; } = Applicant.NeacSign;

    /// <summary>Nobody takes the phone until the signing has ended.</summary>
    public bool PhoneRests { get; init; }

    /// <summary>An event that must be there besides.</summary>
    public string Recorded { get; init; } = "";

    /// <summary>All cases; those of the issue first by name.</summary>
    public static IReadOnlyList<FaultCase> All { get; } =
    [
        // What passes: asked again until it is over, and nobody is disturbed twice.
        new("delay: the provider takes its time", [new("delay", "sign", Seconds: 1)], Outcome.Signed),
        new("delay: the answer to the question comes too late", [new("delay", "sign", Times: 1, Seconds: 6, ActsFirst: true)], Outcome.Signed),
        new("silence before the provider has heard", [new("silence", "sign", Times: 1, Seconds: 6)], Outcome.Signed),
        new("silence after the provider has heard", [new("silence", "sign", Times: 1, Seconds: 6, ActsFirst: true)], Outcome.Signed),
        new("silence while the phone rings", [new("silence", "status", Times: 1, Seconds: 6)], Outcome.Signed),
        new("500 when it is asked", [new("error_500", "sign", Times: 1)], Outcome.Signed),
        new("500 after it has acted", [new("error_500", "sign", Times: 1, ActsFirst: true)], Outcome.Signed),
        new("500 while the phone rings", [new("error_500", "status", Times: 4)], Outcome.Signed),
        new("HTML with 200 when it is asked", [new("html_200", "sign", Times: 1)], Outcome.Signed),
        new("HTML with 200 after it has acted", [new("html_200", "sign", Times: 1, ActsFirst: true)], Outcome.Signed),
        new("HTML with 200 while the phone rings", [new("html_200", "status", Times: 4)], Outcome.Signed),
        new("half an answer", [new("bad_json", "sign", Times: 1), new("bad_json", "status", Times: 2)], Outcome.Signed),
        new("the connection is reset", [new("connection_reset", "sign", Times: 1, ActsFirst: true), new("connection_reset", "status", Times: 2)], Outcome.Signed),
        new("an answer without end", [new("too_large", "status", Times: 2)], Outcome.Signed),
        new("an answer in drops", [new("slow_body", "status", Times: 1, Seconds: 1)], Outcome.Signed),

        // What the person or the clock decides.
        new("reject", [new("reject")], Outcome.Rejected) { PhoneRests = true },
        new("expire", [new("expire")], Outcome.Expired) { PhoneRests = true },
        new("late answer after expiry", [new("late_answer")], Outcome.Expired) { PhoneRests = true, Recorded = "late_signature_recorded" },
        new("silence until the time is up", [new("silence", "status", Seconds: 6)], Outcome.Expired) { Kind = Applicant.SmartCa },
        new("500 until the time is up", [new("error_500", "status")], Outcome.Expired) { Kind = Applicant.SmartCa },

        // What is never attached.
        new("wrong certificate", [new("wrong_certificate")], Outcome.Mismatch),
        new("wrong signature", [new("wrong_signature")], Outcome.Mismatch),
        new("signature of another digest", [new("other_digest")], Outcome.Mismatch),

        // What only the provider can mend.
        new("quota used up", [new("quota_used_up")], Outcome.Quota),
        new("quota used up, told after the tap", [new("quota_used_up", "confirm")], Outcome.Quota),
        new("certificate revoked", [new("revoked_certificate")], Outcome.Revoked),
        new("certificate revoked, told after the tap", [new("revoked_certificate", "confirm")], Outcome.Revoked),
        new("certificate revoked, seen in the list", [new("revoked_certificate", "get_certificate")], Outcome.Revoked with { Refused = true })
            { Kind = Applicant.SmartCa },
        new("certificate expired", [new("expired_certificate")], Outcome.CertificateExpired),
        // After the tap the interface has one number for both (403); which it is, it does not tell.
        new("certificate expired, told after the tap", [new("expired_certificate", "confirm")], Outcome.Revoked),
        new("account unknown", [new("account_unknown", "sign")], Outcome.AccountUnknown),
        new("account unknown from the first call on", [new("account_unknown")], Outcome.AccountUnknown with { Refused = true }),

        new("partial batch", [new("partial_batch")], Outcome.Partly),
    ];

    public override string ToString() => Name;
}

/// <summary>An order to the sandbox; what is null stands for every call, always, or the sandbox's own measure.</summary>
internal sealed record Order(string Fault, string? Call = null, int? Times = null, double? Seconds = null, bool ActsFirst = false)
{
    public JsonObject Json() => new()
    {
        ["fault"] = Fault, ["call"] = Call, ["times"] = Times, ["seconds"] = Seconds, ["acts_first"] = ActsFirst,
    };
}

/// <summary>How a signing ends, in the words that the citizen reads.</summary>
internal sealed record Outcome(string State, string Code, string Vietnamese, string English)
{
    public static readonly Outcome Signed = new("SIGNED", "", "Ký số thành công", "Signed successfully");

    public static readonly Outcome Rejected = new(
        "REJECTED", "SIGNING_REJECTED",
        "Bạn đã từ chối ký số trên điện thoại. Hồ sơ không thay đổi, có thể ký lại.",
        "The signing was rejected on the phone. The dossier is unchanged; it can be started again.");

    public static readonly Outcome Expired = new(
        "EXPIRED", "SIGNING_EXPIRED",
        "Hết thời gian xác nhận trên điện thoại. Hồ sơ không thay đổi, vui lòng ký lại.",
        "The confirmation ran out on the phone. The dossier is unchanged; start again.");

    public static readonly Outcome Mismatch = new(
        "FAILED", "SIGNATURE_MISMATCH",
        "Chữ ký nhận được không khớp với văn bản hoặc chứng thư số; không gắn vào tệp.",
        "The signature that came back does not match the document or the certificate; it was not attached.");

    public static readonly Outcome Quota = new(
        "FAILED", "SIGNING_QUOTA_EXHAUSTED",
        "Tài khoản ký số đã hết lượt ký. Vui lòng liên hệ nhà cung cấp.", "The signing account has no signatures left.");

    public static readonly Outcome Revoked = new(
        "FAILED", "CERTIFICATE_REVOKED", "Chứng thư số đã bị thu hồi hoặc tạm dừng.", "The certificate was revoked or suspended.");

    public static readonly Outcome CertificateExpired = new(
        "FAILED", "CERTIFICATE_EXPIRED",
        "Chứng thư số đã hết hạn hoặc chưa có hiệu lực.", "The certificate has expired or is not valid yet.");

    public static readonly Outcome AccountUnknown = new(
        "FAILED", "SIGNING_ACCOUNT_UNKNOWN",
        "Nhà cung cấp không tìm thấy tài khoản ký số này. Vui lòng kiểm tra số CMND/CCCD đã đăng ký.",
        "The provider knows no such signing account; check the registered identity number.");

    public static readonly Outcome Partly = new(
        "PARTLY_SIGNED", "SIGNING_PARTLY_SIGNED",
        "Đã ký 1 trên 2 tệp. Có thể ký tiếp các tệp còn lại.", "1 of 2 files were signed. The rest can be signed again.");

    /// <summary>StartSigning itself is refused: nothing is stored and nobody is disturbed.</summary>
    public bool Refused { get; init; }
}
