using System.CommandLine;
using KonTum.Tthc.Pades;

namespace KonTum.Tthc.Cli.Pdf.Sign;

/// <summary>The words about fields that may not change any more once the file is signed.</summary>
internal sealed class LockWords
{
    private readonly Option<bool> _all = new("--lock-all-fields") { Description = "Khóa mọi trường của biểu mẫu / lock all fields of the form" };

    private readonly Option<string[]> _named = Names("--lock-fields", "Khóa các trường có tên này / lock the fields of these names");

    private readonly Option<string[]> _others = Names(
        "--lock-fields-except", "Khóa mọi trường trừ các trường này / lock all fields but those of these names");

    public void AddTo(Command command)
    {
        Option[] all = [_all, _named, _others];
        foreach (var option in all)
            command.Add(option);
        command.Validators.Add(result =>
        {
            if (all.Count(option => result.GetResult(option) is { Implicit: false }) > 1)
                result.AddError("chỉ dùng một trong các tùy chọn --lock-… / the options --lock-… exclude each other");
        });
    }

    /// <summary>Null: the signature locks none.</summary>
    public FieldLock? Read(ParseResult result) => result.GetValue(_all) ? new FieldLock { Action = FieldLockAction.All }
        : result.GetValue(_named) is { Length: > 0 } named ? new FieldLock { Action = FieldLockAction.Include, Fields = named }
        : result.GetValue(_others) is { Length: > 0 } others ? new FieldLock { Action = FieldLockAction.Exclude, Fields = others }
        : null;

    private static Option<string[]> Names(string name, string description) => new(name)
    {
        Description = description, AllowMultipleArgumentsPerToken = true, HelpName = "NAME",
    };
}
