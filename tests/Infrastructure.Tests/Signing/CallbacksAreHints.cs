using System.Text.Json;
using KonTum.Tthc.Application.Signing;
using Shouldly;

namespace KonTum.Tthc.Infrastructure.Tests.Signing;

/// <summary>VNPT's webhook (facts 1.2): unsigned, so only whom it speaks of is read.</summary>
public sealed class CallbacksAreHints
{
    [Theory]
    [InlineData("Vnpt", """{"sp_id":"sp-of-the-tests","status_code":200,"message":"SUCCESS","transaction_id":"f0b5-transaction","signed_files":[{"doc_id":"a","signature_value":"AQID"}]}""", "f0b5-transaction")]
    [InlineData("Vnpt", """{"status_code":4002,"message":"SIGNER_REJECTED","data":{"tran_code":"7b1f-99"}}""", "7b1f-99")]
    [InlineData("vnpt", """{"transaction_id":"f0b5-transaction"}""", "f0b5-transaction")]
    [InlineData("Vnpt", """{"sp_id":"someone-else","transaction_id":"f0b5-transaction"}""", null)]
    [InlineData("Vnpt", """{"transaction_id":"../../admin"}""", null)]
    [InlineData("Vnpt", """{"transaction_id":17}""", null)]
    [InlineData("Vnpt", """{"signed_files":[]}""", null)]
    [InlineData("Vnpt", """[]""", null)]
    [InlineData("Nobody", """{"transaction_id":"f0b5-transaction"}""", null)]
    public async Task Whom_it_speaks_of(string connection, string body, string? expected)
    {
        await using var host = AdapterHost.Create();
        using var document = JsonDocument.Parse(body);

        host.Get<IProviderCallbacks>().Read(connection, document.RootElement).ShouldBe(expected);
    }

    [Fact]
    public async Task Only_a_connection_with_a_secret_takes_them()
    {
        await using var host = AdapterHost.Create();
        var file = Path.Combine(host.Directory, "with-secret.json");
        await File.WriteAllTextAsync(file, """{"sp_id":"a","sp_password":"b","callback_secret":"c-d-e"}""", TestContext.Current.CancellationToken);
        await using var other = AdapterHost.Create(new Dictionary<string, string?> { ["Tthc:Gateways:Vnpt:CredentialsFile"] = file });

        host.Get<IProviderCallbacks>().FindSecret("Vnpt").ShouldBeNull();
        other.Get<IProviderCallbacks>().FindSecret("Vnpt").ShouldBe("c-d-e");
        other.Get<IProviderCallbacks>().FindSecret("Neac").ShouldBeNull();
    }
}
