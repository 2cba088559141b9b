using System.Globalization;
using System.Security.Cryptography.X509Certificates;
using KonTum.Tthc.Pades;
using KonTum.Tthc.Pades.Timestamps;

namespace KonTum.Tthc.Cli.Pdf.Sign;

/// <summary>Signs files one after the other. Each output appears under its name only when it is complete.</summary>
internal sealed class SignFiles(TimeProvider time, TextWriter output, TextWriter error)
{
    private static readonly TimeSpan s_vietnam = TimeSpan.FromHours(7);

    public async Task<int> RunAsync(SignOptions options, CancellationToken cancellationToken)
    {
        LocalKey? key = null;
        try
        {
            var image = options.Image is null ? null : await ImageAsync(options.Image, cancellationToken);
            key = SigningKey.Open(options.Key, time.GetUtcNow());
            if (options.Key.File is null)
            {
                await error.WriteLineAsync("Không có khóa (--key): dùng chứng thư thử nghiệm tạo tạm, không có giá trị pháp lý.");
                await error.WriteLineAsync("No key given (--key): signing with a throw-away test certificate that nobody trusts.");
            }

            using var http = new HttpClient { Timeout = TimeSpan.FromSeconds(30) };
            var timestamps = options.TimestampAuthority is null || options.Level == PadesLevel.BB ? null : new HttpTimestampClient(http, options.TimestampAuthority);
            using var data = options.Network.Client();
            var keeping = options.Level is not (PadesLevel.BLT or PadesLevel.BLTA) ? null : new AugmentationRequest
            {
                Target = options.Level.Value,
                At = time.GetUtcNow(),
                Timestamps = timestamps,
                ValidationData = data,
                TrustAnchors = Certificates.Read(options.Trust, "--trust"),
                TimestampTrustAnchors = options.TimestampTrust.Count == 0 ? null : Certificates.Read(options.TimestampTrust, "--timestamp-trust"),
                Digest = options.Digest,
            };
            var run = new FileRun(output, error, FileRun.TellsProgress(options.Progress, options.Files.Count, error));
            return await run.RunAsync(
                options.Files, 1, (file, stop) => AnswerAsync(file, options, new Tools(key, image, timestamps, keeping), stop), cancellationToken);
        }
        catch (UnusableException e)
        {
            await error.WriteLineAsync($"Không ký được: {FileRun.Plain(e.Refusal.Vietnamese)}");
            await error.WriteLineAsync($"Not signed: {FileRun.Plain(e.Refusal.English)}");
            return ExitCodes.UnusableInput;
        }
        finally
        {
            key?.Dispose();
        }
    }

    private async Task<FileAnswer> AnswerAsync(string file, SignOptions options, Tools tools, CancellationToken cancellationToken)
    {
        try
        {
            var signed = await SignAsync(file, options, tools, cancellationToken);
            return new FileAnswer(ExitCodes.Done, options.Json ? signed.ToJson() : $"Đã ký: {FileRun.Plain(signed.Out)} / signed", "đã ký / signed");
        }
        catch (Exception e) when (e is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            var refusal = Refusal.Of(e);
            return new FileAnswer(
                ExitCodes.UnusableInput, options.Json ? refusal.ToJson(file) : null, $"không ký được / not signed: {refusal.Code}", refusal);
        }
    }

    private async Task<SignedFile> SignAsync(string file, SignOptions options, Tools tools, CancellationToken cancellationToken)
    {
        var target = await options.Output.ForAsync(file, cancellationToken);
        await using var input = await PdfFile.OpenAsync(file, cancellationToken);
        var summary = await PdfPreflight.InspectAsync(input, cancellationToken);
        // With a throw-away key it is a trial, which binds nobody.
        var allowsXfa = options.Key.File is null || options.AllowDynamicXfa;
        if (summary.IsDynamicXfa && allowsXfa)
        {
            await error.WriteLineAsync("Lưu ý: biểu mẫu XFA động, nội dung trang được ký có thể khác nội dung người xem thấy.");
            await error.WriteLineAsync("Note: a dynamic XFA form; what is signed on the page may differ from what a reader shows.");
        }

        var now = time.GetUtcNow().ToOffset(s_vietnam);
        var visible = await VisibleAsync(input, summary, options, tools, now, cancellationToken);
        var request = new SignatureRequest
        {
            CertificateChain = tools.Key.CertificateChain,
            ClaimedTime = now,
            Digest = options.Digest,
            Scheme = options.Pss ? SignatureScheme.RsaPss : null,
            Reason = options.Reason,
            Location = options.Location,
            Visible = visible,
            FieldName = options.Field,
            NewFieldName = options.NewField,
            Certification = options.Certify,
            Lock = options.Lock,
            AllowDynamicXfa = allowsXfa,
        };
        await using var result = AtomicFile.Begin(target, options.Output.Overwrites);
        var signed = await PadesSigner.SignAsync(input, result.Stream, request, tools.Key, tools.Timestamps, cancellationToken);
        if (tools.Keeping is { } keeping)
        {
            // The signed file of level B-T is a step on the way and never appears.
            await using var kept = AtomicFile.Begin(target, options.Output.Overwrites);
            await PadesAugmenter.AugmentAsync(result.Stream, kept.Stream, keeping, cancellationToken);
            await kept.CompleteAsync(cancellationToken);
        }
        else
        {
            await result.CompleteAsync(cancellationToken);
        }

        return new SignedFile
        {
            File = file,
            Out = target,
            Field = signed.FieldName,
            Page = visible is null or { Page: 0 } ? null : visible.Page,
            Level = tools.Keeping?.Target ?? (tools.Timestamps is null ? PadesLevel.BB : PadesLevel.BT),
            IsTrial = options.Key.File is null,
        };
    }

    private static async Task<VisibleSignature?> VisibleAsync(
        FileStream input, PdfSummary summary, SignOptions options, Tools tools, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (options.Place.Invisible)
            return null;
        var visible = new VisibleSignature
        {
            Lines = options.Text.Count > 0 ? options.Text : DefaultText(tools.Key, now),
            Image = tools.Image,
            Layout = options.Layout,
        };
        // A field has a place; one without a box stays invisible.
        if (options.Field is { } field)
            return summary.SignatureFields.FirstOrDefault(f => f.Name == field) is { Rectangle.Width: 0 } ? null : visible;
        var (page, rectangle) = await SigningPlaces.FindAsync(input, summary, options.Place, cancellationToken);
        return visible with { Page = page, Rectangle = rectangle };
    }

    private static async Task<byte[]> ImageAsync(string file, CancellationToken cancellationToken)
    {
        const long largest = 16 * 1024 * 1024;
        try
        {
            return new FileInfo(file).Length <= largest
                ? await File.ReadAllBytesAsync(file, cancellationToken)
                : throw new IOException("The picture is larger than 16 MB.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UnusableException("image_unreadable", "không đọc được ảnh chữ ký (--image)", "the picture cannot be read (--image)", e.Message);
        }
    }

    private static string[] DefaultText(LocalKey key, DateTimeOffset now)
    {
        using var certificate = X509CertificateLoader.LoadCertificate(key.CertificateChain[0]);
        var name = certificate.GetNameInfo(X509NameType.SimpleName, forIssuer: false);
        return [$"Ký bởi: {name}", string.Create(CultureInfo.InvariantCulture, $"Thời gian ký: {now:dd/MM/yyyy HH:mm:ss}")];
    }

    private sealed record Tools(LocalKey Key, byte[]? Image, ITimestampClient? Timestamps, AugmentationRequest? Keeping);
}
