using System.Security.Cryptography;
using Org.BouncyCastle.Math;

namespace KonTum.Tthc.Sandbox.Authorities;

/// <summary>Certificate serial numbers: 16 random bytes (RFC 5280, 4.1.2.2 allows 20), written as 32 lower-case hexadecimal digits.</summary>
internal static class SerialNumbers
{
    private const int Length = 16;

    public static BigInteger Next()
    {
        var bytes = RandomNumberGenerator.GetBytes(Length);
        // 0x40 to 0x7f in front: positive, and never shorter when written.
        bytes[0] = (byte)(0x40 | (bytes[0] & 0x3f));
        return new BigInteger(1, bytes);
    }

    public static string Write(BigInteger serial) => Convert.ToHexStringLower(serial.ToByteArrayUnsigned());
}
