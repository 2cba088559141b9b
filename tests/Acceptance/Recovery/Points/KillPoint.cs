namespace KonTum.Tthc.Acceptance.Tests.Recovery.Points;

/// <summary>On which side of something a node dies.</summary>
internal enum Side
{
    /// <summary>The node has asked; nobody outside has heard it yet.</summary>
    Before,

    /// <summary>It has happened outside; the node has not heard of it yet.</summary>
    After,
}

/// <summary>What can be seen of a node from outside: what it asks PostgreSQL and the world, and what it answers.</summary>
internal abstract record Place;

/// <summary>A transaction is committed in which an event of this type was appended.</summary>
internal sealed record Commit(string Event) : Place;

/// <summary>A statement is run that has all these words in it.</summary>
/// <param name="FindsRows">Only when PostgreSQL answers a row.</param>
/// <param name="Words">Parts of its text.</param>
internal sealed record Statement(bool FindsRows, params string[] Words) : Place;

/// <summary>The world outside is called.</summary>
/// <param name="Path">Part of the path.</param>
/// <param name="Answer">Part of the answer; empty for any.</param>
internal sealed record WorldCall(string Path, string Answer = "") : Place;

/// <summary>The citizen calls the node.</summary>
/// <param name="Path">End of the path.</param>
internal sealed record CitizenCall(string Path) : Place;

/// <summary>A moment of a ceremony at which a node is killed.</summary>
/// <param name="Name">What tests and tables call it.</param>
/// <param name="Side">Before or after.</param>
/// <param name="Place">What.</param>
/// <param name="Lost">What the node takes with it, or what it never got to know.</param>
internal sealed record KillPoint(string Name, Side Side, Place Place, string Lost)
{
    private const string GetCertificate = "/sign_v2/get_certificate";
    private const string Sign = "/sign_v2/sign";
    private const string Status = "/status";
    private const string Ocsp = "/pki/ocsp/";
    private const string Timestamp = "/tsa";

    /// <summary>Which time that it happens in a ceremony.</summary>
    public int Time { get; init; } = 1;

    /// <summary>The person presses "Ký số" only when the node is dead.</summary>
    public bool PhoneWaits { get; init; }

    /// <summary>In the order of a ceremony.</summary>
    public static IReadOnlyList<KillPoint> All { get; } =
    [
        new("the certificates are asked for", Side.Before, new WorldCall(GetCertificate), "a call of the citizen"),
        new("the certificates were answered", Side.After, new WorldCall(GetCertificate), "a call of the citizen"),
        new("the revocation is asked for", Side.Before, new WorldCall(Ocsp), "a call of the citizen"),
        new("the revocation was answered", Side.After, new WorldCall(Ocsp), "a call of the citizen"),
        new("the request is committed", Side.Before, new Commit("signing_requested"), "the request; nobody has it"),
        new("the request was committed", Side.After, new Commit("signing_requested"), "the answer to the citizen"),
        new("the citizen is answered", Side.After, new CitizenCall("/v1/signings"), "the answer on its way"),
        new("the signing was claimed", Side.After, new Statement(FindsRows: true, "signing_work", "skip locked"), "the claim"),
        new("the prepared files are committed", Side.Before, new Commit("signing_prepared"), "prepared files that nothing names"),
        new("the prepared files were committed", Side.After, new Commit("signing_prepared"), "nothing"),
        new("the transaction is reserved", Side.Before, new WorldCall(GetCertificate), "nothing") { Time = 2 },
        new("the transaction was reserved", Side.After, new WorldCall(GetCertificate), "a transaction that nobody saw") { Time = 2 },
        new("the asking is committed", Side.Before, new Commit("signing_provider_asked"), "nothing"),
        new("the asking was committed", Side.After, new Commit("signing_provider_asked"), "whether the provider has been asked"),
        new("the provider is asked", Side.Before, new WorldCall(Sign), "the question"),
        new("the provider was asked", Side.After, new WorldCall(Sign), "the answer, while the phone rings")
            { PhoneWaits = true },
        new("the provider was asked and the phone confirmed at once", Side.After, new WorldCall(Sign), "the answer"),
        new("the waiting is committed", Side.Before, new Commit("signing_confirmation_awaited"), "that the provider was asked"),
        new("the waiting was committed", Side.After, new Commit("signing_confirmation_awaited"), "nothing"),
        new("the status is asked for", Side.Before, new WorldCall(Status), "a question"),
        new("it was told that the phone rings", Side.After, new WorldCall(Status, "sig_wait_for_user_confirm"), "that nobody has confirmed yet")
            { PhoneWaits = true },
        new("the signature was handed out", Side.After, new WorldCall(Status, "signature_value"), "the signature"),
        new("the signature is committed", Side.Before, new Commit("signing_signatures_received"), "the signature"),
        new("the signature was committed", Side.After, new Commit("signing_signatures_received"), "nothing"),
        new("the first timestamp is asked for", Side.Before, new WorldCall(Timestamp), "the signature, half embedded"),
        new("the first timestamp was answered", Side.After, new WorldCall(Timestamp), "a timestamp"),
        new("the second timestamp is asked for", Side.Before, new WorldCall(Timestamp), "one finished file of two") { Time = 2 },
        new("the second timestamp was answered", Side.After, new WorldCall(Timestamp), "one finished file of two") { Time = 2 },
        new("the proofs of validity are asked for", Side.Before, new WorldCall(Ocsp), "a signature with its timestamp") { Time = 2 },
        new("the proofs of validity were answered", Side.After, new WorldCall(Ocsp), "a signature with its timestamp") { Time = 2 },
        new("the signed files are committed", Side.Before, new Commit("signing_documents_settled"), "signed files that nothing names"),
        new("the signed files were committed", Side.After, new Commit("signing_documents_settled"), "that it is done"),
        new("the signing leaves the schedule", Side.Before, new Statement(FindsRows: false, "delete from", "signing_work"), "that it is done"),
        new("the signing has left the schedule", Side.After, new Statement(FindsRows: false, "delete from", "signing_work"), "nothing"),
    ];

    /// <summary>"before the request is committed".</summary>
    public override string ToString() => $"{(Side == Side.Before ? "before" : "after")} {Name}";
}
