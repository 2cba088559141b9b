namespace KonTum.Tthc.Pades.Validation;

/// <summary>
/// Whose later signatures may show something, and lie over what was signed: people who are trusted, or of whom only the revocation is not
/// known (their path leads to an anchor), and the earlier signer themself. A timestamp never: everybody can have one over anything.
/// </summary>
internal sealed class LaterSigners
{
    private readonly HashSet<int> _trusted = [];
    private readonly Dictionary<int, string> _certificates = [];

    /// <param name="holder">Holder of a signature dictionary.</param>
    /// <param name="result">Its result; intact, and nothing suspicious was done to it.</param>
    public void Add(int holder, SignatureResult result)
    {
        if (result.Kind == SignatureKind.DocumentTimestamp)
            return;
        // TRY_LATER weighs least: nothing else speaks against it.
        if (result.Indication == Indication.TotalPassed || result.SubIndication == SubIndication.TryLater)
            _trusted.Add(holder);
        if (result.Chain is [var own, ..])
            _certificates[holder] = own.Sha256;
    }

    /// <summary>Whether a later signature is of somebody to be believed beside an earlier one.</summary>
    public bool Vouches(int later, SignatureResult earlier) =>
        _trusted.Contains(later)
        || (earlier is { Kind: SignatureKind.Signature, Integrity: Integrity.Intact, Chain: [var own, ..] } && _certificates.GetValueOrDefault(later) == own.Sha256);
}
