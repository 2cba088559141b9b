using System.Text.Json;
using System.Text.RegularExpressions;
using KonTum.Tthc.Domain.Dossiers;
using KonTum.Tthc.Domain.Signing;

namespace KonTum.Tthc.Infrastructure.Webhooks;

/// <summary>What webhooks are told of signings, and the spelling of states in the contract.</summary>
internal static partial class WebhookBodies
{
    /// <summary>What is sent: enough to ask, and nothing about the person. The outbox puts in its identifier.</summary>
    public static string Signing(SignatureRecord signing, long version) => JsonSerializer.Serialize(new
    {
        type = "signing.changed",
        delivery_id = "{delivery_id}",
        signing_id = signing.Id,
        dossier_id = signing.DossierId,
        state = StateName(signing.State),
        version,
        time = signing.ChangedAt.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", System.Globalization.CultureInfo.InvariantCulture),
    });

    /// <summary>The state in the spelling of the contract.</summary>
    public static string StateName(DossierState state) => "DOSSIER_STATE_" + Spelled(state.ToString());

    /// <summary>
    /// The state in the spelling of the contract; that files are prepared before the phone rings, and signed ones made after it, is nothing
    /// to a caller.
    /// </summary>
    private static string StateName(SigningState state) => "SIGNING_STATE_" + Spelled((state switch
    {
        SigningState.Prepared => SigningState.Requested,
        SigningState.Finishing => SigningState.WaitingForConfirmation,
        _ => state,
    }).ToString());

    private static string Spelled(string name) => WordStart().Replace(name, "_$0").ToUpperInvariant();

    [GeneratedRegex("(?<!^)[A-Z]")]
    private static partial Regex WordStart();
}
