using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json.Nodes;

namespace KonTum.Tthc.Sandbox.Tests;

/// <summary>The calls of a service provider, as the documents write them.</summary>
internal static class GatewayCalls
{
    public const string Vnpt = "/vnpt/sca/sp769/v1";
    public const string Neac = "/neac/sign_v2";

    /// <summary>A CMND account with one certificate.</summary>
    public const string Phuong = "233041875";

    /// <summary>A CCCD account with a seal, an expired certificate and a usable one.</summary>
    public const string Minh = "062085001236";

    public static byte[] Digest(string text) => SHA256.HashData(Encoding.UTF8.GetBytes(text));

    public static string Hex(string text) => Convert.ToHexStringLower(Digest(text));

    public static object File(string docId, string data) =>
        new { doc_id = docId, file_type = "pdf", sign_type = "hash", data_to_be_signed = data };

    public static Task<(int Http, JsonNode Body)> VnptCertificatesAsync(this RunningSandbox sandbox, string userId, string serial = "") =>
        sandbox.PostAsync($"{Vnpt}/credentials/get_certificate", new
        {
            sp_id = sandbox.SpId, sp_password = sandbox.SpPassword, user_id = userId, serial_number = serial, transaction_id = Guid.NewGuid(),
        });

    public static Task<(int Http, JsonNode Body)> VnptSignAsync(
        this RunningSandbox sandbox, string userId, string transactionId, string? serial, params object[] files) =>
        sandbox.PostAsync($"{Vnpt}/signatures/sign", new
        {
            sp_id = sandbox.SpId,
            sp_password = sandbox.SpPassword,
            user_id = userId,
            transaction_id = transactionId,
            transaction_desc = "Ký hồ sơ đăng ký khai sinh",
            serial_number = serial,
            time_stamp = "20261123100000Z",
            sign_files = files,
        });

    public static Task<(int Http, JsonNode Body)> VnptStatusAsync(this RunningSandbox sandbox, string id) =>
        sandbox.PostAsync($"{Vnpt}/signatures/sign/{id}/status", new { });

    /// <summary>Starts a request for Phượng's account and answers both ids.</summary>
    public static async Task<(string TransactionId, string TranCode)> StartAsync(this RunningSandbox sandbox, params object[] files)
    {
        var transactionId = Guid.NewGuid().ToString();
        var (http, body) = await sandbox.VnptSignAsync(
            Phuong, transactionId, null, files.Length == 0 ? [File("to-khai.pdf", Hex("to-khai"))] : files);
        http.ShouldBe(200, body.ToJsonString());
        return (transactionId, (string)body["data"]!["tran_code"]!);
    }

    public static X509Certificate2 Certificate(JsonNode entry) =>
        X509CertificateLoader.LoadCertificate(Convert.FromBase64String((string)entry["cert_data"]!));

    public static bool Verifies(X509Certificate2 certificate, byte[] digest, string signature)
    {
        using var key = certificate.GetRSAPublicKey()!;
        return key.VerifyHash(digest, Convert.FromBase64String(signature), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
    }

    public static string[] Names(JsonNode? node) => node!.AsObject().Select(property => property.Key).ToArray();
}
