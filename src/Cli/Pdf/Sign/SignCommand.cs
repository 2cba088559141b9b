using System.CommandLine;
using KonTum.Tthc.Pades;

namespace KonTum.Tthc.Cli.Pdf.Sign;

/// <summary><c>tthc pdf sign</c>: the words of the command line.</summary>
internal static class SignCommand
{
    public static Command Build(TimeProvider time)
    {
        var files = Words.Files();
        var output = Words.Out();
        var folder = Words.OutFolder();
        var force = Words.Force();
        var key = new KeyWords();
        var place = new PlaceWords();
        var field = new Option<string>("--field") { Description = "Ký vào trường chữ ký trống có tên này / sign into the empty field of this name" };
        var newField = new Option<string>("--new-field") { Description = "Tên trường chữ ký mới / name of the new field" };
        var certify = new Option<CertificationLevel?>("--certify")
        {
            Description = "Ký chứng thực; sau đó cho phép: 1 không gì, 2 điền biểu mẫu và ký, 3 cả ghi chú / "
                + "certify; permit later: 1 nothing, 2 form filling and signing, 3 annotations too",
            HelpName = "1|2|3",
            CustomParser = result => Words.OneOf<CertificationLevel?>(
                result, ("1", CertificationLevel.NoChanges), ("2", CertificationLevel.FormFilling), ("3", CertificationLevel.FormFillingAndAnnotations)),
        };
        var locks = new LockWords();
        var digest = new Option<SignatureDigest>("--digest")
        {
            Description = "Thuật toán băm / digest [sha256]",
            HelpName = "sha256|sha384|sha512",
            CustomParser = result => Words.OneOf(
                result, ("sha256", SignatureDigest.Sha256), ("sha384", SignatureDigest.Sha384), ("sha512", SignatureDigest.Sha512)),
        };
        var pss = new Option<bool>("--pss") { Description = "RSA-PSS thay cho PKCS#1 v1.5 / RSA-PSS in place of PKCS#1 v1.5" };
        var text = new Option<string[]>("--text") { Description = "Các dòng chữ / lines of text", AllowMultipleArgumentsPerToken = true, HelpName = "LINE" };
        var image = new Option<string>("--image") { Description = "Ảnh chữ ký PNG hoặc JPEG / picture, PNG or JPEG", HelpName = "FILE" };
        var layout = new Option<SignatureLayout>("--layout")
        {
            Description = "Bố cục ảnh và chữ / picture and text [image-left]",
            HelpName = "image-left|image-above|text-only|image-only",
            CustomParser = result => Words.OneOf(
                result, ("image-left", SignatureLayout.ImageLeft), ("image-above", SignatureLayout.ImageAbove),
                ("text-only", SignatureLayout.TextOnly), ("image-only", SignatureLayout.ImageOnly)),
        };
        var reason = new Option<string>("--reason") { Description = "Lý do ký / reason" };
        var location = new Option<string>("--location") { Description = "Nơi ký / location" };
        var level = Words.Level("Mức PAdES [b-b, có --tsa thì b-t] / PAdES level [b-b, with --tsa b-t]", lowest: PadesLevel.BB);
        var tsa = Words.TimestampAuthority();
        var trust = Words.Trust();
        var timestampTrust = Words.TimestampTrust();
        var network = new NetworkWords();
        var dynamicXfa = new Option<bool>("--allow-dynamic-xfa") { Description = "Vẫn ký biểu mẫu XFA động / sign a dynamic XFA form all the same" };
        var json = Words.Json();
        var progress = Words.Progress();
        var command = new Command("sign", "Ký tệp PDF; không có --key thì ký thử / sign PDF files; without --key as a trial")
        {
            files, output, folder, force, field, newField, certify, level, tsa, trust, timestampTrust, text, image, layout, reason, location, digest, pss, dynamicXfa, json, progress,
        };
        key.AddTo(command);
        place.AddTo(command);
        locks.AddTo(command);
        network.AddTo(command);
        command.Validators.Add(result =>
        {
            if (OutputNames.Objection(result.GetValue(files)?.Length ?? 0, result.GetValue(output), result.GetValue(folder)) is { } objection)
                result.AddError($"{objection.Vietnamese} / {objection.English}");
            if (Words.ValueOrNone(result, level) is > PadesLevel.BB && result.GetResult(tsa) is null)
                result.AddError("--level từ b-t trở lên cần --tsa / --level of b-t or more needs --tsa");
        });
        command.SetAction((result, cancellationToken) =>
            new SignFiles(time, result.InvocationConfiguration.Output, result.InvocationConfiguration.Error).RunAsync(
                new SignOptions
                {
                    Files = result.GetRequiredValue(files),
                    Output = new OutputNames(result.GetValue(output), result.GetValue(folder), result.GetValue(force)),
                    Key = key.Read(result),
                    Place = place.Read(result),
                    Field = result.GetValue(field),
                    NewField = result.GetValue(newField),
                    Certify = result.GetValue(certify),
                    Lock = locks.Read(result),
                    Digest = result.GetValue(digest),
                    Pss = result.GetValue(pss),
                    Text = result.GetValue(text) ?? [],
                    Image = result.GetValue(image),
                    Layout = result.GetValue(layout),
                    Reason = result.GetValue(reason),
                    Location = result.GetValue(location),
                    Level = result.GetValue(level),
                    TimestampAuthority = result.GetValue(tsa),
                    Trust = result.GetValue(trust) ?? [],
                    TimestampTrust = result.GetValue(timestampTrust) ?? [],
                    Network = network.Read(result),
                    AllowDynamicXfa = result.GetValue(dynamicXfa),
                    Json = result.GetValue(json),
                    Progress = result.GetValue(progress),
                },
                cancellationToken));
        return command;
    }
}
