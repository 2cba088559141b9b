namespace KonTum.Tthc.Pades.Tests.Reports;

/// <summary>Answers of validations, made by hand so that everything a report can tell occurs.</summary>
internal static class SampleReports
{
    public static DateTimeOffset At { get; } = new(2026, 11, 20, 9, 30, 0, TimeSpan.FromHours(7));

    public static SignatureResult Passed { get; } = new()
    {
        Field = "ChuKy1",
        Kind = SignatureKind.Signature,
        Indication = Indication.TotalPassed,
        Integrity = Integrity.Intact,
        Coverage = Coverage.Revision,
        Modifications = Modifications.Permitted,
        Signer = "Nguyễn Thị Phượng",
        Email = "phuong@example.vn",
        Authority = "VNPT-CA SHA-256",
        SerialNumber = "5401010203040506070809",
        SigningTime = At.AddDays(-3),
        TimestampTime = At.AddDays(-3).AddSeconds(4),
        Level = PadesLevel.BLTA,
        BestSignatureTime = At.AddDays(-3).AddSeconds(4),
        DigestAlgorithm = "SHA-256",
        SignatureAlgorithm = "RSA-2048 PKCS#1 v1.5",
        Chain = Chain("Nguyễn Thị Phượng", "VNPT-CA SHA-256", "Vietnam National Root CA"),
        Timestamps =
        [
            new TimestampFinding
            {
                IsDocumentTimestamp = false, Time = At.AddDays(-3).AddSeconds(4), Unit = "TSA Kon Tum", Indication = Indication.TotalPassed,
                Chain = Chain("TSA Kon Tum", "Vietnam National Root CA"),
            },
            new TimestampFinding
            {
                IsDocumentTimestamp = true, Time = At.AddDays(-1), Unit = "TSA khác", Indication = Indication.Indeterminate,
                SubIndication = SubIndication.NoCertificateChainFound,
            },
        ],
        Checks =
        [
            .. Enum.GetValues<BuildingBlock>().Select(b => new ValidationCheck(b, CheckStatus.Passed, null, $"The {b} block holds.")),
            new ValidationCheck(BuildingBlock.Revocation, CheckStatus.Noted, null, "Revocation information is 20 hours old."),
        ],
        Details = ["The path was built in one attempt."],
    };

    public static SignatureResult Unknown { get; } = Passed with
    {
        Field = "ChuKy2", Signer = "Trần Văn Đức", Indication = Indication.Indeterminate, SubIndication = SubIndication.NoCertificateChainFound,
        Level = PadesLevel.BB, TimestampTime = null, BestSignatureTime = At, Timestamps = [],
        Chain = [.. Chain("Trần Văn Đức", "Một tổ chức không quen biết").Select(c => c with { IsAnchor = false })],
        Checks =
        [
            new ValidationCheck(BuildingBlock.Cryptography, CheckStatus.Passed, null, "The signature value verifies."),
            new ValidationCheck(
                BuildingBlock.Certificate, CheckStatus.Failed, SubIndication.NoCertificateChainFound, "No path leads to a trust anchor."),
        ],
    };

    public static SignatureResult Suspicious { get; } = Passed with
    {
        Field = "ChuKy3", Signer = "Y Blơm Niê", Indication = Indication.Indeterminate, SubIndication = SubIndication.SigConstraintsFailure,
        Modifications = Modifications.Suspicious, Pages = [2, 5, 17],
    };

    public static SignatureResult Broken { get; } = Passed with
    {
        Field = "ChuKy4", Signer = "A Kơn", Indication = Indication.TotalFailed, SubIndication = SubIndication.HashFailure, Integrity = Integrity.Broken,
        Level = PadesLevel.None, BestSignatureTime = null, TimestampTime = null, Timestamps = [],
    };

    public static SignatureResult Stamp { get; } = Passed with
    {
        Field = "DauThoiGian", Kind = SignatureKind.DocumentTimestamp, Signer = "TSA Kon Tum", Coverage = Coverage.WholeFile,
        Modifications = Modifications.None, Level = PadesLevel.None, Timestamps = [],
    };

    /// <summary>Five signatures, the last with a name that is far too long.</summary>
    public static ReportSubject Many { get; } = Subject(
        Passed, Unknown, Suspicious, Broken,
        Passed with { Field = string.Join('.', Enumerable.Repeat("BiểuMẫu", 40)), Signer = string.Join(' ', Enumerable.Repeat("Công Tằng Tôn Nữ", 30)) });

    public static ReportSubject Subject(params SignatureResult[] signatures) => new()
    {
        File = "Tờ khai đăng ký khai sinh.pdf",
        At = At,
        Report = new ValidationReport(signatures),
        Length = 123_456,
        Sha256 = new string('A', 64),
        TrustAnchors = 1,
        Online = true,
    };

    public static ReportSubject Refused(PdfRefusal reason) => new() { File = "khoa.pdf", At = At, Refusal = reason };

    private static IReadOnlyList<CertificateFinding> Chain(params string[] names) =>
    [
        .. names.Select((name, i) => new CertificateFinding
        {
            Subject = name,
            Issuer = names[Math.Min(i + 1, names.Length - 1)],
            SerialNumber = $"0{i}",
            NotBefore = At.AddYears(-2),
            NotAfter = At.AddYears(i + 1),
            Sha256 = new string((char)('A' + i), 64),
            IsAnchor = i == names.Length - 1,
            Revocation = i == names.Length - 1 ? null : new RevocationFinding
            {
                Status = RevocationStatus.Good, Kind = i == 0 ? RevocationSourceKind.Ocsp : RevocationSourceKind.Crl,
                Origin = MaterialOrigin.Document, ThisUpdate = At.AddDays(-3), ProducedAt = At.AddDays(-3), NextUpdate = At.AddDays(4),
                Reason = null,
            },
        }),
    ];
}
