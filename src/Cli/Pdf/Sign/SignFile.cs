using System.Globalization;
using System.Security.Cryptography;
using KonTum.Tthc.Pades;
using KonTum.Tthc.Pades.Timestamps;

namespace KonTum.Tthc.Cli.Pdf.Sign;

/// <summary>Signs one file. The output appears under its name only when it is complete.</summary>
internal sealed class SignFile(TimeProvider time, TextWriter output, TextWriter error)
{
    /// <summary>Points: about 78 by 25 mm, 13 mm from the edges.</summary>
    private const double DefaultWidth = 220;
    private const double DefaultHeight = 70;
    private const double Margin = 36;
    private static readonly TimeSpan s_vietnam = TimeSpan.FromHours(7);

    public async Task<int> RunAsync(SignOptions options, CancellationToken cancellationToken)
    {
        var unfinished = $"{options.Out.FullName}.{Guid.NewGuid():N}.part";
        try
        {
            if (string.Equals(options.Out.FullName, options.File.FullName, StringComparison.Ordinal))
                return Fail("tệp kết quả trùng với tệp gốc", "the output is the input");
            using var key = OpenKey(options);
            await SignAsync(options, key, unfinished, cancellationToken);
            File.Move(unfinished, options.Out.FullName, overwrite: true);
            await output.WriteLineAsync($"Đã ký: {options.Out.FullName} / signed");
            return ExitCodes.Done;
        }
        catch (PdfRefusedException e)
        {
            var (vietnamese, english) = RefusalText.Of(e.Reason);
            return Fail(vietnamese, $"{english} ({RefusalText.Code(e.Reason)}: {e.Message})");
        }
        catch (TimestampException e)
        {
            return Fail("không lấy được dấu thời gian", $"no timestamp: {e.Message}");
        }
        catch (CryptographicException e)
        {
            return Fail("không dùng được khóa ký", $"the key cannot be used: {e.Message}");
        }
        catch (SignatureTooLargeException e)
        {
            return Fail("chữ ký lớn hơn chỗ dành sẵn", e.Message);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return Fail("không đọc hoặc ghi được tệp", $"a file cannot be read or written: {e.Message}");
        }
        finally
        {
            // Deleting what is not there is no error, but a folder that is not there would be one.
            if (File.Exists(unfinished))
                File.Delete(unfinished);
        }
    }

    private async Task SignAsync(SignOptions options, LocalKey key, string unfinished, CancellationToken cancellationToken)
    {
        await using var input = PdfFile.Open(options.File);
        var summary = await PdfPreflight.InspectAsync(input, cancellationToken);
        // With a throw-away key it is a trial, which binds nobody.
        var isTrial = options.Pkcs12 is null;
        if (summary.IsDynamicXfa && (isTrial || options.AllowDynamicXfa))
        {
            await error.WriteLineAsync("Lưu ý: biểu mẫu XFA động, nội dung trang được ký có thể khác nội dung người xem thấy.");
            await error.WriteLineAsync("Note: a dynamic XFA form; what is signed on the page may differ from what a reader shows.");
        }

        await using var file = new FileStream(unfinished, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None);
        var now = time.GetUtcNow().ToOffset(s_vietnam);
        var request = new SignatureRequest
        {
            CertificateChain = key.CertificateChain,
            ClaimedTime = now,
            AllowDynamicXfa = isTrial || options.AllowDynamicXfa,
            Reason = options.Reason,
            Location = options.Location,
            Visible = new VisibleSignature
            {
                Page = options.Page,
                Rectangle = options.Rectangle ?? DefaultPlace(summary, options.Page),
                Lines = options.Text.Count > 0 ? options.Text : DefaultText(key, now),
                Image = options.Image is null ? null : await File.ReadAllBytesAsync(options.Image.FullName, cancellationToken),
            },
        };
        var prepared = await PadesSigner.PrepareAsync(input, file, request, cancellationToken);
        using var http = new HttpClient { Timeout = TimeSpan.FromSeconds(30) };
        var timestamps = options.TimestampAuthority is null ? null : new HttpTimestampClient(http, options.TimestampAuthority);
        await PadesSigner.FinishAsync(file, prepared, key.Sign(prepared), timestamps, cancellationToken);
    }

    private LocalKey OpenKey(SignOptions options)
    {
        if (options.Pkcs12 is { } pkcs12)
        {
            var password = options.PasswordVariable is null ? null : Environment.GetEnvironmentVariable(options.PasswordVariable);
            return LocalKey.FromPkcs12(File.ReadAllBytes(pkcs12.FullName), password);
        }

        error.WriteLine("Không có khóa (--p12): dùng chứng thư thử nghiệm tạo tạm, không có giá trị pháp lý.");
        error.WriteLine("No key given (--p12): signing with a throw-away test certificate that nobody trusts.");
        return LocalKey.CreateThrowAway("Chứng thư thử nghiệm", time.GetUtcNow());
    }

    /// <summary>Lower right corner, where signatures stand on Vietnamese forms.</summary>
    private static PageRectangle DefaultPlace(PdfSummary summary, int page)
    {
        var (width, _) = page >= 1 && page <= summary.PageSizes.Count ? summary.PageSizes[page - 1] : (0, 0);
        return new PageRectangle(width - Margin - DefaultWidth, Margin, DefaultWidth, DefaultHeight);
    }

    private static string[] DefaultText(LocalKey key, DateTimeOffset now)
    {
        using var certificate = System.Security.Cryptography.X509Certificates.X509CertificateLoader.LoadCertificate(key.CertificateChain[0]);
        var name = certificate.GetNameInfo(System.Security.Cryptography.X509Certificates.X509NameType.SimpleName, forIssuer: false);
        return [$"Ký bởi: {name}", string.Create(CultureInfo.InvariantCulture, $"Thời gian ký: {now:dd/MM/yyyy HH:mm:ss}")];
    }

    private int Fail(string vietnamese, string english)
    {
        error.WriteLine($"Không ký được: {vietnamese}.");
        error.WriteLine($"Not signed: {english}");
        return ExitCodes.UnusableInput;
    }
}
