using System.Buffers.Text;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace KonTum.Tthc.Sandbox.Gateways;

/// <summary>What a signHash call asks for, once it is known to keep to the document.</summary>
internal sealed partial record MySignOrder(string CredentialId, string? Description, int Async, List<SigningDocument> Documents)
{
    private const string Sha256 = "2.16.840.1.101.3.4.2.1";
    private const int DigestBytes = 32;
    private const int MostDocuments = 100;

    /// <summary>"Base64 length &lt; 100".</summary>
    private const int TextBound = 100;

    /// <summary>rsaEncryption, as the document writes it, and sha256WithRSAEncryption, as some clients do.</summary>
    private static readonly string[] SignatureAlgorithms = ["1.2.840.113549.1.1.1", "1.2.840.113549.1.1.11"];

    public static MySignOrder? Read(JsonElement body, out string problem)
    {
        var hashes = body.List("hash");
        var documents = body.List("documents");
        var mode = body.Number("async") ?? 0;
        var description = body.Text("description");
        problem =
            body.Text("credentialID") is not { Length: > 0 } ? "credentialID is missing"
            : hashes.Count is 0 or > MostDocuments ? $"hash must have 1 to {MostDocuments} entries"
            : documents.Count != hashes.Count || body.Number("numSignatures") != hashes.Count
                ? "numSignatures must be the number of hash and of documents"
            : body.Text("hashAlgo") != Sha256 ? "hashAlgo must be SHA-256"
            : !SignatureAlgorithms.Contains(body.Text("signAlgo")) ? "signAlgo is not supported"
            : mode is < 0 or > 3 ? "async must be 0, 1, 2 or 3"
            : description is not null && ReadText(description) is null ? "description must be base64 of letters, digits, blank, - and _"
            : "";
        if (problem.Length > 0)
            return null;

        var read = new List<SigningDocument>();
        foreach (var (document, hash) in documents.Zip(hashes))
        {
            if (document.TextOrNumber("document_id") is not { Length: > 0 and < TextBound } id || read.Exists(d => d.DocId == id))
                problem = "document_id is missing, too long or given twice";
            else if (ReadText(document.Text("document_name")) is not { Length: > 0 } name)
                problem = "document_name must be base64 of letters, digits, blank, - and _";
            else if (ReadDigest(hash) is not { } digest)
                problem = "hash must be base64 of a SHA-256 digest";
            else
                read.Add(new SigningDocument { Position = read.Count, DocId = id, Name = name, FileType = "hash", Digest = digest });
            if (problem.Length > 0)
                return null;
        }

        return new MySignOrder(body.Text("credentialID")!, description is null ? null : ReadText(description), mode, read);
    }

    private static byte[]? ReadDigest(JsonElement hash)
    {
        var bytes = new byte[DigestBytes];
        return hash.ValueKind == JsonValueKind.String && hash.GetString() is { Length: < 100 } text
            && Convert.TryFromBase64String(text, bytes, out var length) && length == DigestBytes
                ? bytes
                : null;
    }

    /// <summary>The text within the base64, when the phone app can show it: there are no diacritics.</summary>
    private static string? ReadText(string? base64)
    {
        if (base64 is not { Length: < TextBound } || !Base64.IsValid(base64))
            return null;
        var text = Encoding.UTF8.GetString(Convert.FromBase64String(base64));
        return Shown().IsMatch(text) ? text : null;
    }

    [GeneratedRegex(@"\A[A-Za-z0-9_\- ]*\z")]
    private static partial Regex Shown();
}
