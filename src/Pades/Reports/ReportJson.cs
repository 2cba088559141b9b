using System.Text.Json;

namespace KonTum.Tthc.Pades.Reports;

/// <summary>The JSON form. The names of its members are a contract; what is not known is left out.</summary>
internal sealed class ReportJson(Utf8JsonWriter writer, ReportDepth depth)
{
    private bool IsDiagnostic => depth == ReportDepth.Diagnostic;

    public void Write(ReportSubject subject)
    {
        var conclusion = Conclusions.Of(subject);
        writer.WriteStartObject();
        writer.WriteNumber("report_version", ValidationReports.JsonVersion);
        writer.WriteString("depth", ReportTexts.Code(depth));
        writer.WriteString("file", subject.File);
        writer.WriteString("validated_at", ReportTimes.Utc(subject.At));
        writer.WriteString("outcome", subject.Report is null ? "refused" : "validated");
        if (subject.Report is null)
            writer.WriteString("reason", subject.Refusal is { } reason ? ReportTexts.Code(reason) : "unreadable");
        writer.WriteString("result", ReportTexts.Code(conclusion.Result));
        Text("conclusion", conclusion.Sentence);
        Text("advice", conclusion.Advice);
        if (depth != ReportDepth.Simple)
        {
            if (subject.TrustAnchors is { } anchors)
                writer.WriteNumber("trust_anchors", anchors);
            writer.WriteBoolean("online", subject.Online);
        }

        if (IsDiagnostic)
        {
            if (subject.Length is { } length)
                writer.WriteNumber("length", length);
            Optional("sha256", subject.Sha256);
        }

        writer.WriteStartArray("signatures");
        foreach (var signature in subject.Report?.Signatures ?? [])
            Write(signature);
        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private void Write(SignatureResult signature)
    {
        writer.WriteStartObject();
        writer.WriteString("field", signature.Field);
        writer.WriteString("kind", ReportTexts.Code(signature.Kind));
        writer.WriteString("indication", ReportTexts.Code(signature.Indication));
        Optional("sub_indication", signature.SubIndication is { } sub ? ReportTexts.Code(sub) : null);
        Text("verdict", ReportTexts.Of(signature.Indication));
        if (Conclusions.Objection(signature) is { } objection)
            Text("objection", objection);
        if (Conclusions.Advice(signature) is { Vietnamese: not null } advice)
            Text("advice", advice);
        Optional("signer", signature.Signer);
        writer.WriteBoolean("signer_verified", signature.IsSignerVerified());
        Optional("authority", signature.Authority);
        Time("claimed_time", signature.SigningTime);
        Time("proven_time", signature.ProvenTime());
        writer.WriteString("integrity", ReportTexts.Code(signature.Integrity));
        writer.WriteString("coverage", ReportTexts.Code(signature.Coverage));
        writer.WriteString("modifications", ReportTexts.Code(signature.Modifications));
        if (signature.Pages.Count > 0)
        {
            writer.WriteStartArray("pages");
            foreach (var page in signature.Pages)
                writer.WriteNumberValue(page);
            writer.WriteEndArray();
        }

        Optional("level", ReportTexts.Code(signature.Level));
        if (depth != ReportDepth.Simple)
            WriteDetails(signature);
        writer.WriteEndObject();
    }

    private void WriteDetails(SignatureResult signature)
    {
        Time("best_signature_time", signature.BestSignatureTime);
        Optional("digest_algorithm", signature.DigestAlgorithm);
        Optional("signature_algorithm", signature.SignatureAlgorithm);
        writer.WriteStartArray("building_blocks");
        foreach (var block in Enum.GetValues<BuildingBlock>().Where(b => signature.StatusOf(b) is not null))
            Write(signature, block);
        writer.WriteEndArray();
        Chain(signature.Chain);
        writer.WriteStartArray("timestamps");
        foreach (var timestamp in signature.Timestamps)
            Write(timestamp);
        writer.WriteEndArray();
        if (!IsDiagnostic)
            return;
        Optional("sub_filter", signature.SubFilter);
        if (signature.ByteRange.Count > 0)
        {
            writer.WriteStartArray("byte_range");
            foreach (var number in signature.ByteRange)
                writer.WriteNumberValue(number);
            writer.WriteEndArray();
        }

        Optional("contents_sha256", signature.ContentsSha256());
        Optional("serial_number", signature.SerialNumber);
        Optional("email", signature.Email);
        Time("timestamp_time", signature.TimestampTime);
        writer.WriteStartArray("details");
        foreach (var detail in signature.Details)
            writer.WriteStringValue(detail);
        writer.WriteEndArray();
    }

    private void Write(SignatureResult signature, BuildingBlock block)
    {
        writer.WriteStartObject();
        writer.WriteString("block", ReportTexts.Code(block));
        Text("title", ReportTexts.Of(block));
        writer.WriteString("status", ReportTexts.Code(signature.StatusOf(block)!.Value));
        writer.WriteStartArray("checks");
        foreach (var check in signature.Checks.Where(c => c.Block == block))
        {
            writer.WriteStartObject();
            writer.WriteString("status", ReportTexts.Code(check.Status));
            Optional("sub_indication", check.SubIndication is { } sub ? ReportTexts.Code(sub) : null);
            Text("meaning", CheckTexts.Of(check));
            writer.WriteString("detail", check.Detail);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private void Write(TimestampFinding timestamp)
    {
        writer.WriteStartObject();
        writer.WriteString("kind", timestamp.IsDocumentTimestamp ? "document_timestamp" : "signature_timestamp");
        Time("time", timestamp.Time);
        Optional("unit", timestamp.Unit);
        writer.WriteString("indication", ReportTexts.Code(timestamp.Indication));
        Optional("sub_indication", timestamp.SubIndication is { } sub ? ReportTexts.Code(sub) : null);
        Chain(timestamp.Chain);
        writer.WriteEndObject();
    }

    private void Chain(IReadOnlyList<CertificateFinding> chain)
    {
        writer.WriteStartArray("chain");
        foreach (var certificate in chain)
        {
            writer.WriteStartObject();
            writer.WriteString("subject", certificate.Subject);
            writer.WriteString("issuer", certificate.Issuer);
            Time("not_before", certificate.NotBefore);
            Time("not_after", certificate.NotAfter);
            writer.WriteBoolean("anchor", certificate.IsAnchor);
            if (IsDiagnostic)
            {
                writer.WriteString("serial_number", certificate.SerialNumber);
                writer.WriteString("sha256", certificate.Sha256);
            }

            if (certificate.Revocation is { } revocation)
                Write(revocation);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private void Write(RevocationFinding revocation)
    {
        writer.WriteStartObject("revocation");
        writer.WriteString("status", ReportTexts.Code(revocation.Status));
        writer.WriteString("kind", ReportTexts.Code(revocation.Kind));
        writer.WriteString("origin", ReportTexts.Code(revocation.Origin));
        Time("this_update", revocation.ThisUpdate);
        Time("next_update", revocation.NextUpdate);
        Time("revoked_at", revocation.RevokedAt);
        Optional("reason", revocation.Reason);
        if (IsDiagnostic)
            Time("produced_at", revocation.ProducedAt);
        writer.WriteEndObject();
    }

    private void Text(string name, ReportText text)
    {
        writer.WriteStartObject(name);
        writer.WriteString("vi", text.Vietnamese);
        writer.WriteString("en", text.English);
        writer.WriteEndObject();
    }

    private void Optional(string name, string? value)
    {
        if (value is not null)
            writer.WriteString(name, value);
    }

    private void Time(string name, DateTimeOffset? time)
    {
        if (time is { } known)
            writer.WriteString(name, ReportTimes.Utc(known));
    }
}
