using System.Security.Cryptography;
using KonTum.Tthc.Infrastructure.Files;

namespace KonTum.Tthc.Infrastructure.PersonalData;

/// <summary>
/// The key that wraps all person keys. It lies in a file of its own, apart from the database: neither a copy of the database nor a copy of
/// the file opens anything alone. All nodes on one database need the same file.
/// </summary>
internal static class MasterKey
{
    /// <summary>Bytes of a key; AES-256.</summary>
    public const int KeyBytes = 32;

    private const UnixFileMode BeyondOwner =
        UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.GroupExecute
        | UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;

    /// <summary>Reads the file; makes it, readable for its owner alone, when there is none.</summary>
    /// <exception cref="InvalidDataException">It cannot be used; the message names the setting.</exception>
    public static byte[] ReadOrMake(string path)
    {
        if (!File.Exists(path)) Make(path);
        if (!OperatingSystem.IsWindows() && (File.GetUnixFileMode(path) & BeyondOwner) != 0)
            throw Unusable("others than its owner may open it; set its mode to 0600");
        string text;
        try
        {
            text = File.ReadAllText(path).Trim();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw Unusable($"it cannot be read ({exception.GetType().Name})");
        }

        var key = new byte[KeyBytes];
        return text.Length == 44 && Convert.TryFromBase64String(text, key, out var length) && length == KeyBytes
            ? key
            : throw Unusable("it does not hold 32 bytes as base64");
    }

    private static InvalidDataException Unusable(string reason) => new($"{PersonalDataOptions.Section}:MasterKeyFile: {reason}.");

    private static void Make(string path)
    {
        var folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        SyncedFiles.CreateDirectory(folder);
        var temporary = Path.Combine(folder, Path.GetRandomFileName());
        try
        {
            using (var file = SyncedFiles.CreateNew(temporary))
            {
                file.Write(System.Text.Encoding.ASCII.GetBytes(Convert.ToBase64String(RandomNumberGenerator.GetBytes(KeyBytes)) + "\n"));
                file.Flush(flushToDisk: true);
            }

            File.Move(temporary, path, overwrite: false);
            SyncedFiles.SyncDirectory(folder);
        }
        catch (IOException) when (File.Exists(path))
        {
            // Another process was faster; its key counts.
        }
        finally
        {
            File.Delete(temporary);
        }
    }
}

/// <summary>Configuration section <c>Tthc:PersonalData</c>.</summary>
internal sealed class PersonalDataOptions
{
    /// <summary>Name of the section.</summary>
    public const string Section = "Tthc:PersonalData";

    /// <summary>File of the master key; <c>keys/master.key</c> under the data directory if it is not set.</summary>
    public string? MasterKeyFile { get; set; }
}
