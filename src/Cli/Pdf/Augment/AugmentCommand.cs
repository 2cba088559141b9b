using System.CommandLine;
using KonTum.Tthc.Pades;

namespace KonTum.Tthc.Cli.Pdf.Augment;

/// <summary><c>tthc pdf augment</c>: the words of the command line.</summary>
internal static class AugmentCommand
{
    public static Command Build(TimeProvider time)
    {
        var files = Words.Files();
        var output = Words.Out();
        var folder = Words.OutFolder();
        var force = Words.Force();
        var level = Words.Level("Mức PAdES cần đạt / PAdES level to reach", lowest: PadesLevel.BT);
        level.Required = true;
        var tsa = Words.TimestampAuthority();
        var trust = Words.Trust();
        var timestampTrust = Words.TimestampTrust();
        var material = Words.Many(
            "--material", "Chứng thư, OCSP hoặc CRL có sẵn, DER hoặc PEM / certificates, OCSP responses or CRLs at hand, DER or PEM");
        var network = new NetworkWords();
        var keepPrefix = new Option<bool>("--document-timestamp")
        {
            Description = "Luôn dùng dấu thời gian của tài liệu, không sửa chữ ký cũ / always a document timestamp, which leaves the signatures' bytes alone",
        };
        var renew = new Option<bool>("--renew")
        {
            Description = "Gia hạn: thêm dấu thời gian lưu trữ mới dù đã đạt b-lta / renew: a further archive timestamp even at b-lta",
        };
        var json = Words.Json();
        var progress = Words.Progress();
        var command = new Command("augment", "Nâng mức và gia hạn chữ ký / bring signatures to a higher level, or renew them")
        {
            files, output, folder, force, level, tsa, trust, timestampTrust, material, keepPrefix, renew, json, progress,
        };
        network.AddTo(command);
        command.Validators.Add(result =>
        {
            if (OutputNames.Objection(result.GetValue(files)?.Length ?? 0, result.GetValue(output), result.GetValue(folder)) is { } objection)
                result.AddError($"{objection.Vietnamese} / {objection.English}");
            if (result.GetValue(renew) && Words.ValueOrNone(result, level) is not (null or PadesLevel.BLTA))
                result.AddError("--renew cần --level b-lta / --renew needs --level b-lta");
        });
        command.SetAction((result, cancellationToken) =>
            new AugmentFiles(time, result.InvocationConfiguration.Output, result.InvocationConfiguration.Error).RunAsync(
                new AugmentOptions
                {
                    Files = result.GetRequiredValue(files),
                    Output = new OutputNames(result.GetValue(output), result.GetValue(folder), result.GetValue(force)),
                    Level = result.GetValue(level)!.Value,
                    TimestampAuthority = result.GetValue(tsa),
                    Trust = result.GetValue(trust) ?? [],
                    TimestampTrust = result.GetValue(timestampTrust) ?? [],
                    Material = result.GetValue(material) ?? [],
                    Network = network.Read(result),
                    OnlyDocumentTimestamps = result.GetValue(keepPrefix),
                    Renew = result.GetValue(renew),
                    Json = result.GetValue(json),
                    Progress = result.GetValue(progress),
                },
                cancellationToken));
        return command;
    }
}
