using System.CommandLine;
using KonTum.Tthc.Cli.Pdf.Sign;
using KonTum.Tthc.Cli.Pdf.Validate;

namespace KonTum.Tthc.Cli.Pdf;

/// <summary><c>tthc pdf</c>.</summary>
internal static class PdfCommand
{
    public static Command Build(TimeProvider time) => new("pdf", "Ký và kiểm tra chữ ký PDF / sign and validate PDF files")
    {
        SignCommand.Build(time),
        ValidateCommand.Build(time),
    };
}
