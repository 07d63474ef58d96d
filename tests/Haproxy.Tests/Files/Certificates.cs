using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Basenode.Haproxy.Tests.Files;

/// <summary>Certificates of tests, and what a listener shows.</summary>
internal static class Certificates
{
    /// <summary>A certificate and its key, as HAProxy reads them from one file.</summary>
    public static string Rsa(string name)
    {
        using var key = RSA.Create(2048);
        return Pem(new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1), key, name);
    }

    /// <summary>One with a key of another kind.</summary>
    public static string Elliptic(string name)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return Pem(new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256), key, name);
    }

    /// <summary>The fingerprint of the certificate in a file.</summary>
    public static string FingerprintOf(string pem)
    {
        using X509Certificate2 certificate = X509Certificate2.CreateFromPem(pem);
        return certificate.GetCertHashString();
    }

    /// <summary>The fingerprint of the certificate that a listener shows.</summary>
    public static async Task<string> ShownAsync(int port, string name)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, port);
        await using var stream = new SslStream(client.GetStream(), leaveInnerStreamOpen: false, (_, _, _, _) => true);
        await stream.AuthenticateAsClientAsync(name);
        return stream.RemoteCertificate!.GetCertHashString();
    }

    private static string Pem(CertificateRequest request, AsymmetricAlgorithm key, string name)
    {
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(name);
        request.CertificateExtensions.Add(names.Build());
        using X509Certificate2 certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(30));
        return $"{certificate.ExportCertificatePem()}\n{key.ExportPkcs8PrivateKeyPem()}\n";
    }
}
