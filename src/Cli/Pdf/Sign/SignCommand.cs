using System.CommandLine;
using System.Globalization;
using KonTum.Tthc.Pades;

namespace KonTum.Tthc.Cli.Pdf.Sign;

/// <summary><c>tthc pdf sign</c>: the words of the command line.</summary>
internal static class SignCommand
{
    public static Command Build(TimeProvider time)
    {
        var file = new Argument<FileInfo>("FILE") { Description = "Tệp PDF cần ký / the PDF to sign" };
        var output = new Option<FileInfo>("--out") { Description = "Tệp kết quả / the signed file", Required = true };
        var page = new Option<int>("--page") { Description = "Trang đặt chữ ký / page of the visible signature", DefaultValueFactory = _ => 1 };
        var rect = new Option<PageRectangle?>("--rect")
        {
            Description = "x,y,rộng,cao tính bằng point từ góc dưới trái / x,y,w,h in points from the lower left corner",
            CustomParser = ParseRectangle,
        };
        var text = new Option<string[]>("--text") { Description = "Dòng chữ / lines of text", AllowMultipleArgumentsPerToken = true };
        var image = new Option<FileInfo>("--image") { Description = "Ảnh chữ ký PNG hoặc JPEG / picture, PNG or JPEG" };
        var tsa = new Option<Uri?>("--tsa")
        {
            Description = "Địa chỉ máy chủ dấu thời gian / address of a time-stamping authority",
            CustomParser = ParseAddress,
        };
        var pkcs12 = new Option<FileInfo>("--p12") { Description = "Khóa và chứng thư PKCS#12 / key and certificate" };
        var password = new Option<string>("--password-env")
        {
            Description = "Tên biến môi trường chứa mật khẩu / environment variable that holds the password",
        };
        var reason = new Option<string>("--reason") { Description = "Lý do ký / reason" };
        var location = new Option<string>("--location") { Description = "Nơi ký / location" };
        var dynamicXfa = new Option<bool>("--allow-dynamic-xfa")
        {
            Description = "Vẫn ký biểu mẫu XFA động / sign a dynamic XFA form all the same",
        };
        var command = new Command("sign", "Ký một tệp PDF / sign a PDF")
        {
            file, output, page, rect, text, image, tsa, pkcs12, password, reason, location, dynamicXfa,
        };
        command.SetAction((result, cancellationToken) => new SignFile(time, result.InvocationConfiguration.Output, result.InvocationConfiguration.Error).RunAsync(
            new SignOptions
            {
                File = result.GetRequiredValue(file),
                Out = result.GetRequiredValue(output),
                Page = result.GetValue(page),
                Rectangle = result.GetValue(rect),
                Text = result.GetValue(text) ?? [],
                Image = result.GetValue(image),
                TimestampAuthority = result.GetValue(tsa),
                Pkcs12 = result.GetValue(pkcs12),
                PasswordVariable = result.GetValue(password),
                AllowDynamicXfa = result.GetValue(dynamicXfa),
                Reason = result.GetValue(reason),
                Location = result.GetValue(location),
            },
            cancellationToken));
        return command;
    }

    private static Uri? ParseAddress(System.CommandLine.Parsing.ArgumentResult result)
    {
        if (result.Tokens is [var only] && Uri.TryCreate(only.Value, UriKind.Absolute, out var address)
            && (address.Scheme == Uri.UriSchemeHttp || address.Scheme == Uri.UriSchemeHttps))
        {
            return address;
        }

        result.AddError("--tsa cần địa chỉ http hoặc https / --tsa takes an http or https address");
        return null;
    }

    private static PageRectangle? ParseRectangle(System.CommandLine.Parsing.ArgumentResult result)
    {
        var parts = result.Tokens is [var only] ? only.Value.Split(',') : [];
        var numbers = new double[4];
        if (parts.Length == 4
            && Enumerable.Range(0, 4).All(i => double.TryParse(parts[i], NumberStyles.Float, CultureInfo.InvariantCulture, out numbers[i]))
            && numbers.All(double.IsFinite) && numbers[2] > 0 && numbers[3] > 0)
        {
            return new PageRectangle(numbers[0], numbers[1], numbers[2], numbers[3]);
        }

        result.AddError("--rect cần bốn số x,y,rộng,cao / --rect takes four numbers x,y,w,h");
        return null;
    }
}
