using KonTum.Tthc.Application.Access;
using KonTum.Tthc.Application.Storage;
using KonTum.Tthc.Domain.Failures;
using KonTum.Tthc.Domain.Signing;

namespace KonTum.Tthc.Application.Signing;

/// <summary>A signing is seen by the person who signs; anyone else gets the answer for one that does not exist.</summary>
internal static class SigningAccess
{
    public static async Task<StreamState<SignatureRecord>> OwnSigningAsync(
        this IStreamReader streams, Guid id, Caller caller, CancellationToken cancellationToken)
    {
        var stream = await streams.ReadAsync<SignatureRecord>(id, cancellationToken);
        return stream is not null && stream.State.PersonId == caller.Subject ? stream : throw Failures.SigningNotFound.Because();
    }
}
