using System.CommandLine;

namespace KonTum.Tthc.Cli.Pdf.Sign;

/// <summary>The words about the key.</summary>
internal sealed class KeyWords
{
    private readonly Option<string> _key = new("--key", "--p12")
    {
        Description = "Khóa và chứng thư, PKCS#12 hoặc PEM / key and certificates, PKCS#12 or PEM", HelpName = "FILE",
    };

    private readonly Option<string[]> _chain = Words.Many("--chain", "Chứng thư PEM không có trong --key / PEM certificates that --key does not hold");

    private readonly Option<string> _variable = new("--password-env")
    {
        Description = "Tên biến môi trường chứa mật khẩu / environment variable that holds the password", HelpName = "NAME",
    };

    private readonly Option<string> _file = new("--password-file")
    {
        Description = "Tệp có mật khẩu ở dòng đầu / file with the password in its first line", HelpName = "FILE",
    };

    public void AddTo(Command command)
    {
        command.Add(_key);
        command.Add(_chain);
        command.Add(_variable);
        command.Add(_file);
    }

    public KeyOptions Read(ParseResult result) => new()
    {
        File = result.GetValue(_key),
        Chain = result.GetValue(_chain) ?? [],
        PasswordVariable = result.GetValue(_variable),
        PasswordFile = result.GetValue(_file),
    };
}
