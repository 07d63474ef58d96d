using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Basenode.Testing;

namespace Basenode.Engine.Tests.Cluster.Consul;

/// <summary>A certificate authority and certificates of its own making, as PEM files in a folder.</summary>
internal sealed class TestCertificates : IDisposable
{
    private static readonly DateTimeOffset From = TimeProvider.System.GetUtcNow().AddDays(-1);

    private readonly TemporaryFolder folder = new();
    private readonly X509Certificate2 authority;

    public TestCertificates()
    {
        var request = new CertificateRequest("CN=test authority", ECDsa.Create(ECCurve.NamedCurves.nistP256), HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign, true));
        authority = request.CreateSelfSigned(From, From.AddDays(3));
        CaFile = folder.Write("ca/ca.pem", authority.ExportCertificatePem());
    }

    public string CaFile { get; }

    public string CaFolder => Path.GetDirectoryName(CaFile)!;

    /// <summary>Issues a certificate for a name and for 127.0.0.1.</summary>
    public (string Certificate, string Key) Issue(string name, bool forLoopback)
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(name);
        if (forLoopback)
        {
            names.AddIpAddress(IPAddress.Loopback);
        }

        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.1"), new Oid("1.3.6.1.5.5.7.3.2")], false));
        using X509Certificate2 certificate = request.Create(authority, From, From.AddDays(2), RandomNumberGenerator.GetBytes(8));
        return (folder.Write($"{name}.pem", certificate.ExportCertificatePem()), folder.Write($"{name}.key", key.ExportECPrivateKeyPem()));
    }

    public void Dispose()
    {
        authority.Dispose();
        folder.Dispose();
    }
}
