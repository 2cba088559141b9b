using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace KonTum.Tthc.Benchmarks.Ceremonies;

/// <summary>
/// A provider that speaks as VNPT SmartCA does (facts 1.2) and costs next to nothing, so that what is measured is the platform. Phones are
/// confirmed by whoever runs the benchmark; the signature is made while the person would be looking at the phone.
/// </summary>
internal sealed class VnptStub : IAsyncDisposable
{
    private readonly RSA _key = RSA.Create(2048);
    private readonly X509Certificate2 _root;
    private readonly X509Certificate2 _leaf;
    private readonly WebApplication _app;
    private readonly ConcurrentDictionary<string, Phone> _byTransaction = new(StringComparer.Ordinal);
    private long _polls;

    private VnptStub()
    {
        using var rootKey = RSA.Create(2048);
        var now = DateTimeOffset.UtcNow;
        var authority = new CertificateRequest("C=VN,O=Benchmark,CN=Benchmark CA", rootKey, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        authority.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        authority.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, true));
        authority.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(authority.PublicKey, false));
        _root = authority.CreateSelfSigned(now.AddDays(-2), now.AddDays(30));
        var person = new CertificateRequest("C=VN,CN=Benchmark,UID=CCCD:062090000001", _key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        person.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, true));
        person.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature | X509KeyUsageFlags.NonRepudiation, true));
        person.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromCertificate(_root, true, false));
        // A positive number without leading zeros, so that every way to write it is the same.
        _leaf = person.Create(_root, now.AddDays(-1), now.AddDays(20), [0x42, .. RandomNumberGenerator.GetBytes(7)]);

        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _app = builder.Build();
        _app.MapPost("/v1/credentials/get_certificate", () => Certificates());
        _app.MapPost("/v1/signatures/sign", Sign);
        _app.MapPost("/v1/signatures/sign/{id}/status", Status);
    }

    /// <summary>Confirmations by the name of the document, which is unique here.</summary>
    public ConcurrentDictionary<string, Phone> Phones { get; } = new(StringComparer.Ordinal);

    public long Polls => Interlocked.Read(ref _polls);

    public string Root => _root.ExportCertificatePem();

    public string Serial => _leaf.SerialNumber;

    public string Url => _app.Urls.Single();

    public static async Task<VnptStub> StartAsync()
    {
        var stub = new VnptStub();
        await stub._app.StartAsync();
        return stub;
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _key.Dispose();
        _root.Dispose();
        _leaf.Dispose();
    }

    private JsonObject Certificates() => Answer("Success", new()
    {
        ["user_certificates"] = new JsonArray(new JsonObject
        {
            ["service_type"] = "SMARTCA",
            ["service_name"] = "SMARTCA PERSONAL PRO",
            ["cert_id"] = "benchmark",
            ["cert_status"] = "Đang hoạt động",
            ["cert_status_code"] = "VALID",
            ["serial_number"] = _leaf.SerialNumber,
            ["cert_subject"] = _leaf.Subject,
            ["cert_valid_from"] = _leaf.NotBefore.ToUniversalTime().ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture),
            ["cert_valid_to"] = _leaf.NotAfter.ToUniversalTime().ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture),
            ["cert_data"] = Convert.ToBase64String(_leaf.RawData),
            ["chain_data"] = new JsonObject { ["ca_cert"] = Convert.ToBase64String(_root.RawData), ["root_cert"] = null },
        }),
    });

    private async Task<JsonObject> Sign(HttpRequest request)
    {
        var body = (await JsonNode.ParseAsync(request.Body))!;
        var (transaction, file) = ((string)body["transaction_id"]!, body["sign_files"]![0]!);
        var digest = Convert.FromHexString((string)file["data_to_be_signed"]!);
        var phone = new Phone(
            transaction, (string)file["doc_id"]!, Convert.ToBase64String(_key.SignHash(digest, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)));
        Phones[phone.Document] = phone;
        _byTransaction[transaction] = phone;
        return Answer("sig_wait_for_user_confirm", new() { ["transaction_id"] = transaction, ["tran_code"] = transaction });
    }

    private JsonObject Status(string id)
    {
        Interlocked.Increment(ref _polls);
        if (!_byTransaction.TryGetValue(id, out var phone)) return new() { ["status_code"] = 400, ["message"] = "BAD_REQUEST", ["data"] = null };
        if (phone.ConfirmedAt == 0) return Answer("sig_wait_for_user_confirm", new() { ["transaction_id"] = id, ["signatures"] = null });
        if (phone.AnsweredAt == 0) phone.AnsweredAt = Stopwatch.GetTimestamp();
        return Answer("SUCCESS", new()
        {
            ["transaction_id"] = id,
            ["signatures"] = new JsonArray(new JsonObject
            {
                ["doc_id"] = phone.Document, ["signature_value"] = phone.Signature, ["timestamp_signature"] = null,
            }),
        });
    }

    private static JsonObject Answer(string message, JsonObject data) => new() { ["status_code"] = 200, ["message"] = message, ["data"] = data };

    /// <summary>A phone that rings.</summary>
    internal sealed class Phone(string transaction, string document, string signature)
    {
        public string Transaction => transaction;

        public string Document => document;

        public string Signature => signature;

        public long ConfirmedAt { get; set; }

        /// <summary>When the platform was first told.</summary>
        public long AnsweredAt { get; set; }
    }
}
