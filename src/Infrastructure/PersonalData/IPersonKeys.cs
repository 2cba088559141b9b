namespace KonTum.Tthc.Infrastructure.PersonalData;

/// <summary>
/// One key for each person, made at first use. What it seals is readable for as long as it exists: destroying it erases the person's
/// data everywhere at once, in events, documents and copies, without touching any of them.
/// </summary>
public interface IPersonKeys
{
    /// <summary>Makes the table if it is missing, and checks that the master key is the one that wrapped the keys in it.</summary>
    /// <exception cref="InvalidDataException">The master key file cannot be used, or is not the right one.</exception>
    Task EnsureSchemaAsync(CancellationToken cancellationToken);

    /// <summary>The person's key to seal with; made now if there is none. Concurrent callers, on other nodes too, get the same.</summary>
    /// <exception cref="PersonErasedException">The key was destroyed: there is no second one.</exception>
    PersonKey ForSealing(string subject);

    /// <summary>The key that sealed something; null once it was destroyed.</summary>
    /// <exception cref="InvalidDataException">There never was such a key: the data or the table is damaged.</exception>
    PersonKey? ForOpening(string subject, string keyId);

    /// <summary>Fetches at once the keys of persons whose data are about to be opened: a list needs one look and not one a line.</summary>
    Task PreloadAsync(IReadOnlyCollection<string> subjects, CancellationToken cancellationToken);

    /// <summary>Destroys a person's key. Here it is gone at once, on other nodes within <see cref="CacheLifetime"/>.</summary>
    Task DestroyAsync(string subject, CancellationToken cancellationToken);

    /// <summary>How long a node may still use a key that was destroyed on another.</summary>
    static TimeSpan CacheLifetime { get; } = TimeSpan.FromSeconds(30);
}

/// <summary>A person's key.</summary>
/// <param name="Id">Its identifier.</param>
/// <param name="Bytes">32 bytes, AES-256.</param>
public sealed record PersonKey(string Id, ReadOnlyMemory<byte> Bytes)
{
    /// <summary>Hides the key.</summary>
    public override string ToString() => $"PersonKey({Id})";
}

/// <summary>The person's data were erased; nothing can be sealed for them any more.</summary>
public sealed class PersonErasedException() : InvalidOperationException("The person's data were erased.");
