using KonTum.Tthc.Pades.Tests.Cms;
using KonTum.Tthc.Pades.Tests.Pki;
using Shouldly;
using Xunit;

namespace KonTum.Tthc.Cli.Tests;

/// <summary>Levels, augmentation and the network, with authorities on loopback and a clock of the test.</summary>
public sealed class KeepingTests
{
    [Fact]
    public async Task Signed_to_the_highest_level_it_passes_offline_and_nobody_is_asked()
    {
        using var place = new Workplace();
        await using var server = await AuthorityServer.StartAsync();
        var words = await PrepareAsync(place, server);

        var signed = await RunAsync(["pdf", "sign", place.Pdf(), "--out", place.Path("lta.pdf"), "--key", place.Path("key.pem"), "--level", "b-lta", "--json", .. words]);
        var calls = server.Calls.Count;
        var validated = await RunAsync(["pdf", "validate", "--json", "--report", "diagnostic", place.Path("lta.pdf"), "--trust", place.Path("root.pem")]);

        signed.Exit.ShouldBe(0, signed.Error);
        TthcProcess.Lines(signed.Output, "sign").Single().GetProperty("level").GetString().ShouldBe("B-LTA");
        place.Files().ShouldBe(["in.pdf", "key.pem", "lta.pdf", "root.pem"]);
        var line = TthcProcess.Lines(validated.Output, "validate").Single();
        line.GetProperty("signatures")[0].GetProperty("indication").GetString().ShouldBe("TOTAL-PASSED", validated.Output);
        line.GetProperty("signatures")[0].GetProperty("level").GetString().ShouldBe("B-LTA");
        var signature = line.GetProperty("report").GetProperty("signatures")[0];
        signature.GetProperty("chain").GetArrayLength().ShouldBe(3);
        signature.GetProperty("chain")[0].GetProperty("revocation").GetProperty("origin").GetString().ShouldBe("document");
        signature.GetProperty("timestamps").GetArrayLength().ShouldBeGreaterThan(1);
        signature.TryGetProperty("proven_time", out _).ShouldBeTrue();
        server.Calls.Count.ShouldBe(calls, "offline is offline");
    }

    [Fact]
    public async Task Revocation_decides_and_is_asked_for_only_where_allowed()
    {
        using var place = new Workplace();
        await using var server = await AuthorityServer.StartAsync();
        await PrepareAsync(place, server);
        await RunAsync(["pdf", "sign", place.Pdf(), "--out", place.Path("b-b.pdf"), "--key", place.Path("key.pem")]);
        string[] validate = ["pdf", "validate", "--json", place.Path("b-b.pdf"), "--trust", place.Path("root.pem")];

        var offline = await RunAsync(validate);
        var let = await RunAsync([.. validate, "--revocation", "if-present"]);
        var certificateAddresses = await RunAsync([.. validate, "--online"]);
        server.Calls.ShouldBeEmpty("neither offline, nor at an address of the own machine that a certificate names");
        var asked = await RunAsync([.. validate, "--allow-host", server.Address.Authority]);

        Verdict(offline).ShouldBe((1, "TRY_LATER"));
        Verdict(let).ShouldBe((0, "TOTAL-PASSED"));
        Verdict(certificateAddresses).ShouldBe((1, "TRY_LATER"));
        Verdict(asked).ShouldBe((0, "TOTAL-PASSED"));
        server.Calls.ShouldNotBeEmpty();
    }

    [Fact]
    public async Task Augmenting_goes_up_and_renews_and_says_what_is_missing()
    {
        using var place = new Workplace();
        await using var server = await AuthorityServer.StartAsync();
        var words = await PrepareAsync(place, server);
        await RunAsync(["pdf", "sign", place.Pdf(), "--out", place.Path("b-b.pdf"), "--key", place.Path("key.pem")]);

        var offline = await RunAsync(["pdf", "augment", place.Path("b-b.pdf"), "--out", place.Path("no.pdf"), "--level", "b-lt", "--json", .. words[..4]]);
        var up = await RunAsync(["pdf", "augment", place.Path("b-b.pdf"), place.Pdf("unsigned.pdf"), "--out-dir", place.Path("out"), "--level", "b-lta", "--json", .. words]);
        var renewed = await RunAsync(
            ["pdf", "augment", Path.Combine(place.Path("out"), "b-b.pdf"), "--out", place.Path("renewed.pdf"), "--level", "b-lta", "--renew", "--json", .. words]);

        offline.Exit.ShouldBe(2);
        TthcProcess.Lines(offline.Output, "augment").Single().GetProperty("reason").GetString().ShouldBe("revocation_unknown", offline.Output);
        offline.Error.ShouldContain("thu hồi");
        up.Exit.ShouldBe(2);
        var lines = TthcProcess.Lines(up.Output, "augment");
        lines[0].GetProperty("outcome").GetString().ShouldBe("augmented", up.Output);
        lines[0].GetProperty("renew_before").GetString().ShouldNotBeNull();
        lines[1].GetProperty("reason").GetString().ShouldBe("no_signature");
        renewed.Exit.ShouldBe(0, renewed.Error);
        TthcProcess.Lines(renewed.Output, "augment").Single().GetProperty("document_timestamps").GetArrayLength().ShouldBe(1);
        place.Files().ShouldNotContain("no.pdf");
    }

    private static (int, string?) Verdict((int Exit, string Output, string Error) answer)
    {
        var signature = TthcProcess.Lines(answer.Output, "validate").Single().GetProperty("signatures")[0];
        return (answer.Exit, (signature.TryGetProperty("sub_indication", out var sub) ? sub : signature.GetProperty("indication")).GetString());
    }

    private static async Task<string[]> PrepareAsync(Workplace place, AuthorityServer server)
    {
        var world = server.Add();
        await File.WriteAllTextAsync(
            place.Path("key.pem"), $"{world.Signer.KeyPem()}\n{world.Signer.CertificatePem()}\n{world.Issuing.CertificatePem()}\n",
            TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(place.Path("root.pem"), world.Root.CertificatePem(), TestContext.Current.CancellationToken);
        return ["--tsa", $"{server.Address}Thu%20Nghiem/tsa/0", "--trust", place.Path("root.pem"), "--allow-host", server.Address.Authority];
    }

    private static async Task<(int Exit, string Output, string Error)> RunAsync(string[] args)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var exit = await CommandLine.RunAsync(args, output, error, new StoppedClock());
        return (exit, output.ToString(), error.ToString());
    }

    /// <summary>The present of the test's certificates.</summary>
    private sealed class StoppedClock : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => TestPki.Now;
    }
}
