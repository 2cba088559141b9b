using KonTum.Tthc.Domain.SignatureProfiles;

namespace KonTum.Tthc.Infrastructure.Signing.Connections;

/// <summary>What a provider handed out when a person logged in to an account; it prints nothing.</summary>
/// <param name="UserId">What the provider calls the person.</param>
/// <param name="AccessToken">Opens the calls.</param>
/// <param name="ExpiresAt">Until when it does.</param>
/// <param name="RefreshToken">Gives the next one.</param>
internal sealed record AccountTokens(string UserId, string AccessToken, DateTimeOffset ExpiresAt, string RefreshToken)
{
    /// <inheritdoc />
    public override string ToString() => nameof(AccountTokens);
}

/// <summary>Tokens as they are kept.</summary>
/// <param name="Tokens">The tokens.</param>
/// <param name="Version">Counts the changes, so that of two nodes that renew at once one keeps what the other has written.</param>
internal sealed record KeptConnection(AccountTokens Tokens, long Version);

/// <summary>
/// Connected accounts, sealed under the person's key: they go when the person is erased. Neither the account nor a token can be read out of
/// the table.
/// </summary>
internal interface IAccountConnections
{
    /// <summary>Makes the table if it is missing.</summary>
    Task EnsureSchemaAsync(CancellationToken cancellationToken);

    /// <summary>The connection of a person's account; null when there is none, or the person was erased.</summary>
    Task<KeptConnection?> FindAsync(string personId, SignatureEntry entry, CancellationToken cancellationToken);

    /// <summary>Keeps what a login gave, in place of an earlier one.</summary>
    Task ConnectAsync(string personId, SignatureEntry entry, AccountTokens tokens, CancellationToken cancellationToken);

    /// <summary>
    /// Takes the turn to renew: a refresh token is good for one use, and nodes share it. The turn ends with the new tokens, with
    /// <see cref="LeaveRenewalAsync"/>, or after <paramref name="turn"/> by the database's clock, should the node die.
    /// </summary>
    /// <returns>False while another has the turn, and when somebody has changed the connection since.</returns>
    Task<bool> TryTakeRenewalAsync(string personId, SignatureEntry entry, KeptConnection old, TimeSpan turn, CancellationToken cancellationToken);

    /// <summary>Gives the turn back: the provider did not answer.</summary>
    Task LeaveRenewalAsync(string personId, SignatureEntry entry, KeptConnection old, CancellationToken cancellationToken);

    /// <summary>Keeps renewed tokens.</summary>
    /// <returns>False when somebody else has changed the connection since.</returns>
    Task<bool> TryRenewAsync(string personId, SignatureEntry entry, KeptConnection old, AccountTokens tokens, CancellationToken cancellationToken);

    /// <summary>Forgets a connection that the provider no longer takes, unless somebody has changed it since.</summary>
    Task RemoveAsync(string personId, SignatureEntry entry, KeptConnection old, CancellationToken cancellationToken);
}
