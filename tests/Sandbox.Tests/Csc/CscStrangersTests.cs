using System.Text.Json.Nodes;
using static KonTum.Tthc.Sandbox.Tests.Csc.CscCalls;

namespace KonTum.Tthc.Sandbox.Tests.Csc;

/// <summary>
/// What two public clients of CSC v1 send and read, call by call: laverca-csc-client (a person who logs in, nothing optional sent) and the
/// CSC signer of pyHanko (a bearer token from elsewhere, algorithms read out of key/algo, multisign and SCAL as numbers).
/// </summary>
public sealed class CscStrangersTests(FirstStartTemplate template)
{
    [Fact]
    public async Task A_person_logs_in_lists_authorizes_and_signs_as_laverca_does()
    {
        await using var sandbox = await template.StartAsync();
        var client = new CscCalls(sandbox, "v1");
        client.Token = (string)(await client.BasicAsync(Duc, RunningSandbox.Password, new { rememberMe = true })).Body["access_token"]!;

        var ids = (await client.CallAsync("credentials/list", new { maxResults = 20 })).Body["credentialIDs"]!.AsArray();
        var id = (string)ids[0]!;
        var info = (await client.CallAsync("credentials/info", new { credentialID = id })).Body;
        ((string)info["SCAL"]!).ShouldBe("1");
        var held = client.CallAsync("credentials/authorize", new { credentialID = id, numSignatures = 1, hash = new[] { Digest("a") } });
        await client.TapAsync("confirm");
        var (http, signed) = await client.CallAsync(
            "signatures/signHash", new { credentialID = id, SAD = (string)(await held).Body["SAD"]!, hash = new[] { Digest("a") }, signAlgo = EcdsaSha256 });

        http.ShouldBe(200, signed.ToJsonString());
        Verifies(info, Digest("a"), (string)signed["signatures"]![0]!).ShouldBeTrue();
    }

    [Fact]
    public async Task A_token_a_chain_a_sad_and_a_batch_as_pyhanko_does()
    {
        await using var sandbox = await template.StartAsync();
        var client = new CscCalls(sandbox, "v1");
        var (_, token) = await client.TokenAsync(
            ("grant_type", "client_credentials"), ("client_id", sandbox.SpId), ("client_secret", sandbox.SpPassword));
        client.Token = (string)token["access_token"]!;
        var id = (await client.CredentialsAsync(Phuong))[0];
        string[] digests = [Digest("a"), Digest("b")];

        var info = (await client.CallAsync("credentials/info", new { credentialID = id, certificates = "chain", certInfo = false })).Body;
        info["cert"]!["certificates"]!.AsArray().Count.ShouldBe(3);
        info["key"]!["algo"]!.AsArray().Select(a => (string)a!).ShouldContain(RsaSha256);
        int.Parse((string)info["SCAL"]!, System.Globalization.CultureInfo.InvariantCulture).ShouldBe(2);
        ((int)info["multisign"]!).ShouldBeGreaterThanOrEqualTo(digests.Length);
        var held = client.CallAsync("credentials/authorize", new { credentialID = id, hash = digests, numSignatures = digests.Length });
        await client.TapAsync("confirm");
        var authorized = (await held).Body;
        ((int)authorized["expiresIn"]!).ShouldBeGreaterThan(0);
        var (http, signed) = await client.CallAsync("signatures/signHash", new
        {
            credentialID = id, SAD = (string)authorized["SAD"]!, hashAlgo = Sha256, signAlgo = RsaSha256, hash = digests, clientData = "x",
        });

        http.ShouldBe(200, signed.ToJsonString());
        signed["signatures"]!.AsArray().Select((s, i) => Verifies(info, digests[i], (string)s!)).ShouldBe([true, true]);
    }
}
