using System.Security.Cryptography;
using System.Text.Json;

namespace KonTum.Tthc.Sandbox.Payments;

/// <summary>
/// The one merchant that the gateway knows. Name and key are made at first use into <c>clients/payments.json</c> (0600), from where a run
/// script hands them to the platform.
/// </summary>
internal sealed class PayMerchant
{
    private const string FileName = "clients/payments.json";

    private readonly Lazy<Account> account;

    public PayMerchant(DataDirectory directory) => account = new(() => ReadOrMake(directory));

    private sealed record Account(string Merchant, string HashKey);

    public string Name => account.Value.Merchant;

    public string Key => account.Value.HashKey;

    public void Prepare() => _ = account.Value;

    private static Account ReadOrMake(DataDirectory directory)
    {
        if (directory.Read(FileName) is { } text)
            return JsonSerializer.Deserialize<Account>(text, Wire.Json) ?? throw new InvalidOperationException($"{FileName} is empty.");
        var made = new Account("KONTUM01", RandomNumberGenerator.GetHexString(64, lowercase: true));
        directory.Write(FileName, JsonSerializer.Serialize(made, Wire.Json));
        return made;
    }
}
