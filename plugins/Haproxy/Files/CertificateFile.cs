using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Basenode.Haproxy.Files;

/// <summary>Reads a file with a certificate, its chain and its key. Pure.</summary>
/// <param name="Lines">What is given to HAProxy: the blocks alone, without what stands between them.</param>
/// <param name="Fingerprint">The SHA-1 of the first certificate in hexadecimal, as HAProxy shows it.</param>
/// <param name="ChainLength">How many certificates come after the first.</param>
/// <param name="Algorithm">The kind of its key, such as that of RSA.</param>
/// <param name="Obstacle">Why a running HAProxy cannot be given it; null when it can.</param>
internal sealed record CertificateFile(IReadOnlyList<string> Lines, string Fingerprint, int ChainLength, string Algorithm, string? Obstacle)
{
    // HAProxy reads a command with all its lines into one buffer of 16 kB.
    private const int MostBytes = 15_000;
    private const string Begin = "-----BEGIN ";
    private const string End = "-----END ";

    /// <summary>Whether a text is one at all.</summary>
    public static bool IsOne(string text) => text.Contains("-----BEGIN CERTIFICATE-----", StringComparison.Ordinal);

    /// <summary>Reads a file.</summary>
    public static CertificateFile Parse(string text)
    {
        IReadOnlyList<string>? lines = Blocks(text);
        if (lines is null)
        {
            return Refused("it has lines that are not those of a certificate");
        }

        if (lines.Sum(line => line.Length + 1) > MostBytes)
        {
            return Refused(FormattableString.Invariant($"it is longer than {MostBytes} bytes"));
        }

        if (!lines.Any(line => line.StartsWith(Begin, StringComparison.Ordinal) && line.EndsWith("PRIVATE KEY-----", StringComparison.Ordinal)))
        {
            return Refused("its key is in another file");
        }

        try
        {
            var certificates = new X509Certificate2Collection();
            certificates.ImportFromPem(string.Join('\n', lines));
            CertificateFile result = certificates.Count == 0
                ? Refused("it has no certificate")
                : new CertificateFile(lines, certificates[0].GetCertHashString(HashAlgorithmName.SHA1), certificates.Count - 1, certificates[0].GetKeyAlgorithm(), Obstacle: null);
            foreach (X509Certificate2 certificate in certificates)
            {
                certificate.Dispose();
            }

            return result;
        }
        catch (CryptographicException)
        {
            return Refused("its certificate cannot be read");
        }
    }

    private static CertificateFile Refused(string why) => new([], "", 0, "", why);

    // Null where a block holds something that cannot be given.
    private static List<string>? Blocks(string text)
    {
        var lines = new List<string>();
        bool isInside = false;
        foreach (string raw in text.Split('\n'))
        {
            string line = raw.Trim();
            isInside |= line.StartsWith(Begin, StringComparison.Ordinal);
            if (isInside && line.Length > 0)
            {
                if (!FileWords.IsPem(line))
                {
                    return null;
                }

                lines.Add(line);
            }

            isInside &= !line.StartsWith(End, StringComparison.Ordinal);
        }

        return lines;
    }
}
