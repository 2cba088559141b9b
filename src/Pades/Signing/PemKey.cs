using System.Security.Cryptography;

namespace KonTum.Tthc.Pades.Signing;

/// <summary>Reads a private key without being told whether it is one for RSA or for a curve.</summary>
internal static class PemKey
{
    /// <exception cref="CryptographicException">No usable key, or a wrong password.</exception>
    public static (RSA? Rsa, ECDsa? Ecdsa) Read(ReadOnlySpan<char> pem, string? password)
    {
        var rsa = RSA.Create();
        if (TryImport(rsa, pem, password))
            return (rsa, null);
        rsa.Dispose();
        var ecdsa = ECDsa.Create();
        if (TryImport(ecdsa, pem, password))
            return (null, ecdsa);
        ecdsa.Dispose();
        throw new CryptographicException("No RSA or ECDSA private key can be read, or its password is another.");
    }

    private static bool TryImport(AsymmetricAlgorithm key, ReadOnlySpan<char> pem, string? password)
    {
        try
        {
            if (password is null)
                key.ImportFromPem(pem);
            else
                key.ImportFromEncryptedPem(pem, password);
            // A public key is importable too.
            return key.ExportPkcs8PrivateKey().Length > 0;
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException)
        {
            return false;
        }
    }
}
