using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Basenode.Testing;

namespace Basenode.Haproxy.Tests.Live;

/// <summary>A certificate for localhost that is its own authority.</summary>
internal static class TestCertificate
{
    /// <summary>Writes certificate and key into one file, and returns its path.</summary>
    public static string Write(TemporaryFolder folder)
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using X509Certificate2 certificate = Create(key);
        return folder.Write("localhost.pem", $"{certificate.ExportCertificatePem()}\n{key.ExportPkcs8PrivateKeyPem()}\n");
    }

    /// <summary>Writes a list of revoked certificates without any, and returns its path.</summary>
    public static string WriteRevoked(TemporaryFolder folder)
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using X509Certificate2 certificate = Create(key);
        byte[] list = new CertificateRevocationListBuilder().Build(certificate, 1, TimeProvider.System.GetUtcNow().AddDays(1), HashAlgorithmName.SHA256);
        return folder.Write("revoked.pem", PemEncoding.WriteString("X509 CRL", list) + "\n");
    }

    private static X509Certificate2 Create(ECDsa key)
    {
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign | X509KeyUsageFlags.DigitalSignature, true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        DateTimeOffset from = TimeProvider.System.GetUtcNow().AddDays(-1);
        return request.CreateSelfSigned(from, from.AddDays(3));
    }
}
